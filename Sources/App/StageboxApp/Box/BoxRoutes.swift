import EventLog
import GRDB
import HTTPTypes
import SQLStore
import StageModel
import WebEdge

/// What a page needs to know before anybody signs in.
struct BoxAnswer: Encodable, Sendable {
    let name: String
    let isClaimed: Bool
    let isReadOnly: Bool
    let notice: Nullable<String>
    let isSecure: Bool
    let secureUrl: Nullable<String>
    let timeZone, currency, version: String
    let now: Timestamp
}

/// The box's own routes: its name and settings, its addresses.
struct BoxRoutes: Sendable {
    let store: DurableStore
    let journal: EventJournal
    let clock: BoxClock
    let addresses: @Sendable () -> BoxAddresses
    private let facts: Remembered<(settings: BoxSettings, isClaimed: Bool)>

    init(
        store: DurableStore, journal: EventJournal, clock: BoxClock,
        isClaimed: @escaping @Sendable (Database) throws -> Bool, addresses: @escaping @Sendable () -> BoxAddresses
    ) {
        self.store = store
        self.journal = journal
        self.clock = clock
        self.addresses = addresses
        facts = Remembered(in: store) { db in (try BoxSettingsStore(db: db).load(), try isClaimed(db)) }
    }

    /// What the network is told of the box.
    func facts() async throws -> BoxNetwork.Facts {
        let (settings, isClaimed) = try await facts.value()
        return BoxNetwork.Facts(name: settings.name, isClaimed: isClaimed)
    }

    var routes: [Route] {
        [
            Route(.get, "/api/box", .anyone, body: .none) { call in try .json(await answer(call)) },
            Route(.patch, "/api/box", .roles([.admin])) { call in
                struct Change: Decodable { let name, timeZone, currency: String? }
                let change = try await call.json(Change.self)
                let now = clock.now()
                let actor = call.actor
                try await store.write { db in
                    let box = BoxSettingsStore(db: db)
                    let before = try box.load()
                    let after = try BoxSettingsRules.changed(
                        before, name: change.name, timeZone: change.timeZone, currency: change.currency,
                        mayChangeCurrency: try box.hasNoPrices())
                    guard after != before else { return }
                    try box.save(after, at: now)
                    try journal.append(
                        EventDraft(
                            "box.settings_changed", topic: "box", actor: actor, audience: .everyone,
                            payload: ["name": after.name, "timeZone": after.timeZone, "currency": after.currency.code]),
                        in: db)
                }
                return try .json(await answer(call))
            },
            Route(.get, "/api/box/addresses", .roles([.staff]), body: .none) { _ in
                struct List: Encodable { let items: [BoxAddress] }
                return try .json(List(items: addresses().all()))
            },
        ]
    }

    private func answer(_ call: Call) async throws -> BoxAnswer {
        let (settings, isClaimed) = try await facts.value()
        let notice = StoreNotice.sentence(store.health)
        return BoxAnswer(
            name: settings.name, isClaimed: isClaimed, isReadOnly: notice != nil, notice: Nullable(notice),
            isSecure: call.isSecure, secureUrl: Nullable(addresses().secureURL(host: call.request.authority)),
            timeZone: settings.timeZone, currency: settings.currency.code, version: StageboxVersion.text,
            now: clock.now())
    }
}

/// What every screen says while the disk does not take writes.
enum StoreNotice {
    static func sentence(_ health: StoreHealth) -> String? {
        switch health {
        case .well: nil
        case .full:
            "The disk of the box is full. Nothing can be sold or changed until space is free again."
        case .readOnly:
            "The disk of the box failed. What is stored can still be read, but nothing can be sold or changed. "
                + "Restart the box; if this comes back, replace the disk and restore the backup."
        }
    }
}
