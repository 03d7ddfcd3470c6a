import EventLog
import GRDB
import SQLStore
package import StageModel
package import WebEdge

/// What a door asks.
package struct ScanRequest: Decodable, Sendable {
    package let code: String
    package let nonce: String
    package let method: ScanMethod
    package let door: String?

    package init(code: String, nonce: String, method: ScanMethod, door: String? = nil) {
        self.code = code
        self.nonce = nonce
        self.method = method
        self.door = door
    }
}

/// The door.
extension TicketingService {
    /// Decides about one code; load, decide and record are one transaction. The same nonce gets the same answer.
    package func scan(_ request: ScanRequest, at show: ShowID, by principal: Principal) async throws -> ScanAnswer {
        guard (8...64).contains(request.nonce.utf8.count),
            request.nonce.utf8.allSatisfy({ isNonceByte($0) })
        else { throw InvalidInput("nonce", "A nonce has 8 to 64 letters, digits, hyphens or underscores.") }
        guard (1...200).contains(request.code.utf8.count) else {
            throw InvalidInput("code", "Scan the ticket again, or type its ten characters.")
        }
        if let device = principal.device, device.show != show { throw TicketingRefusal.otherShow }
        let door =
            try principal.device?.door
            ?? FieldRules.line(request.door ?? "Desk", field: "door", limit: 40)
        let reading = codes.read(request.code)
        let now = clock.now()
        let id = ScanID(at: now, entropy: entropy)
        return try await store.write { [self] db in
            let store = TicketingStore(db: db)
            let ticket = try find(reading, in: store)
            if let known = try store.scan(actor: principal.actor, nonce: request.nonce) {
                // Green for another ticket's nonce would let the wrong person in.
                guard known.show == show, known.ticketSerial == ticket?.serial else {
                    throw TicketingRefusal.nonceReused
                }
                return try answer(known, principal, now, in: store)
            }
            guard let here = try store.show(show) else { throw NotThere() }
            let other = try ticket.flatMap { $0.show == show ? nil : try store.show($0.show)?.title }
            let rules = DoorRules(show: here, timeZone: try ports.venue(db).timeZone, now: now)
            let decision = rules.decide(ticket, otherShow: other)
            let deviceName = try principal.device?.name ?? ports.actorName(db, principal.actor)
            try store.insertScan(
                id, show: show, ticket: ticket, actor: principal.actor, nonce: request.nonce, door: door,
                deviceName: deviceName, method: request.method, decision: decision, at: now)
            if decision.outcome == .admitted, let ticket { try store.admit(ticket, by: id) }
            guard let row = try store.scan(id) else { throw NotThere() }
            try journal.append(TicketingEvents.scanned(row, actor: principal.actor), in: db)
            return try answer(row, principal, now, in: store)
        }
    }

    /// Takes an admission back, within ten minutes, by the device that made it or by staff.
    package func undo(_ id: ScanID, by principal: Principal) async throws -> ScanAnswer {
        let now = clock.now()
        return try await store.write { [self] db in
            let store = TicketingStore(db: db)
            guard let scan = try store.scan(id) else { throw NotThere() }
            if let device = principal.device, device.show != scan.show { throw TicketingRefusal.otherShow }
            if scan.outcome != .undone {
                guard canUndo(scan, principal, now), try store.undo(scan, by: principal.actor, at: now) else {
                    throw TicketingRefusal.cannotUndo
                }
                try journal.append(TicketingEvents.undone(scan, actor: principal.actor), in: db)
            }
            guard let fresh = try store.scan(id) else { throw NotThere() }
            return try answer(fresh, principal, now, in: store)
        }
    }

    package func scans(
        of show: ShowID, before cursor: ScanID?, limit: Int, for principal: Principal
    ) async throws -> Page<ScanAnswer> {
        if let device = principal.device, device.show != show { throw TicketingRefusal.otherShow }
        let now = clock.now()
        return try await store.read { [self] db in
            let store = TicketingStore(db: db)
            guard let here = try store.show(show) else { throw NotThere() }
            let rows = try store.scans(of: show, before: cursor, limit: limit + 1)
            let headcount = try store.headcount(here, now: now)
            return Page(
                items: rows.prefix(limit).map {
                    ScanAnswer($0, headcount: headcount, canUndo: canUndo($0, principal, now))
                },
                nextCursor: rows.count > limit ? rows.prefix(limit).last?.id.text : nil)
        }
    }

    package func headcount(of show: ShowID, for principal: Principal) async throws -> Headcount {
        if let device = principal.device, device.show != show { throw TicketingRefusal.otherShow }
        let now = clock.now()
        return try await store.read { db in
            let store = TicketingStore(db: db)
            guard let row = try store.show(show) else { throw NotThere() }
            return try store.headcount(row, now: now)
        }
    }

    /// What a paired device needs to work.
    package func door(for device: PairedDevice) async throws -> DoorAnswer {
        let own = try await ports.device(device.id)
        let now = clock.now()
        return try await store.read { [self] db in
            let store = TicketingStore(db: db)
            guard let show = try store.show(device.show) else { throw NotThere() }
            let venue = try ports.venue(db)
            return DoorAnswer(
                show: ShowSummary(show), door: device.door, device: own, headcount: try store.headcount(show, now: now),
                now: now, timeZone: venue.timeZone, boxName: venue.name)
        }
    }

    /// Counts that differ from the rows they count; for a job and for tests.
    package func brokenCounts() async throws -> [String] {
        try await store.read { db in try TicketingStore(db: db).brokenCounts() }
    }

    private func isNonceByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    /// The ticket a reading means; one with an old generation is none.
    private func find(_ reading: TicketCodes.Reading, in store: TicketingStore) throws -> TicketRow? {
        switch reading {
        case .unknown: return nil
        case .number(let number): return try store.ticket(number: number)
        case .code(let serial, let generation):
            let ticket = try store.ticket(serial: serial)
            return ticket?.generation == generation ? ticket : nil
        }
    }

    private func canUndo(_ scan: ScanRow, _ principal: Principal, _ now: Timestamp) -> Bool {
        scan.outcome == .admitted && now.since(scan.at) <= DoorRules.undoWithin
            && (scan.actor == principal.actor || principal.account?.has(any: [.staff]) == true)
    }

    private func answer(
        _ scan: ScanRow, _ principal: Principal, _ now: Timestamp, in store: TicketingStore
    ) throws -> ScanAnswer {
        guard let show = try store.show(scan.show) else { throw NotThere() }
        return ScanAnswer(
            scan, headcount: try store.headcount(show, now: now), canUndo: canUndo(scan, principal, now))
    }
}
