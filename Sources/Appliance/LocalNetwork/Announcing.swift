import Avahi
import Foundation

/// How long the announcer waits for what.
package struct AnnouncerPace: Sendable {
    /// How often the machine's addresses are looked at, and how exactly the other times are kept.
    package var look: Duration = .seconds(2)
    /// After a lost connection: this long, then twice as long each time, up to `longestAway`.
    package var firstAway: Duration = .seconds(1)
    package var longestAway: Duration = .seconds(60)
    /// How long a client waits for a daemon before another is made. The one that waits is told when the daemon comes,
    /// but not always when D-Bus itself was replaced under it.
    package var longestWait: Duration = .seconds(60)
    /// How often a box with a second name asks for its first again: rare enough that its three packets are nothing to a
    /// network, often enough that somebody who switched the other device off sees the name come back while watching.
    package var firstNameAgain: Duration = .seconds(180)
    /// After the daemon did not take records, which only its configuration changes.
    package var afterRefusal: Duration = .seconds(60)
    /// RFC 6762 section 8.1: after fifteen collisions in ten seconds, five seconds between attempts. Each takes about
    /// half a second, so ten may follow each other at once.
    package var quickAttempts = 10
    package var slowAttempt: Duration = .seconds(5)
    /// Nobody has so many boxes; something else is wrong, and all begins anew later.
    package var lastAttempt = 99

    package init() {}
}

/// Announcing over time: what is heard goes in, orders to the daemon come out. Knows no clock and no library.
///
/// Times count from any one moment, and never back.
struct Announcing {
    enum Input: Sendable {
        case facts(AnnouncedFacts)
        /// The interfaces with addresses to announce.
        case links([NetworkLink])
        case news(AvahiNews)
        /// Time has passed.
        case tick
    }

    private enum Daemon: Equatable {
        /// No client; another is made then.
        case closed(until: Duration)
        /// A client was made; the daemon has not answered yet.
        case asked(since: Duration)
        /// The daemon is there and makes sure of its host name.
        case preparing
        case running(host: String)
    }

    private let pace: AnnouncerPace
    private var facts: AnnouncedFacts
    private var links: [NetworkLink] = []
    private var daemon = Daemon.closed(until: .zero)
    private var client = 0
    private var lostClients = 0
    private var lastGroup = 0
    private var service: NameClaim
    private var aliases: [NameClaim]
    private var condition = LocalStanding.Condition.beginning
    private var conditionSince: Duration

    init(facts: AnnouncedFacts, pace: AnnouncerPace = AnnouncerPace(), at now: Duration) {
        self.pace = pace
        self.facts = facts
        service = NameClaim(.service(facts.serviceName))
        aliases = facts.aliases.map { NameClaim(.alias($0)) }
        conditionSince = now
    }

    /// Takes in what happened and answers what to do, in this order.
    mutating func take(_ input: Input, at now: Duration) -> [AvahiOrder] {
        var orders: [AvahiOrder] = []
        switch input {
        case .facts(let facts): orders += adopt(facts)
        case .links(let links):
            if links != self.links {
                self.links = links
                // Another network: whoever has the first name may not be in it.
                for place in aliases.indices { aliases[place].hurry(at: now) }
                service.hurry(at: now)
            }
        case .news(let news): orders += hear(news, at: now)
        case .tick: break
        }
        orders += advance(at: now)
        judge(at: now)
        return orders
    }

    private mutating func adopt(_ facts: AnnouncedFacts) -> [AvahiOrder] {
        var orders: [AvahiOrder] = []
        if facts.serviceName != self.facts.serviceName {
            orders += service.withdraw()
            service = NameClaim(.service(facts.serviceName))
        }
        var old = aliases
        aliases = facts.aliases.map { label in
            guard let place = old.firstIndex(where: { $0.kind == .alias(label) }) else {
                return NameClaim(.alias(label))
            }
            return old.remove(at: place)
        }
        for place in old.indices { orders += old[place].withdraw() }
        self.facts = facts
        return orders
    }

    private mutating func hear(_ news: AvahiNews, at now: Duration) -> [AvahiOrder] {
        switch news {
        case .waiting(client), .preparing(client), .running(client, _), .lost(client, _): return hearClient(news, now)
        case .waiting, .preparing, .running, .lost: return []  // From a client that was given up.
        case .refused(_, let failure) where failure.isConnectionLost: return [.close] + lose(at: now)
        case .established, .collided, .refused:
            var orders = service.hear(news, at: now, pace)
            for place in aliases.indices { orders += aliases[place].hear(news, at: now, pace) }
            return orders
        }
    }

