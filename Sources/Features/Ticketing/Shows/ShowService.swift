import EventLog
package import GRDB
package import NIOCore
import SQLStore
package import StageModel
package import WebEdge

/// Shows and what they sell.
extension TicketingService {
    package func shows(
        when: String?, for caller: SignedInAccount?, after cursor: ShowID?, limit: Int
    ) async throws -> Page<ShowSummary> {
        guard let when = TicketingStore.When(rawValue: when ?? "coming") else {
            throw InvalidInput("when", "Ask for coming, past or all.")
        }
        let isStaff = caller?.has(any: [.staff, .door]) ?? false
        let now = clock.now()
        return try await store.read { db in
            let rows = try TicketingStore(db: db).shows(
                when, publicOnly: !isStaff, after: cursor, now: now, limit: limit + 1)
            return Page(
                items: rows.prefix(limit).map(ShowSummary.init),
                nextCursor: rows.count > limit ? rows.prefix(limit).last?.id.text : nil)
        }
    }

    package func show(_ id: ShowID, for caller: SignedInAccount?) async throws -> ShowAnswer {
        let isStaff = caller?.has(any: [.staff, .door]) ?? false
        return try await store.read { [self] db in try showAnswer(id, forStaff: isStaff, in: TicketingStore(db: db)) }
    }

    /// Coming shows whose words begin with each word typed; `fold` makes both sides comparable.
    package func search(
        _ typed: String, limit: Int, fold: @escaping @Sendable (String) -> String
    ) async throws -> [ShowSummary] {
        let words = fold(typed).split(whereSeparator: { !$0.isLetter && !$0.isNumber })
        guard !words.isEmpty else { return [] }
        let now = clock.now()
        return try await store.read { db in
            let coming = try TicketingStore(db: db).comingShows(now: now, limit: 500)
            return coming.filter { show in
                let text = fold("\(show.title) \(show.lineup) \(show.place)")
                    .split(whereSeparator: { !$0.isLetter && !$0.isNumber })
                return words.allSatisfy { word in text.contains { $0.hasPrefix(word) } }
            }.prefix(limit).map(ShowSummary.init)
        }
    }

    package func createShow(_ draft: ShowDraft, by caller: SignedInAccount) async throws -> ShowAnswer {
        let fields = try ShowRules.check(
            ShowFields(
                title: draft.title, lineup: draft.lineup ?? "", place: draft.place ?? "",
                description: draft.description ?? "", doorsAt: draft.doorsAt, startsAt: draft.startsAt,
                endsAt: draft.endsAt, capacity: draft.capacity, doors: draft.doors ?? []))
        let now = clock.now()
        guard now < fields.endsAt else { throw TicketingRefusal.inThePast }
        let id = ShowID(at: now, entropy: entropy)
        return try await store.write { [self] db in
            let store = TicketingStore(db: db)
            try store.insert(fields, id: id, at: now)
            try journal.append(
                TicketingEvents.showChanged(id, isPublic: false, actor: caller.id.text), in: db)
            return try showAnswer(id, forStaff: true, in: store)
        }
    }

    package func changeShow(_ id: ShowID, _ change: ShowChange, by caller: SignedInAccount) async throws -> ShowAnswer {
        let now = clock.now()
        return try await editShow(id, by: caller) { store, show in
            let fields = try ShowRules.check(
                ShowFields(
                    title: change.title ?? show.title, lineup: change.lineup ?? show.lineup,
                    place: change.place ?? show.place, description: change.description ?? show.description,
                    doorsAt: change.doorsAt ?? show.doorsAt, startsAt: change.startsAt ?? show.startsAt,
                    endsAt: change.endsAt ?? show.endsAt, capacity: change.capacity ?? show.capacity,
                    doors: change.doors ?? show.doors))
            guard fields.capacity >= show.sold + show.held else {
                throw TicketingRefusal.capacityBelowSold(sold: show.sold + show.held)
            }
            let status = change.status ?? show.status
            try ShowRules.checkMove(from: show, to: fields, status: status, now: now)
            try ShowRules.checkStatus(
                from: show.status, to: status, hasTypes: try !store.types(of: id).isEmpty, endsAt: fields.endsAt,
                now: now)
            try store.update(fields, status: status, of: id)
        }
    }

    package func setPoster(_ bytes: ByteBuffer, of id: ShowID, by caller: SignedInAccount) async throws -> ShowAnswer {
        guard try await store.read({ db in try TicketingStore(db: db).show(id) }) != nil else { throw NotThere() }
        let picture = try await ports.storePicture(bytes)
        return try await editShow(id, by: caller) { store, _ in try store.setPoster(picture, of: id) }
    }

