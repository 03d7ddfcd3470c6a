import Backup
import Catalog
import Foundation
import Multiformats
import SQLStore
import Ticketing

/// What is in a backup of this box: the copy of the database, the box's secret, its certificate authority, and every
/// file that the copy's rows point to. The names in the backup are those in the data folder.
struct BackupContents: Sendable {
    /// Where files by CID are, in a backup's target as in the data folder.
    static let blobFolder = "files/blobs"
    static let databaseName = "stagebox.sqlite"
    static let keyName = "secrets/box.key"
    private static let authorityName = "authority"

    let data: DataFolder

    /// The source, and how many files the rows point to that are not here.
    ///
    /// Read from the copy and not from the live database: a picture that was replaced meanwhile belongs to the copy.
    func source(copy: String, writeAgain: [String]) throws -> (source: BackupSource, missing: Int) {
        let names = try Self.cids(inDatabase: copy)
        let blobs = names.compactMap { Self.cid($0) }.compactMap { cid in
            let path = "\(data.path)/\(Self.blobFolder)/\(cid.ending)/\(cid)"
            return Self.size(path).map { BackupSource.Blob(cid: cid, path: path, bytes: $0) }
        }
        let files =
            [
                BackupSource.File(name: Self.databaseName, path: copy),
                BackupSource.File(name: Self.keyName, path: "\(data.path)/\(Self.keyName)"),
            ] + authority()
        return (
            BackupSource(files: files, blobs: blobs, writeAgain: Set(writeAgain.compactMap { Self.cid($0) })),
            names.count - blobs.count
        )
    }

    /// The CIDs that the rows of a closed database point to, each once; the file is not changed.
    static func cids(inDatabase path: String) throws -> [String] {
        try DurableStore.glance(path: path) { db in
            Set(try CatalogBlobStore(db: db).inUse() + PosterStore(db: db).inUse()).sorted()
        }
    }

    /// Nil for text that is no CID: nothing can have been kept under it.
    static func cid(_ text: String) -> CID? {
        do { return try CID(string: text) } catch { return nil }
    }

    static func size(_ path: String) -> Int64? {
        var facts = stat()
        guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(facts.st_size)
    }

    /// Every file of the certificate authority; drafts, whose names begin with a dot, are none.
    private func authority() -> [BackupSource.File] {
        guard let found = FileManager.default.enumerator(atPath: data.authority) else { return [] }
        return found.compactMap { $0 as? String }.sorted().compactMap { name in
            let path = "\(data.authority)/\(name)"
            guard Self.size(path) != nil, !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else {
                return nil
            }
            return BackupSource.File(name: "\(Self.authorityName)/\(name)", path: path)
        }
    }
}

/// The folder for the copy while a backup is made, and for what a test restore brings back; on the disk of the box.
struct WorkFolder: Sendable {
    let path: String

    init(_ data: DataFolder) { path = "\(data.path)/backup.work" }

    /// An empty folder; what an earlier run left is removed.
    func begin() throws {
        try end()
        guard mkdir(path, 0o700) == 0 else { throw PrivateFile.failure(path) }
    }

    func end() throws {
        guard PrivateFile.exists(path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw DataFolderFailure.cannotWrite(path: path, reason: "\(error.localizedDescription)")
        }
    }
}