    private mutating func hearClient(_ news: AvahiNews, _ now: Duration) -> [AvahiOrder] {
        switch news {
        case .waiting:
            daemon = .asked(since: now)
            change(to: .avahiAbsent, at: now)
            return withdraw()
        case .preparing:
            if case .running = daemon { break }
            daemon = .preparing
        case .running(_, let host):
            lostClients = 0
            daemon = .running(host: host)
        case .lost: return lose(at: now)
        case .established, .collided, .refused: break
        }
        return []
    }

    /// The connection is over; the next one comes after a while.
    private mutating func lose(at now: Duration) -> [AvahiOrder] {
        if case .closed = daemon { return [] }
        forget()
        let doublings = min(lostClients, 16)
        daemon = .closed(until: now + min(pace.longestAway, pace.firstAway * (1 << doublings)))
        lostClients += 1
        change(to: .avahiAbsent, at: now)
        return []
    }

    private mutating func forget() {
        service.forget()
        for place in aliases.indices { aliases[place].forget() }
    }

    private mutating func withdraw() -> [AvahiOrder] {
        var orders = service.withdraw()
        for place in aliases.indices { orders += aliases[place].withdraw() }
        return orders
    }

    // MARK: What to do

    private mutating func advance(at now: Duration) -> [AvahiOrder] {
        switch daemon {
        case .closed(let until) where now >= until: return open(at: now)
        case .asked(let since) where now - since >= pace.longestWait: return open(at: now)
        case .closed, .asked, .preparing: return []
        case .running(let host): return announce(as: host, at: now)
        }
    }

    private mutating func open(at now: Duration) -> [AvahiOrder] {
        client += 1
        daemon = .asked(since: now)
        return [.open(client: client)]
    }

    private mutating func announce(as host: String, at now: Duration) -> [AvahiOrder] {
        var orders: [AvahiOrder] = []
        var group = lastGroup
        func newGroup() -> Int {
            group += 1
            return group
        }
        let (facts, links) = (facts, links)
        if links.isEmpty || facts.httpPort == nil && facts.httpsPort == nil {
            orders += service.withdraw()
        } else {
            orders += service.advance(
                NameClaim.Surroundings(
                    now: now, pace: pace,
                    records: { facts.services(named: $0, host: host, on: links) }, newGroup: newGroup))
        }
        let answers = NetworkAddresses.answers(links)
        for place in aliases.indices {
            if links.isEmpty {
                orders += aliases[place].withdraw()
                continue
            }
            let others = aliases.indices.filter { $0 != place }.flatMap { aliases[$0].names }
            orders += aliases[place].advance(
                NameClaim.Surroundings(
                    now: now, pace: pace, taken: Set(others),
                    records: { Self.records($0, host: host, answers) }, newGroup: newGroup))
        }
        lastGroup = group
        return orders
    }

    /// The addresses of a name; none where it is the host's own, which the daemon announces by itself.
    private static func records(
        _ name: String, host: String, _ answers: [(interface: Int, addresses: [String])]
    ) -> [AvahiRecord] {
        if name == host.lowercased() { return [] }
        return answers.flatMap { answer in
            answer.addresses.map { .address(name: name, address: $0, interface: answer.interface) }
        }
    }

    // MARK: How it stands

    private mutating func change(to condition: LocalStanding.Condition, at now: Duration) {
        if condition == self.condition { return }
        self.condition = condition
        conditionSince = now
    }

    private mutating func judge(at now: Duration) {
        guard case .running = daemon else { return }
        if links.isEmpty { return change(to: .noNetwork, at: now) }
        let claims = [service] + aliases
        if let refusal = claims.compactMap(\.refusal).first {
            return change(to: .refused(reason: refusal.reason), at: now)
        }
        let served = facts.httpPort != nil || facts.httpsPort != nil
        let isAllHeld = aliases.allSatisfy { $0.held != nil } && (!served || service.held != nil)
        // Asking again about a name does not make what is announced less so.
        if isAllHeld || condition == .announcing && claims.contains(where: { $0.held != nil }) {
            change(to: .announcing, at: now)
        } else {
            change(to: .beginning, at: now)
        }
    }

    /// How it stands.
    ///
    /// - Parameter epoch: the date from which the times count.
    func standing(epoch: Date) -> LocalStanding {
        func name(_ claim: NameClaim) -> LocalStanding.Name {
            LocalStanding.Name(
                wanted: claim.wanted, held: claim.held?.name, since: claim.held.map { epoch + $0.since.seconds },
                lastHeld: claim.lastHeld)
        }
        var host: String?
        if case .running(let running) = daemon { host = running }
        return LocalStanding(
            condition: condition, since: epoch + conditionSince.seconds, service: name(service),
            aliases: aliases.map(name), hostName: host, links: links)
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
