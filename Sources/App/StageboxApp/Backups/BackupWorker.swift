import Logging
import ServiceLifecycle

/// Carries out the jobs that were begun in this process, one after the other.
package struct BackupWorker: Service {
    let backups: BackupService
    let restoring: RestoreService
    let logger: Logger

    package func run() async throws {
        do {
            try await backups.recover()
            try await restoring.recover()
        } catch {
            // A box whose disk takes no writes starts nevertheless, so that it can be looked at.
            logger.warning("What a stop left of a backup could not be tidied up", metadata: ["failure": "\(error)"])
        }
        do {
            try await cancelWhenGracefulShutdown {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await follow(backups.desk) { try await backups.runNext() } }
                    group.addTask { try await follow(restoring.desk) { try await restoring.runNext() } }
                    try await group.waitForAll()
                }
            }
        } catch is CancellationError {
            // The box stops; the job that was cut short has said so.
        }
    }

    private func follow(_ desk: BackupDesk, _ runNext: () async throws -> Bool) async throws {
        for await _ in desk.bell {
            do {
                while try await runNext() {}
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // The database does not take how it ended; the next job, or the next start, marks it.
                logger.warning("The end of a backup could not be stored", metadata: ["failure": "\(error)"])
            }
        }
    }
}
