import Foundation
import StageModel

/// Reads what the machine says about itself. The files are Linux's, read under a folder of the test's choice.
///
/// Under the service manager the daemon sees no `/proc/meminfo` and no `/proc/asound` (`ProcSubset=pid`); the same
/// facts stand in `/sys`, so that is read where the first is missing.
struct MachineReadings: Sendable {
    /// Put before every path; empty for the machine itself.
    var root = ""

    private func text(_ path: String) -> String? {
        guard let bytes = FileManager.default.contents(atPath: root + path) else { return nil }
        return String(decoding: bytes.prefix(64 << 10), as: UTF8.self)
    }

    private func names(in path: String) -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: root + path).sorted() } catch { return [] }
    }

    // MARK: Disk

    /// Bytes free for the box, and in all, where a folder lies; nil when that cannot be told.
    static func disk(of folder: String) -> (free: Int64, total: Int64)? {
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { return nil }
        let unit = Int64(clamping: facts.f_frsize)
        return (Int64(clamping: facts.f_bavail) * unit, Int64(clamping: facts.f_blocks) * unit)
    }

    // MARK: Memory

    func memory(isOwn: Bool) -> MemoryReading? {
        let found = text("/proc/meminfo").flatMap(Self.memory(inProc:)) ?? memoryOfNodes()
        guard let found else { return nil }
        return MemoryReading(resident: isOwn ? resident() : nil, available: found.available, total: found.total)
    }

    private func resident() -> Int64? {
        guard let text = text("/proc/self/statm") else { return nil }
        let parts = text.split(separator: " ")
        return parts.count > 1 ? Int64(parts[1]).map { $0 * Int64(getpagesize()) } : nil
    }

    private func memoryOfNodes() -> (available: Int64, total: Int64)? {
        let nodes = names(in: "/sys/devices/system/node").filter { $0.wholeMatch(of: #/node[0-9]+/#) != nil }
            .compactMap { text("/sys/devices/system/node/\($0)/meminfo").flatMap(Self.memory(inNode:)) }
        guard !nodes.isEmpty else { return nil }
        return (nodes.reduce(0) { $0 + $1.available }, nodes.reduce(0) { $0 + $1.total })
    }

    /// `MemTotal:  2048 kB` and `MemAvailable:`, as proc(5) has them.
    static func memory(inProc text: String) -> (available: Int64, total: Int64)? {
        let figures = figures(in: text)
        guard let total = figures["MemTotal"], let available = figures["MemAvailable"] else { return nil }
        return (available, total)
    }

    /// `Node 0 MemTotal:  2048 kB`; what could be freed is counted in, as the kernel's own estimate does.
    static func memory(inNode text: String) -> (available: Int64, total: Int64)? {
        let figures = figures(in: text)
        guard let total = figures["MemTotal"], let free = figures["MemFree"] else { return nil }
        let givenBack = ["Active(file)", "Inactive(file)", "SReclaimable"].reduce(0) { $0 + (figures[$1] ?? 0) }
        return (min(total, free + givenBack), total)
    }

    /// Bytes by name, from lines that end in `Name: 2048 kB`; a line that is none is passed over.
    private static func figures(in text: String) -> [String: Int64] {
        var figures: [String: Int64] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ")
            guard words.count >= 3, words[words.count - 1] == "kB", let count = Int64(words[words.count - 2]),
                (0...(1 << 50)).contains(count), words[words.count - 3].hasSuffix(":")
            else { continue }
            figures[String(words[words.count - 3].dropLast())] = count * 1024
        }
        return figures
    }

    // MARK: Clock

    /// Whether the clock is kept right: what systemd-timesyncd says, else the kernel; nil where neither tells.
    func isSynchronized() -> Bool? {
        let files = FileManager.default
        if files.fileExists(atPath: "\(root)/run/systemd/timesync/synchronized") { return true }
        if root.isEmpty, let kernel = KernelClock.isSynchronized() { return kernel }
        return files.fileExists(atPath: "\(root)/run/systemd/timesync") ? false : nil
    }

    // MARK: Sound cards

    /// The names of the sound cards.
    func soundCards() -> [String] {
        if let list = text("/proc/asound/cards") { return Self.soundCards(in: list) }
        return names(in: "/sys/class/sound").filter { $0.wholeMatch(of: #/card[0-9]+/#) != nil }
            .compactMap { text("/sys/class/sound/\($0)/id")?.trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    /// ` 0 [PCH            ]: HDA-Intel - HDA Intel PCH` and a line of detail below; `--- no soundcards ---` for none.
    static func soundCards(in text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            guard let match = line.wholeMatch(of: #/ *[0-9]+ \[[^\]]*\]: .*? - (.+)/#) else { return nil }
            return String(match.output.1.trimmingCharacters(in: .whitespaces).prefix(80))
        }
    }

    // MARK: Versions

    /// The release of Debian, or of whatever else runs: `Debian GNU/Linux 12 (bookworm)`.
    func system() -> String {
        for line in (text("/etc/os-release") ?? "").split(whereSeparator: \.isNewline)
        where line.hasPrefix("PRETTY_NAME=") {
            return String(line.dropFirst(12).trimmingCharacters(in: CharacterSet(charactersIn: "\"'")).prefix(80))
        }
        return "an unknown system"
    }
}

/// What the kernel knows of its own clock.
private enum KernelClock {
    /// The state in which the kernel's clock is not kept right, `TIME_ERROR` of adjtimex(2).
    private static let unsynchronized: Int32 = 5

    /// Swift's module of the C library leaves `<sys/timex.h>` out, so the function is looked up. With modes 0 it only
    /// reads. A sandbox that forbids it makes it answer -1.
    static func isSynchronized() -> Bool? {
        typealias Adjust = @convention(c) (UnsafeMutableRawPointer) -> Int32
        guard let symbol = dlsym(nil, "adjtimex") else { return nil }
        let adjust = unsafeBitCast(symbol, to: Adjust.self)
        // `struct timex` has 208 bytes on 64-bit Linux.
        let state = withUnsafeTemporaryAllocation(byteCount: 512, alignment: 8) { buffer in
            buffer.initializeMemory(as: UInt8.self, repeating: 0)
            return buffer.baseAddress.map(adjust) ?? -1
        }
        return state < 0 ? nil : state != unsynchronized
    }
}
