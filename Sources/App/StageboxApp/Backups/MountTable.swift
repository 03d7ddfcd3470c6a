/// A mounted file system, as a line of `/proc/self/mountinfo` tells it (proc_pid_mountinfo(5)).
struct Mount: Equatable, Sendable {
    /// `major:minor` of the device.
    let device: String
    let point: String
    let isReadOnly: Bool

    /// Strict: nil for a line that is not exactly of the form that the kernel writes.
    init?(line: some StringProtocol) {
        let fields = line.split(separator: " ", omittingEmptySubsequences: false)
        // Six fields, any number of optional ones, a hyphen, three more.
        guard fields.count >= 10, let hyphen = fields.indices.dropFirst(6).first(where: { fields[$0] == "-" }),
            hyphen == fields.count - 4, !fields.contains(""),
            Self.isNumber(fields[0]), Self.isNumber(fields[1]),
            let point = Self.unescaped(fields[4]), point.hasPrefix("/")
        else { return nil }
        let numbers = fields[2].split(separator: ":", omittingEmptySubsequences: false)
        guard numbers.count == 2, numbers.allSatisfy({ Self.isNumber($0) }) else { return nil }
        device = String(fields[2])
        self.point = point
        let options = [fields[5], fields[hyphen + 3]].flatMap { $0.split(separator: ",") }
        isReadOnly = options.contains("ro")
    }

    private static func isNumber(_ text: some StringProtocol) -> Bool {
        (1...10).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
    }

    /// The kernel writes space, tab, newline and backslash as `\` and three octal digits.
    static func unescaped(_ field: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(3)
            guard digits.count == 3, digits.allSatisfy({ (48...55).contains($0) }) else { return nil }
            let value = digits.reduce(0) { $0 * 8 + Int($1) - 48 }
            guard (1...255).contains(value) else { return nil }
            bytes.append(UInt8(value))
            rest = rest.dropFirst(3)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The mounts of a table; lines that are none are left out. Of several on one point the last is what is seen.
    static func all(in table: String) -> [Mount] {
        var mounts: [Mount] = []
        for line in table.split(separator: "\n") {
            guard let mount = Mount(line: line) else { continue }
            mounts.removeAll { $0.point == mount.point }
            mounts.append(mount)
        }
        return mounts
    }
}
