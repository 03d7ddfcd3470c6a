import Backup
import Foundation
package import StageModel

/// Where and how often backups are made. One row.
struct BackupSettings: Sendable, Equatable {
    /// Absolute; nil: no backups are made by themselves.
    var folder: String?
    var everyHours: Int
    /// How many snapshots stay, as in `Retention`.
    var hourly: Int
    var daily: Int
    var weekly: Int
    /// What the box calls itself in its backup folders; fixed by the first backup.
    var label: String?
    /// The mark of the key whose words were typed back.
    var confirmedKey: [UInt8]?

    static let before = BackupSettings(folder: nil, everyHours: 1, hourly: 24, daily: 7, weekly: 8)

    var retention: Retention { Retention(hourly: hourly, daily: daily, weekly: weekly) }
}

package enum BackupJobKind: IdentifierKind { package static let prefix = "job" }

package typealias BackupJobID = Identifier<BackupJobKind>

/// A backup, a test restore or a restore, at work or ended.
package struct BackupJob: Sendable, Equatable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case backup, restore
        case testRestore = "test_restore"
    }

    package enum State: String, Sendable, Codable {
        case running, done, failed, cancelled
    }

    package enum Stage: String, Sendable, Codable, CaseIterable {
        case waiting, copying, blobs, snapshot, tidying, verifying, restoring, checking, restarting

        /// What is being done.
        package var sentence: String {
            switch self {
            case .waiting: "It begins in a moment."
            case .copying: "The database is being copied."
            case .blobs: "New music and pictures are being sealed."
            case .snapshot: "The database is being sealed."
            case .tidying: "Backups that are old enough are being removed."
            case .verifying: "Everything in the backup is being read and compared."
            case .restoring: "Files are being written."
            case .checking: "What was restored is being checked."
            case .restarting: "The box starts again from what was restored."
            }
        }
    }

    package let id: BackupJobID
    package let kind: Kind
    package var state: State
    package var stage: Stage
    package var doneBytes: Int64
    package var totalBytes: Int64
    package let startedAt: Timestamp
    package var endedAt: Timestamp?
    /// For a person: what is being done, or what became of it and what to do.
    package var sentence: String
    /// The snapshot that was made, tested or restored, as far as it is known.
    package var snapshot: String?

    /// A job that begins.
    package init(_ id: BackupJobID, _ kind: Kind, at now: Timestamp) {
        self.id = id
        self.kind = kind
        state = .running
        stage = .waiting
        doneBytes = 0
        totalBytes = 0
        startedAt = now
        sentence = Stage.waiting.sentence
    }

    /// The job as it ended.
    func ended(_ state: State, _ sentence: String, at now: Timestamp) -> BackupJob {
        var job = self
        job.state = state
        job.sentence = sentence
        job.endedAt = now
        return job
    }
}
