import Glibc

/// IPv6 addresses that soon are somebody else's or nobody's: made for privacy and changed every day, about to end, or
/// not yet known to be free.
enum PassingAddresses {
    /// `IFA_F_TEMPORARY`, `IFA_F_DADFAILED`, `IFA_F_DEPRECATED` and `IFA_F_TENTATIVE` of linux/if_addr.h.
    private static let passingFlags: UInt32 = 0x01 | 0x08 | 0x20 | 0x40

    /// What the kernel says now; nothing where it has no IPv6.
    static func read() -> Set<[UInt8]> {
        guard let file = fopen("/proc/net/if_inet6", "re") else { return [] }
        defer { fclose(file) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while text.count < 1 << 20 {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            text += chunk.prefix(count)
        }
        return parse(String(decoding: text, as: UTF8.self))
    }

    /// Reads lines of 32 hexadecimal digits, then interface, prefix length, scope and flags as hexadecimal numbers and
    /// the interface's name; lines that are otherwise say nothing.
    static func parse(_ text: String) -> Set<[UInt8]> {
        var found = Set<[UInt8]>()
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 6, let flags = UInt32(words[4], radix: 16), flags & passingFlags != 0,
                let bytes = bytes(words[0])
            else { continue }
            found.insert(bytes)
        }
        return found
    }

    private static func bytes(_ digits: Substring) -> [UInt8]? {
        guard digits.utf8.count == 32, digits.utf8.allSatisfy({ $0 < 128 }) else { return nil }
        var bytes: [UInt8] = []
        var rest = digits
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
