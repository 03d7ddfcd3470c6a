internal import Cryptography
internal import Multiformats

/// Where things lie in a backup folder.
enum BackupLayout {
    static let folder = "stagebox-backup"
    static let marker = "stagebox-backup.txt"
    static let lock = "lock"
    static let drafts = "drafts"
    /// Stands there from the beginning of a backup until it has succeeded.
    static let unfinished = "drafts/unfinished"
    static let blobs = "blobs"
    static let snapshots = "snapshots"
    static let passphrase = "passphrase.sealed"
}

/// The plain file that says whose backup a folder is; nothing in it is secret.
struct BackupMarker: Equatable {
    static let version = 1
    private static let title = "Backups of a Stagebox. The files are sealed; only the recovery words open them."

    /// 1 to 64 letters, digits and `-`.
    let box: String
    /// `BackupKey.mark`.
    let key: String

    static func isAllowed(box: String) -> Bool {
        (1...64).contains(box.utf8.count)
            && box.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-")
                    || byte < 128
                        && (Character(UnicodeScalar(byte)).isLetter
                            || Character(UnicodeScalar(byte)).isNumber)
            }
    }

    var text: String {
        let lines = "\(Self.title)\nformat: \(Self.version)\nbox: \(box)\nkey: \(key)\n"
        return lines + "check: \(Self.check(lines))\n"
    }

    init(box: String, key: String) {
        self.box = box
        self.key = key
    }

    /// - Throws: `BackupFailure.markerDamaged`, `.unknownFormat`.
    init(text: [UInt8]) throws(BackupFailure) {
        guard let text = String(validating: text, as: UTF8.self) else { throw .markerDamaged }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last == "", let end = lines.lastIndex(where: { $0.hasPrefix("check: ") }),
            end == lines.count - 2, lines[end] == "check: \(Self.check(lines[..<end].joined(separator: "\n") + "\n"))"
        else { throw .markerDamaged }
        // The text is whole: if it is not of this version it is of another.
        guard lines.count == 6, lines[0] == Self.title, lines[1] == "format: \(Self.version)" else {
            throw .unknownFormat
        }
        guard lines[2].hasPrefix("box: "), lines[3].hasPrefix("key: ") else { throw .markerDamaged }
        self.init(box: String(lines[2].dropFirst(5)), key: String(lines[3].dropFirst(5)))
        guard Self.isAllowed(box: box), Array(self.text.utf8) == Array(text.utf8) else { throw .markerDamaged }
    }

    private static func check(_ lines: String) -> String {
        Hexadecimal.encode(SHA256.hash(Array(lines.utf8))[..<8])
    }
}

/// The name of a sealed blob: 20 bytes of a code over its CID, as 32 characters.
struct BlobName: Hashable, Comparable {
    static let byteCount = 20

    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Nil for text that is not a name.
    init?(text: String) {
        do { bytes = try Base32.decode(text.utf8) } catch { return nil }
        guard bytes.count == Self.byteCount else { return nil }
    }

    var text: String { Base32.encode(bytes) }

    /// Relative to the backup folder.
    var path: String { "\(BackupLayout.blobs)/\(text.prefix(2))/\(text)" }

    static func < (one: BlobName, other: BlobName) -> Bool { one.bytes.lexicographicallyPrecedes(other.bytes) }
}
