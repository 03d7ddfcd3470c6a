import GRDB

/// A write that waits for its commit: one object holds the body, its answer and its caller.
class PendingWrite {
    /// Runs the body; throws what the body threw.
    func run(_ db: Database) throws { preconditionFailure("a pending write without a body") }

    /// Called exactly once: with nil after the commit, or with the error that undid this write.
    func finish(_ failure: (any Error)?) { preconditionFailure("a pending write without a caller") }
}

/// A pending write with the type of its answer.
final class PendingAnswer<Answer: Sendable>: PendingWrite {
    private let body: @Sendable (Database) throws -> Answer
    private let caller: CheckedContinuation<Answer, any Error>
    private var answer: Answer?

    init(_ body: @escaping @Sendable (Database) throws -> Answer, for caller: CheckedContinuation<Answer, any Error>) {
        self.body = body
        self.caller = caller
    }

    override func run(_ db: Database) throws { answer = try body(db) }

    override func finish(_ failure: (any Error)?) {
        if let failure {
            caller.resume(throwing: failure)
        } else if let answer {
            caller.resume(returning: answer)
        } else {
            preconditionFailure("a write was committed that never ran")
        }
    }
}
