import Foundation
import GRDB

/// Runs the writes that wait together in one transaction.
///
/// A thread of its own takes everything that waits, opens one transaction, runs each body in a savepoint (a body that
/// is alone needs none), commits, and only then resumes the callers. While it commits, the next writes gather.
///
/// `@unchecked Sendable`: `waiting`, `isStopped` and `state` are touched only with `condition` locked; everything else
/// is constant.
final class GroupCommitWriter: @unchecked Sendable {
    /// One waiting write: runs its body, and afterwards tells its caller how the commit went.
    private struct Job {
        /// Runs the body; throws what the body threw.
        let run: (Database) throws -> Void
        /// Called once: with nil after the commit, or with the error that undid this write.
        let finish: ((any Error)?) -> Void
    }

    private let pool: DatabasePool
    private let condition = NSCondition()
    private var waiting: [Job] = []
    private var isStopped = false
    private var hasEnded = false
    private var state = StoreHealth.well

    /// The most writes in one transaction, so that the first of them does not wait for ever.
    private static let mostTogether = 512

    init(pool: DatabasePool) {
        self.pool = pool
        let thread = Thread { [self] in work() }
        thread.name = "stagebox-writer"
        thread.stackSize = 4 << 20
        thread.start()
    }

    var health: StoreHealth {
        condition.lock()
        defer { condition.unlock() }
        return state
    }

    func write<Answer: Sendable>(_ body: @escaping @Sendable (Database) throws -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Answer, any Error>) in
            let answer = Slot<Answer>()
            enqueue(
                Job(
                    run: { db in answer.value = try body(db) },
                    finish: { error in
                        if let error {
                            continuation.resume(throwing: error)
                        } else if let value = answer.value {
                            continuation.resume(returning: value)
                        } else {
                            continuation.resume(throwing: StoreFailure.closed)
                        }
                    }))
        }
    }

    /// Where a body leaves its answer until the commit; used by the writer's thread alone.
    private final class Slot<Answer> {
        var value: Answer?
    }

    private func enqueue(_ job: Job) {
        condition.lock()
        var refusal: StoreFailure?
        if isStopped {
            refusal = .closed
        } else if case .readOnly = state {
            refusal = .readOnly
        } else {
            waiting.append(job)
            condition.signal()
        }
        condition.unlock()
        if let refusal { job.finish(refusal) }
    }

    /// Lets the waiting writes finish, then ends the thread.
    func stop() {
        condition.lock()
        isStopped = true
        condition.signal()
        while !hasEnded { condition.wait() }
        condition.unlock()
    }

    private func work() {
        while let batch = next() { commit(batch) }
        condition.lock()
        hasEnded = true
        condition.broadcast()
        condition.unlock()
    }

    private func next() -> [Job]? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty {
            if isStopped { return nil }
            condition.wait()
        }
        if waiting.count <= Self.mostTogether {
            var batch: [Job] = []
            swap(&batch, &waiting)
            return batch
        }
        let batch = Array(waiting.prefix(Self.mostTogether))
        waiting.removeFirst(Self.mostTogether)
        return batch
    }

    private func commit(_ batch: [Job]) {
        if case .readOnly = health {
            for job in batch { job.finish(StoreFailure.readOnly) }
            return
        }
        var failures: [(any Error)?] = Array(repeating: nil, count: batch.count)
        do {
            try pool.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    if batch.count == 1 {
                        try batch[0].run(db)
                    } else {
                        for (index, job) in batch.enumerated() { failures[index] = try run(job, in: db) }
                    }
                    return .commit
                }
            }
            note(nil)
        } catch {
            // The whole transaction is undone: everybody in it is told, nobody was answered before.
            let failure = note(error)
            for index in failures.indices where failures[index] == nil { failures[index] = failure }
        }
        for (job, failure) in zip(batch, failures) { job.finish(failure) }
    }

    /// Runs one body in its savepoint; its own error undoes it alone, an error of the disk undoes everything.
    private func run(_ job: Job, in db: Database) throws -> (any Error)? {
        try db.cachedStatement(sql: "SAVEPOINT one").execute()
        do {
            try job.run(db)
            try db.cachedStatement(sql: "RELEASE one").execute()
            return nil
        } catch {
            if Trouble(error) != nil { throw error }
            try db.cachedStatement(sql: "ROLLBACK TO one").execute()
            try db.cachedStatement(sql: "RELEASE one").execute()
            return error
        }
    }

    /// Remembers what an error says about the disk, and gives the error that callers see.
    @discardableResult
    private func note(_ error: (any Error)?) -> any Error {
        condition.lock()
        defer { condition.unlock() }
        guard let error else {
            state = .well
            return StoreFailure.closed
        }
        switch Trouble(error) {
        case .full:
            state = .full
            return StoreFailure.diskFull
        case .broken(let reason):
            state = .readOnly(reason: reason)
            return StoreFailure.readOnly
        case nil:
            return error
        }
    }
}

/// What an error says about the disk.
enum Trouble {
    case full
    case broken(String)

    /// Nil for errors that say nothing about it.
    init?(_ error: any Error) {
        guard let error = error as? DatabaseError else { return nil }
        switch error.resultCode {
        case .SQLITE_FULL: self = .full
        case .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY, .SQLITE_CANTOPEN:
            self = .broken("SQLite code \(error.extendedResultCode.rawValue)")
        default: return nil
        }
    }
}
