import Backup
import SQLStore
import StageModel

/// Why a job failed, for a person.
enum JobFailure {
    /// - Parameter stopped: what is said of a job that was cut short because the box stops.
    static func sentence(_ error: any Error, stopped: String) -> String {
        switch error {
        case is CancellationError: stopped
        case let failure as BackupFailure: failure.sentence
        case let failure as StoreFailure: failure.description
        case let failure as DataFolderFailure: failure.description
        case let refusal as any Refusal: refusal.sentence
        default:
            "It failed for a reason that nobody foresaw (\(error)). Try again, and look at the log if it comes back."
        }
    }
}
