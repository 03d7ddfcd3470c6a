internal import Multiformats

/// The folder into which a backup is restored.
final class RestoreTarget {
    /// Kept free beside what is written.
    private static let slackBytes: Int64 = 1 << 20
    /// What file systems put into a new disk by themselves.
    private static let own: Set = ["lost+found"]

    let path: String
    private let blobFolder: String
    private let disk: BackupDisk
    private var folders: Set<String> = []
    private var paths: [String] = []
    private var file: DraftFile?

    init(path: String, blobFolder: String, disk: BackupDisk) {
        self.path = path
        self.blobFolder = blobFolder
        self.disk = disk
    }

    /// - Throws: `BackupFailure.targetUnfinished`, `.targetNotEmpty`.
    func checkEmpty() throws {
        let kind = BackupDisk.kind(path)
        guard kind != .nothing else { return }
        guard kind == .folder else { throw BackupFailure.targetNotEmpty(path) }
        let names = try BackupDisk.names(in: path).filter { !Self.own.contains($0) }
        guard !names.contains(BackupRepository.unfinishedMark) else { throw BackupFailure.targetUnfinished(path) }
        guard names.isEmpty else { throw BackupFailure.targetNotEmpty(path) }
    }

    /// Refuses files that would come where the blobs or the mark come.
    func checkPlaces(of names: [String]) throws {
        for name in names {
            guard name != blobFolder, !name.hasPrefix("\(blobFolder)/"), !blobFolder.hasPrefix("\(name)/"),
                name.split(separator: "/").first.map(String.init) != BackupRepository.unfinishedMark
            else { throw BackupFailure.targetClash(name) }
        }
    }

    /// Writes everything. On failure the folder is emptied again.
    ///
    /// - Parameter isLasting: everything is on disk when this returns.
    func fill(needing bytes: Int64, isLasting: Bool, _ write: () throws -> Void) throws {
        try checkEmpty()
        try disk.makeFolder(path)
        let needed = bytes + Self.slackBytes
        guard try needed <= disk.freeBytes(path) else { throw BackupFailure.diskFull(neededBytes: needed) }
        let mark = "\(path)/\(BackupRepository.unfinishedMark)"
        do {
            try DraftFile(mark, disk: disk).end()
            try disk.synchronize(folder: path)
            try write()
            try end()
            if isLasting { try BackupDisk.synchronize(all: paths + folders.sorted()) }
            try disk.erase(mark)
            try disk.synchronize(folder: path)
        } catch {
            file = nil
            empty(mark)
            throw error
        }
    }

    func begin(_ name: String) throws {
        try end()
        let parts = name.split(separator: "/")
        for count in 1..<max(1, parts.count) {
            let folder = "\(path)/\(parts[..<count].joined(separator: "/"))"
            if folders.insert(folder).inserted { try disk.makeFolder(folder) }
        }
        paths.append("\(path)/\(name)")
        file = try DraftFile("\(path)/\(name)", disk: disk)
    }

    func begin(_ cid: CID) throws { try begin("\(blobFolder)/\(cid.ending)/\(cid)") }

    func write(_ bytes: UnsafeRawBufferPointer) throws { try file?.write(bytes) }

    func end() throws {
        try file?.end()
        file = nil
    }

    /// All that is in the folder came from here. The mark goes last; if something cannot be removed it stays.
    private func empty(_ mark: String) {
        do {
            for name in try BackupDisk.names(in: path)
            where !Self.own.contains(name) && name != BackupRepository.unfinishedMark {
                let inner = "\(path)/\(name)"
                try disk.watch(.erase(inner))
                try BackupDisk.eraseTree(inner)
            }
            try disk.erase(mark)
        } catch {
            return
        }
    }
}
