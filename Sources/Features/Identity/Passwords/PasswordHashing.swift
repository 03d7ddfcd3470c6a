package import Cryptography
import Dispatch

/// Hashes passwords on threads of its own, few at a time, so that a crowd at the sign-in page takes neither the memory
/// of the box nor the threads that serve everybody else.
package struct PasswordHashing: Sendable {
    /// 2^15 · 8 · 3: 32 MiB and about a third of a second on a small box, the strength of 2^17 · 8 · 1 (OWASP's figure)
    /// in a quarter of its memory.
    package static let productionCost = Scrypt.Cost(n: 1 << 15, r: 8, p: 3)

    let cost: Scrypt.Cost
    let lanes: HashingLanes
    // A queue with a target of its own: libdispatch adds threads for it and does not borrow those of Swift's tasks.
    private let threads = DispatchQueue(label: "stagebox.passwords", attributes: .concurrent)

    /// - Parameter parallel: hashes at the same time.
    /// - Parameter waiting: how many more may wait; the next is refused.
    package init(cost: Scrypt.Cost = productionCost, parallel: Int = 2, waiting: Int = 16) {
        self.cost = cost
        lanes = HashingLanes(parallel: parallel, waiting: waiting)
    }

    /// Hashes a new password. Throws `IdentityRefusal.busy` when too many wait.
    func hash(_ password: Password, salt: [UInt8]) async throws -> StoredPassword {
        let cost = cost
        return try await onThread { try StoredPassword(password, salt: salt, cost: cost) }
    }

    /// Compares with what is stored. Without anything stored it takes the same time and says wrong, so that the time
    /// does not tell who has an account.
    ///
    /// - Parameter salt: for a new hash, made when the stored one is right but was made at another cost.
    func check(_ password: Password, against stored: StoredPassword?, salt: [UInt8]) async throws -> PasswordVerdict {
        let cost = cost
        return try await onThread {
            guard let stored else {
                _ = try StoredPassword(password, salt: salt, cost: cost)
                return .wrong
            }
            guard try stored.matches(password) else { return .wrong }
            return .right(renewed: stored.cost == cost ? nil : try StoredPassword(password, salt: salt, cost: cost))
        }
    }

    private func onThread<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        try await lanes.enter()
        let result: Result<Answer, any Error> = await withCheckedContinuation { continuation in
            threads.async { continuation.resume(returning: Result { try work() }) }
        }
        await lanes.leave()
        return try result.get()
    }
}

/// Whether a password is right, and its new hash if the cost has risen since it was stored.
enum PasswordVerdict: Sendable, Hashable {
    case wrong
    case right(renewed: StoredPassword?)
}

/// Lets few in at a time, keeps a short queue in order of arrival, refuses the rest.
actor HashingLanes {
    private var free: Int
    private let bound: Int
    private var queue: [CheckedContinuation<Void, Never>] = []

    init(parallel: Int, waiting: Int) {
        free = parallel
        bound = waiting
    }

    var waiting: Int { queue.count }

    func enter() async throws {
        if free > 0 {
            free -= 1
            return
        }
        guard queue.count < bound else { throw IdentityRefusal.busy }
        await withCheckedContinuation { queue.append($0) }
        // The one that left handed its lane over; a caller that went away meanwhile passes it on.
        if Task.isCancelled {
            leave()
            throw CancellationError()
        }
    }

    func leave() {
        if queue.isEmpty { free += 1 } else { queue.removeFirst().resume() }
    }
}
