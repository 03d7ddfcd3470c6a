package import Multiformats

/// What should be in a backup, as the caller builds it.
package struct BackupSource: Sendable {
    /// A small file: a copy of the database, a key, a certificate.
    package struct File: Sendable {
        /// Where it stands in the backup and after a restore: letters, digits, `.`, `_`, `-`, parts joined by `/`.
        package let name: String
        package let path: String

        package init(name: String, path: String) {
            self.name = name
            self.path = path
        }
    }

    /// A file whose name follows from its bytes, which never change.
    package struct Blob: Sendable {
        package let cid: CID
        package let path: String
        package let bytes: Int64

        package init(cid: CID, path: String, bytes: Int64) {
            self.cid = cid
            self.path = path
            self.bytes = bytes
        }
    }

    package let files: [File]
    package let blobs: [Blob]
    /// Blobs that are sealed again although the folder has them, because a test restore found them damaged.
    package let writeAgain: Set<CID>

    /// - Parameters:
    ///   - files: consistent among each other; nobody changes them while the backup runs.
    ///   - blobs: may be many; the same one twice counts once.
    package init(files: [File], blobs: [Blob], writeAgain: Set<CID> = []) {
        self.files = files
        self.blobs = blobs
        self.writeAgain = writeAgain
    }
}

/// How far a backup or a restore is.
package struct BackupProgress: Sendable, Equatable {
    package enum Stage: String, Sendable {
        /// Blobs that the folder does not have yet are sealed.
        case blobs
        /// The small files and the list of blobs are sealed.
        case snapshot
        /// Everything is read and compared, before anything is written.
        case verifying
        /// Files are written to their target.
        case restoring
    }

    package let stage: Stage
    package let bytesDone: Int64
    package let bytesTotal: Int64
}

/// A name of a small file in a backup.
enum EntryName {
    static let maximumBytes = 200

    /// A path that stays in the folder that it is joined to: 1 to 200 bytes, up to 8 parts of letters, digits, `.`, `_`
    /// and `-`, none of which begins with a dot.
    static func isAllowed(_ name: String) -> Bool {
        guard (1...maximumBytes).contains(name.utf8.count) else { return false }
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count <= 8
            && parts.allSatisfy { part in
                guard let first = part.first, first != UInt8(ascii: ".") else { return false }
                return part.allSatisfy(isAllowed)
            }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// A name that is not allowed, is there twice, or is a folder of another one; nil if all are well.
    static func clash(in names: [String]) -> String? {
        let all = Set(names)
        if all.count < names.count {
            var seen = Set<String>()
            return names.first { !seen.insert($0).inserted }
        }
        for name in names {
            guard isAllowed(name) else { return name }
            let parts = name.split(separator: "/")
            for count in 1..<max(1, parts.count) where all.contains(parts[..<count].joined(separator: "/")) {
                return name
            }
        }
        return nil
    }
}
