import EventLog
import Foundation
import GRDB
import Ledger
import Multiformats
import Payments
import SQLStore
import StageModel
import Ticketing

/// Whether what came back from a backup is a box: it opens, the book sums to zero, the doors' counts are right, the
/// log's chain is whole, and every file that is named is there.
struct BackupProof: Sendable {
    let clock: BoxClock
    let entropy: Entropy

    /// Looks at restored files.
    ///
    /// - Parameter hasBlob: whether the bytes of a CID came back too.
    /// - Returns: sentences about what does not hold; empty when all is well.
    /// - Throws: `BackupRefusal.notABox` or `.incomplete` when the box would not even start from it.
    func findings(in folder: String, hasBlob: @escaping @Sendable (CID) -> Bool) async throws -> [String] {
        let keyPath = "\(folder)/\(BackupContents.keyName)"
        guard let key = FileManager.default.contents(atPath: keyPath), key.count == 32 else {
            throw BackupRefusal.incomplete(BackupContents.keyName)
        }
        let path = "\(folder)/\(BackupContents.databaseName)"
        guard BackupContents.size(path) != nil else {
            throw BackupRefusal.incomplete(BackupContents.databaseName)
        }
        let names = try BackupContents.cids(inDatabase: path)
        let missing = names.count { name in BackupContents.cid(name).map { !hasBlob($0) } ?? true }
        let store = try open(path)
        do {
            var findings = try await findings(in: store, key: SecretKey(bytes: Array(key)))
            if missing > 0 { findings.append("\(missing) of \(names.count) files are not in the backup.") }
            try store.close()
            return findings
        } catch {
            try store.close()
            throw error
        }
    }

    private func open(_ path: String) throws -> DurableStore {
        do {
            return try DurableStore(path: path, migrations: Box.migrations)
        } catch let failure as StoreFailure where failure != .diskFull {
            throw BackupRefusal.notABox
        }
    }

    private struct NotAsked: Error {}

    /// Asks the services themselves, on the copy; nothing but their counts is asked of them.
    private func findings(in store: DurableStore, key: SecretKey) async throws -> [String] {
        let journal = EventJournal(store: store, clock: clock)
        let payments = PaymentsService(
            store: store, journal: journal, clock: clock, entropy: entropy, key: key, book: Book(),
            ports: PaymentsPorts(
                sellers: [], currency: { db in try BoxSettingsStore(db: db).load().currency },
                actorName: { _, actor in actor }, address: { nil }))
        let ticketing = TicketingService(
            store: store, journal: journal, clock: clock, entropy: entropy, key: key,
            ports: TicketingPorts(
                ownOrder: { _ in throw NotAsked() }, storePicture: { _ in throw NotAsked() },
                venue: { _ in throw NotAsked() }, actorName: { _, actor in actor },
                device: { _ in throw NotAsked() }))
        var findings = try await store.read { db in try BackupStore(db: db).damage() }
        findings += try await payments.brokenInvariants() + ticketing.brokenCounts()
        if let link = try await journal.firstBrokenLink() {
            findings.append("The event log does not fit together from entry \(link) on.")
        }
        return findings
    }
}
