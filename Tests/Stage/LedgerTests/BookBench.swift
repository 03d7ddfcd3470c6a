import Foundation
import GRDB
import SQLStore
import StageModel
import Testing

@testable import Ledger

/// A book in a database of its own, and a hand-moved time.
struct BookBench {
    let store: DurableStore
    let book = Book()
    let cash = BookAccount("cash:drawer:main", .asset)
    let sales = BookAccount("deferred:sales", .liability)
    let drawer = BookAccount("cash:drawer:bar", .asset, floor: 0)
    /// What a person has prepaid: a debt of the house.
    let purse = BookAccount("balance:nina", .liability, floor: 0)
    let now = Timestamp(milliseconds: 10_000)

    init() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("book-\(UUID().uuidString).sqlite")
        store = try DurableStore(path: path.path, migrations: LedgerSchema.migrations)
    }

    /// Money that goes into one account (a debit) and out of another.
    func draft(
        _ key: String, _ amount: Int64, into: BookAccount? = nil, outOf: BookAccount? = nil, reference: String = "order"
    ) -> TransferDraft {
        TransferDraft(
            id: TransferID(at: now, entropy: .system), idempotencyKey: key, kind: "sale", reference: reference,
            actor: "box",
            entries: [
                BookEntry(into ?? cash, Money(amount, .eur)), BookEntry(outOf ?? sales, Money(-amount, .eur)),
            ])
    }

    @discardableResult
    func post(_ draft: TransferDraft) async throws -> PostedTransfer {
        try await store.write { [book, now] db in try book.post(draft, in: db, at: now) }
    }

    @discardableResult
    func reverse(_ transfer: TransferID, _ key: String) async throws -> PostedTransfer {
        try await store.write { [book, now] db in
            try book.reverse(
                transfer, id: TransferID(at: now, entropy: .system), idempotencyKey: key, kind: "refund",
                reference: "order", actor: "box", in: db, at: now)
        }
    }

    @discardableResult
    func hold(_ draft: TransferDraft, at moment: Timestamp? = nil) async throws -> TransferID {
        let until = now + .seconds(60)
        return try await store.write { [book, now] db in
            try book.hold(draft, until: until, in: db, at: moment ?? now)
        }
    }

    @discardableResult
    func postHold(_ id: TransferID, at moment: Timestamp? = nil) async throws -> PostedTransfer {
        try await store.write { [book, now] db in try book.postHold(id, in: db, at: moment ?? now) }
    }

    func voidHold(_ id: TransferID) async throws {
        try await store.write { [book, now] db in try book.voidHold(id, in: db, at: now) }
    }

    func balance(_ account: BookAccount) async throws -> Int64 {
        try await store.read { [book] db in try book.balance(of: account.code, .eur, in: db).amount }
    }

    func broken() async throws -> [String] {
        try await store.read { [book] db in try book.brokenInvariants(in: db) }
    }

    func execute(_ sql: String) async throws {
        try await store.write { db in try db.execute(sql: sql) }
    }
}
