import StageModel
import Testing

@testable import Ledger

/// Holds: money that is promised and not yet given.
@Suite struct HoldTests {
    let bench: BookBench

    init() throws { bench = try BookBench() }

    @Test func aHoldIsPostedOrVoidedAtMostOnce() async throws {
        let held = bench.draft("held", 500)
        try await bench.hold(held)
        #expect(try await bench.balance(bench.cash) == 0)
        try await bench.postHold(held.id)
        #expect(try await bench.balance(bench.cash) == 500)
        await #expect(throws: LedgerRefusal.notHeld) { try await bench.postHold(held.id) }
        await #expect(throws: LedgerRefusal.notHeld) { try await bench.voidHold(held.id) }
        let other = bench.draft("other", 5)
        try await bench.hold(other)
        try await bench.voidHold(other.id)
        await #expect(throws: LedgerRefusal.notHeld) { try await bench.voidHold(other.id) }
        await #expect(throws: LedgerRefusal.notHeld) { try await bench.postHold(other.id) }
        #expect(try await bench.balance(bench.cash) == 500)
        #expect(try await bench.broken() == [])
    }

    @Test func aHoldEndsAtItsMoment() async throws {
        let until = bench.now + .seconds(60)
        let (inTime, late) = (bench.draft("in time", 1), bench.draft("late", 2))
        try await bench.hold(inTime)
        try await bench.hold(late)
        try await bench.postHold(inTime.id, at: until - .milliseconds(1))
        await #expect(throws: LedgerRefusal.notHeld) { try await bench.postHold(late.id, at: until) }
        #expect(try await bench.balance(bench.cash) == 1)
    }

    @Test func whatIsHeldCannotBeSpentByAnybodyElse() async throws {
        try await bench.post(bench.draft("top up", 100, outOf: bench.purse))
        let held = bench.draft("held", 80, into: bench.purse)
        try await bench.hold(held)
        let tooMuch = LedgerRefusal.belowFloor(account: bench.purse.code)
        await #expect(throws: tooMuch) { try await bench.post(bench.draft("over", 21, into: bench.purse)) }
        await #expect(throws: tooMuch) { try await bench.hold(bench.draft("over", 21, into: bench.purse)) }
        try await bench.post(bench.draft("rest", 20, into: bench.purse))
        try await bench.postHold(held.id)
        #expect(try await bench.balance(bench.purse) == 0)
        #expect(try await bench.broken() == [])
    }

    @Test func whatAHoldTookIsFreeAfterItsEnd() async throws {
        try await bench.post(bench.draft("top up", 100, outOf: bench.purse))
        let voided = bench.draft("voided", 100, into: bench.purse)
        try await bench.hold(voided)
        try await bench.voidHold(voided.id)
        try await bench.hold(bench.draft("expires", 100, into: bench.purse))
        try await bench.hold(bench.draft("later", 100, into: bench.purse), at: bench.now + .seconds(60))
    }

    @Test func theSameKeyIsTheSameHold() async throws {
        let held = bench.draft("held", 500)
        try await bench.hold(held)
        #expect(try await bench.hold(bench.draft("held", 500)) == held.id)
        await #expect(throws: LedgerRefusal.keyReused) { try await bench.hold(bench.draft("held", 501)) }
        await #expect(throws: LedgerRefusal.keyReused) { try await bench.post(bench.draft("held", 500)) }
        let posted = try await bench.postHold(held.id)
        #expect(try await bench.post(bench.draft("held", 500)) == PostedTransfer(id: posted.id, isReplay: true))
        try await bench.post(bench.draft("posted", 1))
        await #expect(throws: LedgerRefusal.keyReused) { try await bench.hold(bench.draft("posted", 1)) }
    }
}
