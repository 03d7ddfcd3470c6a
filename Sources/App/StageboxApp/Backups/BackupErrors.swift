import Backup
import StageModel

/// What the box will not do about backups; what fails on the disk comes as the failure of the backup itself.
enum BackupRefusal: Refusal, Equatable {
    case noFolder
    case noSuchFolder(String)
    case insideData(String)
    case notWritable(String)
    /// Another job is under way.
    case busy
    case notRunning
    case noSuchSnapshot
    /// A command of a newer version than the daemon's.
    case upgradeWaits
    /// A test restore brought back what does not fit together.
    case doesNotHold([String])
    // Restoring.
    case alreadyClaimed
    case notABox
    /// A backup whose files are missing something without which the box does not start.
    case incomplete(String)
    /// What the folder or the disk said.
    case failed(BackupFailure)

    var kind: RefusalKind {
        switch self {
        case .noSuchFolder, .insideData, .notWritable, .noSuchSnapshot: .invalid
        case .noFolder, .busy, .notRunning, .doesNotHold, .alreadyClaimed, .notABox, .incomplete,
            .upgradeWaits:
            .conflict
        case .failed(let failure): failure.refusalKind
        }
    }

    var reason: String {
        switch self {
        case .noFolder: "backup.no_folder"
        case .noSuchFolder: "backup.no_such_folder"
        case .insideData: "backup.inside_data"
        case .notWritable: "backup.not_writable"
        case .busy: "backup.busy"
        case .notRunning: "backup.not_running"
        case .noSuchSnapshot: "backup.no_such_snapshot"
        case .upgradeWaits: "backup.upgrade_waits"
        case .doesNotHold: "backup.does_not_hold"
        case .alreadyClaimed: "restore.already_claimed"
        case .notABox: "restore.not_a_box"
        case .incomplete: "restore.incomplete"
        case .failed(let failure): failure.code
        }
    }

    var sentence: String {
        switch self {
        case .noFolder:
            "No place for backups is chosen yet. Choose a disk or a folder first."
        case .noSuchFolder(let folder):
            "There is no folder \(folder) on this machine. Plug in the disk, or check the path."
        case .insideData(let folder):
            "\(folder) lies in the folder of the box itself and would be lost with it. Choose another disk."
        case .notWritable(let folder):
            "The box may not write in \(folder). Give its account the right to, or choose another folder."
        case .busy:
            "A backup, a test or a restore is under way. Wait until it has ended, or cancel it."
        case .notRunning:
            "This has ended already."
        case .noSuchSnapshot:
            "There is no such backup. Choose one from the list."
        case .upgradeWaits:
            "The box was upgraded and has not started since. Start it, then make the backup."
        case .doesNotHold(let findings):
            "The backup could be read, but what came back does not fit together: "
                + findings.prefix(3).joined(separator: " ") + " Keep the older backups, and look at the health page."
        case .alreadyClaimed:
            "This box has an owner already, and a restore would replace what is on it. Restore on a new box, or on the "
                + "machine with 'stagebox restore'."
        case .notABox:
            "This backup holds no box that this version can open. Choose another backup, or update this box first."
        case .incomplete(let name):
            "This backup lacks \(name), so the box would not start from it. Choose another backup."
        case .failed(let failure): failure.sentence
        }
    }

    var fields: [String: String] {
        switch self {
        case .noSuchFolder, .insideData, .notWritable: ["folder": sentence]
        case .noSuchSnapshot: ["snapshot": sentence]
        case .failed(let failure): failure.field.map { [$0: sentence] } ?? [:]
        default: [:]
        }
    }
}

extension BackupFailure {
    var refusalKind: RefusalKind {
        switch self {
        case .wrongWords, .wrongKey, .notPrepared, .foreign, .otherKey, .notEmpty, .snapshotMissing: .invalid
        default: .conflict
        }
    }

    /// The field of a form that the failure is about.
    var field: String? {
        switch self {
        case .wrongWords, .wrongKey: "words"
        case .notPrepared, .foreign, .otherKey, .notEmpty: "folder"
        case .snapshotMissing: "snapshot"
        default: nil
        }
    }
}

/// Runs something on a backup folder; its failure becomes a refusal that WebEdge can answer.
func asRefusal<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let failure as BackupFailure {
        throw BackupRefusal.failed(failure)
    }
}
