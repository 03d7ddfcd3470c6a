import GRDB

/// Why the store cannot do what it was asked; each has a sentence that says what to do.
package enum StoreFailure: Error, Equatable, CustomStringConvertible {
    /// A later version of the box wrote the file; `copy` is the newest copy that this version can read.
    case newerSchema(migration: String, copy: String?)
    case foreignFile(path: String)
    case unreadable(path: String, reason: String)
    case damaged(path: String, reason: String)
    case settingLost(pragma: String)
    case targetExists(path: String)
    case readOnly
    case diskFull
    case busy
    case closed

    package var description: String {
        switch self {
        case .newerSchema(let migration, let copy):
            "This database was written by a newer version of the box (it knows '\(migration)'). "
                + "Start that version again, "
                + (copy.map {
                    "or go back with 'stagebox restore --pre-upgrade', which puts the copy made before the upgrade in "
                        + "its place (\($0)); what happened since then is not in it."
                }
                    ?? "or restore a backup made with this version: 'stagebox restore --from FOLDER'.")
        case .foreignFile(let path):
            "\(path) is not a database of the box. Choose another data folder, or move the file away."
        case .unreadable(let path, let reason):
            "\(path) cannot be opened (\(reason)). Check that its folder exists, that the user who runs the box may "
                + "write there, and that the disk works."
        case .damaged(let path, let reason):
            "\(path) is damaged (\(reason)). Nothing was changed. Restore the last backup, and have the disk checked."
        case .settingLost(let pragma):
            "SQLite did not keep the setting \(pragma). The box does not start, because it could lose what it "
                + "promised to keep."
        case .targetExists(let path):
            "\(path) is there already. Nothing was copied. Choose another name."
        case .readOnly:
            "The disk of the box failed. Nothing can be changed until the box is restarted and its disk is checked."
        case .diskFull:
            "The disk of the box is full. Nothing was changed. Free some space, then try again."
        case .busy:
            "The box has more to write than its disk takes at present. Nothing was changed. Try again in a moment."
        case .closed:
            "The box is stopping. Nothing was changed. Try again when it runs."
        }
    }
}

/// What an error of SQLite says about the disk.
enum StoreTrouble: Equatable {
    case full
    /// The file or the disk under it failed.
    case broken(String)
    /// Somebody else holds the write lock, longer than the busy time-out.
    case busy

    /// Nil for errors that say nothing about it.
    init?(_ error: any Error) {
        guard let error = error as? DatabaseError else { return nil }
        switch error.resultCode {
        case .SQLITE_FULL: self = .full
        case .SQLITE_BUSY: self = .busy
        // Too little memory says nothing about the disk.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_NOMEM: return nil
        case .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY:
            self = .broken("SQLite code \(error.extendedResultCode.rawValue)")
        default: return nil
        }
    }

    /// A read that tries to write is a mistake of ours and says nothing about the disk.
    init?(reading error: any Error) {
        if (error as? DatabaseError)?.resultCode == .SQLITE_READONLY { return nil }
        self.init(error)
    }

    /// What callers see.
    var failure: StoreFailure {
        switch self {
        case .full: .diskFull
        case .broken: .readOnly
        case .busy: .busy
        }
    }
}