    package func addType(_ draft: TypeDraft, to show: ShowID, by caller: SignedInAccount) async throws -> ShowAnswer {
        let type = TicketTypeID(at: clock.now(), entropy: entropy)
        let name = try FieldRules.line(draft.name, field: "name", limit: 60)
        let note = try FieldRules.line(draft.note ?? "", field: "note", limit: 200, allowsEmpty: true)
        let price = try FieldRules.price(draft.price, field: "price")
        let quota = try FieldRules.number(draft.quota, field: "quota", in: 1...ShowRules.mostSeats)
        let perOrder = try FieldRules.number(
            draft.perOrder ?? 10, field: "perOrder", in: 1...ShowRules.mostPerOrder)
        return try await editShow(show, by: caller) { [ports] store, _ in
            guard try store.types(of: show).count < ShowRules.mostTypes else { throw TicketingRefusal.typesFull }
            try Self.demandCurrency(price, try ports.venue(store.db).currency)
            try store.insertType(
                type, show: show, name: name, note: note, price: price, quota: quota, perOrder: perOrder,
                onlineSales: draft.onlineSales ?? true)
        }
    }

    package func changeType(
        _ id: TicketTypeID, _ change: TypeChange, by caller: SignedInAccount
    ) async throws -> ShowAnswer {
        let known = try await store.read { db in try TicketingStore(db: db).type(id) }
        guard let known else { throw NotThere() }
        return try await editShow(known.show, by: caller) { [ports] store, _ in
            guard let type = try store.type(id) else { throw NotThere() }
            let price = try FieldRules.price(change.price ?? type.price, field: "price")
            try Self.demandCurrency(price, try ports.venue(store.db).currency)
            let quota = try FieldRules.number(change.quota ?? type.quota, field: "quota", in: 1...ShowRules.mostSeats)
            guard quota >= type.sold + type.held else {
                throw TicketingRefusal.quotaBelowSold(sold: type.sold + type.held)
            }
            try store.updateType(
                id, name: try FieldRules.line(change.name ?? type.name, field: "name", limit: 60),
                note: try FieldRules.line(change.note ?? type.note, field: "note", limit: 200, allowsEmpty: true),
                price: price, quota: quota,
                perOrder: try FieldRules.number(
                    change.perOrder ?? type.perOrder, field: "perOrder", in: 1...ShowRules.mostPerOrder),
                onlineSales: change.onlineSales ?? type.onlineSales, isOnSale: change.isOnSale ?? type.isOnSale)
        }
    }

    // MARK: Tickets

    package func tickets(
        of show: ShowID, typed: String, before cursor: TicketID?, limit: Int, for principal: Principal
    ) async throws -> Page<TicketAnswer> {
        if let device = principal.device, device.show != show { throw TicketingRefusal.otherShow }
        guard typed.utf8.count <= 800, typed.count <= 200 else {
            throw InvalidInput("q", "This is too long to look for.")
        }
        return try await store.read { db in
            let store = TicketingStore(db: db)
            guard try store.show(show) != nil else { throw NotThere() }
            let rows = try store.tickets(of: show, typed: typed, before: cursor, limit: limit + 1)
            return Page(
                items: rows.prefix(limit).map(TicketAnswer.init),
                nextCursor: rows.count > limit ? rows.prefix(limit).last?.id.text : nil)
        }
    }

    /// The tickets of the order that a buyer's token opens, with their codes.
    package func ownTickets(token: String) async throws -> [OwnTicketAnswer] {
        guard let order = try await ports.ownOrder(token) else { throw NotThere() }
        return try await store.read { [codes] db in
            let store = TicketingStore(db: db)
            return try store.tickets(of: order).compactMap { row in
                guard let show = try store.show(row.show) else { return nil }
                return try OwnTicketAnswer(
                    row, show: show, code: codes.code(serial: row.serial, generation: row.generation))
            }
        }
    }

    /// A show's title, doors and end, for pairing a device.
    package func pairing(_ id: ShowID, in db: Database) throws -> (title: String, doors: [String], endsAt: Timestamp)? {
        try TicketingStore(db: db).show(id).map { ($0.title, $0.doors, $0.endsAt) }
    }

    private static func demandCurrency(_ price: Money, _ currency: Currency) throws {
        guard price.currency == currency else { throw TicketingRefusal.otherCurrency(currency) }
    }

    private func editShow(
        _ id: ShowID, by caller: SignedInAccount, _ edit: @escaping @Sendable (TicketingStore, ShowRow) throws -> Void
    ) async throws -> ShowAnswer {
        try await store.write { [self] db in
            let store = TicketingStore(db: db)
            guard let show = try store.show(id) else { throw NotThere() }
            try edit(store, show)
            guard let changed = try store.show(id) else { throw NotThere() }
            try journal.append(
                TicketingEvents.showChanged(id, isPublic: changed.status != .draft, actor: caller.id.text), in: db)
            return ShowAnswer(changed, types: try store.types(of: id), forStaff: true)
        }
    }

    private func showAnswer(_ id: ShowID, forStaff: Bool, in store: TicketingStore) throws -> ShowAnswer {
        guard let show = try store.show(id), forStaff || show.status != .draft else { throw NotThere() }
        return ShowAnswer(show, types: try store.types(of: id), forStaff: forStaff)
    }
}
