import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// Runs the writes that wait together in one transaction.
///
/// A thread of its own takes everything that waits, opens one transaction, runs each body in a savepoint (a body that
/// is alone needs none), commits, and only then resumes the callers. While it commits, the next writes gather; after
/// it, it waits a fraction of the last commit's time for as many as wrote together before.
final class GroupCommitWriter: Sendable {
    private let pool: DatabasePool
    private let board: HealthBoard
    private let space: SpaceProbe
    private let pace: WriterPace
    private let queue = WriteQueue()
    /// How many transactions were committed; moves before anybody is answered.
    let commits = Atomic(0)
    private let callbacks = Mutex<[@Sendable () -> Void]>([])

    init(pool: DatabasePool, board: HealthBoard, space: SpaceProbe, pace: WriterPace) {
        self.pool = pool
        self.board = board
        self.space = space
        self.pace = pace
        let thread = Thread { [self] in work() }
        thread.name = "store-writer"
        thread.stackSize = 4 << 20
        thread.start()
    }

    func write<Answer: Sendable>(_ body: @escaping @Sendable (Database) throws -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { (caller: CheckedContinuation<Answer, any Error>) in
            if case .readOnly = board.health { return caller.resume(throwing: StoreFailure.readOnly) }
            if let refusal = queue.add(PendingAnswer(body, for: caller)) { caller.resume(throwing: refusal) }
        }
    }

    func afterCommits(_ callback: @escaping @Sendable () -> Void) { callbacks.withLock { $0.append(callback) } }

    func stop(andWait: Bool) { queue.stop(andWait: andWait) }

    // MARK: On the writer's thread

    /// What the thread knows between commits.
    private struct Rhythm {
        /// How many writers seem to be at work.
        var together = 1
        /// Seconds of a commit, lately.
        var commitSeconds = 0.0
        /// Whether the log holds commits that are not in the database file yet.
        var isLogged = true
        /// Whether the last turn was a commit.
        var hasCommitted = false
        /// When a full disk may be probed again.
        var nextProbe = ContinuousClock.now
    }

    private func work() {
        var rhythm = Rhythm()
        while true {
            let patience = min(rhythm.commitSeconds * pace.patiencePart, pace.patienceSeconds)
            let rest = board.health == .full ? pace.probeSeconds : rhythm.isLogged ? pace.restSeconds : nil
            // At most a quarter of a commit's time, and none where several write together or the disk is slow.
            let alertness = rhythm.together == 1 && rhythm.hasCommitted ? min(rhythm.commitSeconds / 4, 0.000_05) : 0
            rhythm.hasCommitted = false
            switch queue.next(
                expecting: rhythm.together, patience: patience, alertness: .seconds(alertness), rest: rest)
            {
            case .commit(let batch):
                commit(batch, &rhythm)
            case .rest:
                rhythm.together = 1
                recover(&rhythm)
            case .end:
                queue.end()
                return
            }
        }
    }

    /// Uses a quiet moment: looks whether a full disk has space again, and empties the log while nobody waits for it.
    private func recover(_ rhythm: inout Rhythm) {
        if board.health == .full {
            if space.isThereSpace() { board.change(to: .well) }
        } else if board.health == .well, rhythm.isLogged {
            rhythm.isLogged = false
            // Passive: gives way to readers, and the next checkpoint moves what this one could not.
            do {
                try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.passive) }
            } catch { note(error) }
        }
    }

    private func commit(_ batch: [PendingWrite], _ rhythm: inout Rhythm) {
        rhythm.together = 1
        if let refusal = refusal(&rhythm) {
            for write in batch { write.finish(refusal) }
            return
        }
        var failures: [(any Error)?] = Array(repeating: nil, count: batch.count)
        let began = ContinuousClock.now
        do {
            try pool.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    if batch.count == 1 {
                        try batch[0].run(db)
                    } else {
                        for (index, write) in batch.enumerated() { failures[index] = try run(write, in: db) }
                    }
                    return .commit
                }
            }
        } catch {
            // The whole transaction is undone: everybody in it is told, nobody was answered before.
            let failure = note(error)
            for index in failures.indices where failures[index] == nil { failures[index] = failure }
            for (write, failure) in zip(batch, failures) { write.finish(failure) }
            return
        }
        let spent = began.duration(to: .now) / .seconds(1)
        rhythm.commitSeconds += (spent - rhythm.commitSeconds) / 8
        rhythm.isLogged = true
        rhythm.hasCommitted = true
        // Counted before anybody is answered: who is answered and at once writes again is one writer, not two.
        rhythm.together = batch.count + queue.count
        commits.add(1, ordering: .releasing)
        for (write, failure) in zip(batch, failures) { write.finish(failure) }
        for callback in callbacks.withLock({ $0 }) { callback() }
    }

    /// Why nothing is written at present; nil when the disk takes writes.
    private func refusal(_ rhythm: inout Rhythm) -> StoreFailure? {
        switch board.health {
        case .well: return nil
        case .readOnly: return .readOnly
        case .full:
            guard rhythm.nextProbe <= .now else { return .diskFull }
            guard space.isThereSpace() else {
                rhythm.nextProbe = .now + .seconds(pace.probeSeconds)
                return .diskFull
            }
            board.change(to: .well)
            return nil
        }
    }

    /// Runs one body in its savepoint; its own error undoes it alone, an error of the disk undoes everything.
    private func run(_ write: PendingWrite, in db: Database) throws -> (any Error)? {
        try db.cachedStatement(sql: "SAVEPOINT one_write").execute()
        do {
            try write.run(db)
            try demandWhole(db)
            try db.cachedStatement(sql: "RELEASE one_write").execute()
            return nil
        } catch {
            // SQLite ends the whole transaction by itself on some errors; then the savepoint is gone as well.
            guard db.isInsideTransaction, StoreTrouble(error) == nil else { throw error }
            try db.cachedStatement(sql: "ROLLBACK TO one_write").execute()
            try db.cachedStatement(sql: "RELEASE one_write").execute()
            return error
        }
    }

    /// A deferred foreign key that a body left open would fail the commit of all; it is that body's own failure.
    private func demandWhole(_ db: Database) throws {
        var open: Int32 = 0
        var most: Int32 = 0
        sqlite3_db_status(db.sqliteConnection, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &most, 0)
        if open != 0 {
            throw DatabaseError(
                resultCode: .SQLITE_CONSTRAINT_FOREIGNKEY, message: "FOREIGN KEY constraint failed")
        }
    }

    /// Remembers what an error says about the disk, and gives the error that callers see.
    @discardableResult
    private func note(_ error: any Error) -> any Error {
        guard let trouble = StoreTrouble(error) else { return error }
        switch trouble {
        case .full: board.change(to: .full)
        case .broken(let reason): board.change(to: .readOnly(reason: reason))
        case .busy: break
        }
        return trouble.failure
    }
}
