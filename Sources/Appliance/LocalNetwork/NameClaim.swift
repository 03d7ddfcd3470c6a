import Avahi

/// One name that the box wants to have on the network, and how it gets it: the wanted name first, another one when that
/// is taken, and the wanted one again from time to time.
struct NameClaim {
    /// What kind of name this is.
    enum Kind: Equatable {
        case alias(AliasLabel)
        case service(String)
    }

    /// What a claim has to know to go on.
    struct Surroundings {
        let now: Duration
        let pace: AnnouncerPace
        /// Names that other claims of the box have or want.
        var taken: Set<String> = []
        /// What to announce for a name; nothing if the daemon announces it by itself.
        let records: (String) -> [AvahiRecord]
        /// A number for a group, never used before.
        let newGroup: () -> Int
    }

    /// A name in the hands of the daemon.
    private struct Bid {
        /// Counts from 1, the wanted name.
        let attempt: Int
        let name: String
        /// Nil where the daemon announces the name by itself.
        var group: Int?
        var records: [AvahiRecord]
        var since: Duration
    }

    let kind: Kind
    private var holding: Bid?
    private var bid: Bid?
    private var nextAttempt = 1
    private var nextBidAt = Duration.zero
    /// The name that was ours last, also while the daemon is away.
    private(set) var lastHeld: String?
    /// Why the daemon did not take the records; nil once it has.
    private(set) var refusal: AvahiFailure?

    init(_ kind: Kind) { self.kind = kind }

    /// The name that would be best.
    var wanted: String { name(attempt: 1) }

    /// The name that the network knows as ours, and since when.
    var held: (name: String, since: Duration)? { holding.map { ($0.name, $0.since) } }

    /// Names that nobody else in the box should try.
    var names: [String] { [wanted] + [holding?.name, bid?.name].compactMap { $0 } }

    private func name(attempt: Int) -> String {
        switch kind {
        case .alias(let label): label.fullName(attempt: attempt)
        case .service(let name): (1..<max(attempt, 1)).reduce(name) { name, _ in AvahiService.alternative(to: name) }
        }
    }

    // MARK: What to do

    /// Brings what is announced up to date, and bids for a name when it is time.
    mutating func advance(_ around: Surroundings) -> [AvahiOrder] {
        var orders = Self.renew(&holding, around) + Self.renew(&bid, around)
        orders += winWithoutGroup(around)
        guard bid == nil, around.now >= nextBidAt else { return orders }
        if let holding, holding.attempt == 1 { return orders }
        var attempt = holding == nil ? nextAttempt : 1
        while attempt > 1, around.taken.contains(name(attempt: attempt)) { attempt += 1 }
        let name = name(attempt: attempt)
        bid = Bid(attempt: attempt, name: name, group: nil, records: [], since: around.now)
        orders += Self.renew(&bid, around)
        return orders + winWithoutGroup(around)
    }

    /// What the daemon announces by itself needs no answer to a bid.
    private mutating func winWithoutGroup(_ around: Surroundings) -> [AvahiOrder] {
        guard let bid, bid.group == nil else { return [] }
        return win(around.now, around.pace)
    }

    /// Announces other records where they have changed, under a new number so that no old news is taken for new.
    private static func renew(_ bid: inout Bid?, _ around: Surroundings) -> [AvahiOrder] {
        guard var changed = bid else { return [] }
        let records = around.records(changed.name)
        guard records != changed.records else { return [] }
        var orders = changed.group.map { [AvahiOrder.withdraw(group: $0)] } ?? []
        changed.records = records
        changed.group = records.isEmpty ? nil : around.newGroup()
        if let group = changed.group { orders.append(.publish(group: group, records: records)) }
        bid = changed
        return orders
    }

    /// Makes the bid the name that is held.
    private mutating func win(_ now: Duration, _ pace: AnnouncerPace) -> [AvahiOrder] {
        guard var won = bid else { return [] }
        let orders = holding?.group.map { [AvahiOrder.withdraw(group: $0)] } ?? []
        won.since = now
        holding = won
        bid = nil
        lastHeld = won.name
        nextAttempt = 1
        nextBidAt = now + pace.firstNameAgain
        return orders
    }

    /// Hears about a group; what is not its own is none of its business.
    mutating func hear(_ news: AvahiNews, at now: Duration, _ pace: AnnouncerPace) -> [AvahiOrder] {
        switch news {
        case .established(let group):
            if group == bid?.group || group == holding?.group { refusal = nil }
            return group == bid?.group ? win(now, pace) : []
        case .collided(let group) where group == bid?.group:
            let attempt = bid?.attempt ?? 1
            bid = nil
            if holding != nil {
                nextBidAt = now + pace.firstNameAgain
            } else {
                tryNext(after: attempt, at: now, pace)
            }
        case .collided(let group) where group == holding?.group:
            let attempt = holding?.attempt ?? 1
            holding = nil
            if bid == nil { tryNext(after: attempt, at: now, pace) }
        case .refused(let group, let failure) where group == bid?.group || group == holding?.group:
            if group == bid?.group { bid = nil } else { holding = nil }
            refusal = failure
            nextAttempt = 1
            nextBidAt = now + pace.afterRefusal
        default: break
        }
        return []
    }

    private mutating func tryNext(after attempt: Int, at now: Duration, _ pace: AnnouncerPace) {
        if attempt >= pace.lastAttempt {
            (nextAttempt, nextBidAt) = (1, now + pace.firstNameAgain)
        } else {
            (nextAttempt, nextBidAt) = (attempt + 1, now + (attempt < pace.quickAttempts ? .zero : pace.slowAttempt))
        }
    }

    /// Bids for the wanted name at the next occasion: it may be free now.
    mutating func hurry(at now: Duration) { nextBidAt = min(nextBidAt, now) }

    /// Knows that the daemon has forgotten everything, and begins anew.
    mutating func forget() {
        (holding, bid, refusal) = (nil, nil, nil)
        (nextAttempt, nextBidAt) = (1, .zero)
    }

    /// Gives everything up.
    mutating func withdraw() -> [AvahiOrder] {
        let groups = [bid?.group, holding?.group].compactMap { $0 }
        forget()
        return groups.map { .withdraw(group: $0) }
    }
}
