import Foundation
import Testing

@testable import StageboxApp

/// What the machine's files say.
@Suite struct MachineReadingTests {
    /// A folder in the place of the machine's root.
    private func root(_ files: [String: String]) throws -> MachineReadings {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("root-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        for (path, text) in files {
            let file = root.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        return MachineReadings(root: root.path)
    }

    @Test func memoryComesFromProc() throws {
        let machine = try root([
            "proc/meminfo": "MemTotal:        2048 kB\nMemFree: 1 kB\nMemAvailable:    1024 kB\n",
            "proc/self/statm": "100 10 5 1 0 3 0\n",
        ])
        #expect(machine.memory(isOwn: false) == MemoryReading(resident: nil, available: 1_048_576, total: 2_097_152))
        #expect(machine.memory(isOwn: true)?.resident == Int64(10 * getpagesize()))
    }

    @Test func memoryComesFromTheNodesWhereProcIsHidden() throws {
        let node = """
            Node 0 MemTotal:       2048 kB
            Node 0 MemFree:         100 kB
            Node 0 Active(file):    200 kB
            Node 0 Inactive(file):  300 kB
            Node 0 SReclaimable:     24 kB
            """
        let machine = try root([
            "sys/devices/system/node/node0/meminfo": node, "sys/devices/system/node/node1/meminfo": node,
            "sys/devices/system/node/power/meminfo": node,
        ])
        #expect(
            machine.memory(isOwn: false) == MemoryReading(resident: nil, available: 2 * 638_976, total: 4_194_304))
    }

    @Test func memoryIsUnknownWithoutEither() throws { #expect(try root([:]).memory(isOwn: true) == nil) }

    @Test func thisMachineHasMemoryAndADisk() throws {
        let memory = try #require(MachineReadings().memory(isOwn: true))
        #expect(memory.available > 0)
        #expect(memory.available <= memory.total)
        #expect(try #require(memory.resident) > 1_000_000)
        let disk = try #require(MachineReadings.disk(of: "/tmp"))
        #expect(disk.free <= disk.total)
        #expect(MachineReadings.disk(of: "/nowhere/at/all") == nil)
    }

    @Test func soundCardsComeFromProcOrFromTheClass() throws {
        let cards = """
             0 [PCH            ]: HDA-Intel - HDA Intel PCH
                                  HDA Intel PCH at 0xf7f10000 irq 30
             1 [USB            ]: USB-Audio - Scarlett 2i2 USB
                                  Focusrite Scarlett 2i2 USB at usb-0000:00:14.0-1, high speed
            """
        #expect(try root(["proc/asound/cards": cards]).soundCards() == ["HDA Intel PCH", "Scarlett 2i2 USB"])
        #expect(try root(["proc/asound/cards": "--- no soundcards ---\n"]).soundCards() == [])
        let hidden = ["sys/class/sound/card0/id": "PCH\n", "sys/class/sound/controlC0/id": "no\n"]
        #expect(try root(hidden).soundCards() == ["PCH"])
        #expect(try root([:]).soundCards() == [])
    }

    @Test func theClockIsKeptRightWhereTimesyncdSaysSo() throws {
        #expect(try root(["run/systemd/timesync/synchronized": ""]).isSynchronized() == true)
        #expect(try root(["run/systemd/timesync/clock": ""]).isSynchronized() == false)
        #expect(try root([:]).isSynchronized() == nil)
    }

    @Test func theSystemIsNamed() throws {
        let release = "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"
        #expect(try root(["etc/os-release": release]).system() == "Debian GNU/Linux 12 (bookworm)")
        #expect(try root([:]).system() == "an unknown system")
    }

    @Test func noFileOfTheMachineCanBreakTheReading() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(state: seed)
        let pieces = [
            "MemTotal:", "MemAvailable:", " kB", "\n", " ", "-1", "9223372036854775807", "Node 0 ", "0 [", "]: ", " - ",
            "\u{0}", "é", "[", "]", ":",
        ]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0..<30, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
            if let found = MachineReadings.memory(inProc: text) {
                #expect(found.available >= 0 && found.total >= 0, "seed \(seed)")
            }
            if let found = MachineReadings.memory(inNode: text) {
                #expect(found.available <= found.total, "seed \(seed)")
            }
            #expect(MachineReadings.soundCards(in: text).allSatisfy { $0.count <= 80 }, "seed \(seed)")
        }
    }
}

/// SplitMix64, so that a failing run can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
