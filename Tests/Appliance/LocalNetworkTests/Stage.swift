import Avahi
import Foundation
import Testing

@testable import LocalNetwork

/// Announcing with a clock moved by hand, and what the daemon has in its hands after all orders.
struct Stage {
    var announcing: Announcing
    private(set) var now = Duration.zero
    /// The records of each group that is published.
    private(set) var groups: [Int: [AvahiRecord]] = [:]
    private(set) var usedGroups = Set<Int>()
    /// The client that is open, if any.
    private(set) var client: Int?
    private(set) var clientsMade = 0

    static let cable = link("eth0", 2, "192.168.1.20")

    init(_ facts: AnnouncedFacts, links: [NetworkLink] = [Stage.cable]) {
        announcing = Announcing(facts: facts, at: .zero)
        take(.links(links))
    }

    mutating func take(_ input: Announcing.Input) {
        for order in announcing.take(input, at: now) {
            switch order {
            case .open(let number):
                #expect(number > clientsMade, "a number for a client is used twice")
                (client, clientsMade, groups) = (number, number, [:])
            case .close: (client, groups) = (nil, [:])
            case .publish(let group, let records):
                #expect(client != nil, "published without a client")
                #expect(usedGroups.insert(group).inserted, "a number for a group is used twice")
                #expect(!records.isEmpty, "an empty group is an error")
                groups[group] = records
            case .withdraw(let group): groups[group] = nil
            }
        }
    }

    mutating func wait(_ time: Duration) {
        now += time
        take(.tick)
    }

    /// The daemon answers and calls the host so.
    mutating func run(as host: String = "venue.local") { hear(.running(client: client ?? -1, host: host)) }

    mutating func hear(_ news: AvahiNews) {
        switch news {
        case .lost: (client, groups) = (nil, [:])
        case .collided(let group), .refused(let group, _): groups[group] = nil
        default: break
        }
        take(.news(news))
    }

    mutating func loseClient() { hear(.lost(client: client ?? -1, failure: AvahiFailure(code: -23))) }

    /// The network answers about a name: it is free, or somebody else's.
    mutating func grant(_ name: String) throws { hear(.established(group: try group(of: name))) }
    mutating func collide(_ name: String) throws { hear(.collided(group: try group(of: name))) }
    mutating func refuse(_ name: String) throws {
        hear(.refused(group: try group(of: name), failure: AvahiFailure(code: -50)))
    }

    mutating func grantAll() { for group in groups.keys.sorted() { hear(.established(group: group)) } }

    func group(of name: String, _ location: SourceLocation = #_sourceLocation) throws -> Int {
        try #require(
            groups.first { Self.names($0.value).contains(name) }?.key, "\(name) is not published",
            sourceLocation: location)
    }

    static func names(_ records: [AvahiRecord]) -> Set<String> {
        Set(
            records.map { record in
                switch record {
                case .service(let service): service.name
                case .address(let name, _, _): name
                }
            })
    }

    /// What the daemon has, sorted.
    var published: [String] { groups.values.flatMap(Self.names).sorted() }

    func addresses(of name: String) throws -> [String] {
        try #require(groups[group(of: name)]).compactMap { record in
            guard case .address(_, let address, let interface) = record else { return nil }
            return "\(address)%\(interface)"
        }
    }

    func services(of name: String) throws -> [AvahiService] {
        try #require(groups[group(of: name)]).compactMap { record in
            guard case .service(let service) = record else { return nil }
            return service
        }
    }

    var standing: LocalStanding { announcing.standing(epoch: Date(timeIntervalSinceReferenceDate: 0)) }
}
