import Foundation
import StageModel

/// What the start after a restore must know; stands in the mark.
struct RestoreNote: Codable, Equatable, Sendable {
    /// The job as it will have ended.
    let job: BackupJob
    /// The folder that the backup was in.
    let place: String
    /// Where the data that was here before goes, a name in the data folder.
    let aside: String

    /// Nil if there is no such file.
    ///
    /// - Throws: `DataFolderFailure.restoreUnreadable`.
    static func read(_ path: String) throws -> RestoreNote? {
        guard PrivateFile.exists(path) else { return nil }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw DataFolderFailure.restoreUnreadable(path: path)
        }
        do {
            return try JSONDecoder().decode(RestoreNote.self, from: bytes)
        } catch {
            throw DataFolderFailure.restoreUnreadable(path: path)
        }
    }

    func bytes() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }
}

extension DataFolder {
    /// Files that say how far a restore is.
    enum RestoreMark: String, CaseIterable {
        /// Everything lies whole in `restore.partial`; what was here before has not wholly been moved aside.
        case ready = "restore.ready"
        /// What was here before is aside; what was restored has not wholly been moved into its place.
        case placing = "restore.placing"
        /// What was restored is in place; the database has not heard of it.
        case placed = "restore.placed"
    }

    func path(of mark: RestoreMark) -> String { "\(path)/\(mark.rawValue)" }

    /// Where a backup comes to before it is whole.
    var restorePartial: String { "\(path)/restore.partial" }

    /// How far the restore is, for whoever asks before and after the box starts again.
    var restoreJobFile: String { "\(path)/restore.job" }

    /// Whether the folder is between two boxes: nobody may use it before the swap has ended.
    var isBetweenBoxes: Bool {
        PrivateFile.exists(path(of: .ready)) || PrivateFile.exists(path(of: .placing))
    }

    /// Puts a restored box in the place of the one that was here, if one is ready; for whoever holds the folder's lock,
    /// before anything in it is opened. Killed at any instruction, the next call goes on.
    package func finishRestore() throws { try RestoreSwap(data: self).run() }
}

/// Moves the data that was here aside and the restored data into place, by renaming only.
///
/// First everything of the old box is moved into a folder of its own, then the mark gets its second name, then
/// everything that was restored is moved out of its folder, then the mark gets its third. Each move is done when its
/// source is gone, so doing it all again after a kill changes nothing that is done. The steps are announced to `watch`
/// before they are taken: a test lets the machine die before any of them.
struct RestoreSwap {
    let data: DataFolder
    var watch: (String) throws -> Void = { _ in }

    func run() throws {
        if let note = try RestoreNote.read(data.path(of: .ready)) {
            guard BackupContents.size("\(data.restorePartial)/\(BackupContents.databaseName)") != nil else {
                // Somebody has removed what was restored: the box that was here stays.
                return try step("forget") { try PrivateFile.erase(data.path(of: .ready)) }
            }
            try moveAside(note.aside)
            try step("mark placing") { try PrivateFile.move(data.path(of: .ready), to: data.path(of: .placing)) }
        }
        if PrivateFile.exists(data.path(of: .placing)) {
            try moveIn()
            try step("mark placed") { try PrivateFile.move(data.path(of: .placing), to: data.path(of: .placed)) }
        }
    }

    private func moveAside(_ name: String) throws {
        let aside = "\(data.path)/\(name)"
        try step("make aside") {
            guard mkdir(aside, 0o700) == 0 || errno == EEXIST else { throw PrivateFile.failure(aside) }
        }
        for name in try names(data.path) where Self.belongsToBox(name) {
            let (here, there) = ("\(data.path)/\(name)", "\(aside)/\(name)")
            // A start makes some folders before it comes here; there is nothing in them.
            if PrivateFile.exists(there), rmdir(here) == 0 { continue }
            guard !PrivateFile.exists(there) else { throw DataFolderFailure.cannotWrite(path: there, reason: "exists") }
            try step("aside \(name)") { try rename(here, there) }
        }
        try step("settle aside") {
            try PrivateFile.settle(aside)
            try PrivateFile.settle(data.path)
        }
    }

    private func moveIn() throws {
        let partial = data.restorePartial
        let found = try names(partial)
        // The database last: a folder with a database and without its secret would look like one that lost it.
        for name in found.filter({ $0 != BackupContents.databaseName })
            + found.filter({ $0 == BackupContents.databaseName })
        {
            try step("in \(name)") { try rename("\(partial)/\(name)", "\(data.path)/\(name)") }
        }
        try step("settle in") { try PrivateFile.settle(data.path) }
        try step("remove partial") {
            guard rmdir(partial) == 0 || errno == ENOENT else { throw PrivateFile.failure(partial) }
        }
    }

    /// The database with its log and its copies, the secrets, the files, the authority; not locks, marks, the cache and
    /// what earlier restores moved aside.
    private static func belongsToBox(_ name: String) -> Bool {
        name.hasPrefix("stagebox.") || ["secrets", "files", "authority"].contains(name)
    }

    private func names(_ folder: String) throws -> [String] {
        guard PrivateFile.exists(folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw DataFolderFailure.cannotWrite(path: folder, reason: error.localizedDescription)
        }
    }

    /// Over an empty folder too.
    private func rename(_ path: String, _ name: String) throws {
        guard Foundation.rename(path, name) == 0 else { throw PrivateFile.failure(name) }
    }

    private func step(_ name: String, _ body: () throws -> Void) throws {
        try watch(name)
        try body()
    }
}
