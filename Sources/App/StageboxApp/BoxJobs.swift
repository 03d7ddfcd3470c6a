import Identity
import Logging
import Payments
import ServiceLifecycle
import Ticketing
import WebEdge

/// Work on a timer. Each job calls a service like anybody else; one that fails is tried again at its next time.
package struct BoxJobs: Service {
    let identity: IdentityService
    let payments: PaymentsService
    let ticketing: TicketingService
    let selfCheck: SelfCheck
    let edge: Edge
    let backups: BackupService
    let logger: Logger

    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await every(.seconds(20)) { try await expire() } }
                    group.addTask { try await every(.seconds(60)) { try await backups.tick() } }
                    group.addTask { try await every(.seconds(3600)) { try await tidy() } }
                    group.addTask {
                        // Soon after the start, so that the health page can say how the box is.
                        try await Task.sleep(for: .seconds(60))
                        try await every(.seconds(6 * 3600), beginsNow: true) { try await audit() }
                    }
                    try await group.waitForAll()
                }
            }
        } catch is CancellationError {
            // The box stops; a job that was cut short runs again after the next start.
        }
    }

    private func every(
        _ pause: Duration, beginsNow: Bool = false, _ work: @Sendable () async throws -> Void
    ) async throws {
        var isDue = beginsNow
        while true {
            if !isDue { try await Task.sleep(for: pause) }
            isDue = false
            do {
                try await work()
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                logger.warning("A job failed and will be tried again", metadata: ["failure": "\(error)"])
            }
        }
    }

    /// Ends reservations that nobody paid.
    package func expire() async throws {
        while try await payments.expireReservations() > 0 {}
    }

    /// Forgets what is too old.
    package func tidy() async throws {
        _ = try await IdentityJobs(service: identity).run()
        try await edge.prune()
    }

    /// Checks what must always hold. A difference needs a person.
    package func audit() async throws {
        let differences = try await payments.brokenInvariants() + ticketing.brokenCounts()
        for sentence in try await selfCheck.run(beside: differences) {
            logger.error("Something that must hold does not", metadata: ["finding": "\(sentence)"])
        }
    }
}
