import Avahi
import Foundation

/// What the box tells the network about itself.
package struct AnnouncedFacts: Sendable, Equatable {
    /// Of `id` and `version`, so that a name always has room beside them in 200 bytes.
    package static let maximumWordBytes = 40

    /// Which box this is, whatever it is called; not a secret.
    package let id: String
    package let version: String
    /// What people call the box, in any script.
    package var name: String
    /// Nil where HTTPS is not served.
    package var httpsPort: UInt16?
    /// Nil where plain HTTP is not served.
    package var httpPort: UInt16?
    /// True while the box waits for its first owner.
    package var needsSetup: Bool
    /// The names to be found under, without doubles, in order of preference.
    package var aliases: [AliasLabel] {
        didSet { aliases = Self.once(aliases) }
    }

    /// - Throws: `FactsFailure`.
    package init(
        id: String, version: String, name: String, httpsPort: UInt16?, httpPort: UInt16?, needsSetup: Bool,
        aliases: [AliasLabel]
    ) throws(FactsFailure) {
        for word in [id, version] {
            guard (1...Self.maximumWordBytes).contains(word.utf8.count),
                word.utf8.allSatisfy({ (33...126).contains($0) })
            else { throw .notAWord(word) }
        }
        (self.id, self.version, self.name) = (id, version, name)
        (self.httpsPort, self.httpPort, self.needsSetup) = (httpsPort, httpPort, needsSetup)
        self.aliases = Self.once(aliases)
    }

    private static func once(_ labels: [AliasLabel]) -> [AliasLabel] {
        var seen = Set<AliasLabel>()
        return labels.filter { seen.insert($0).inserted }
    }

    /// The name as DNS-SD has it (RFC 6763 section 4.1.1): 1 to 63 bytes, whole characters, precomposed.
    var serviceName: String { Self.fit(name, bytes: 63) }

    /// The strings of the TXT record (RFC 6763 section 6): `txtvers=1`, `id`, `ver`, `tls` and `setup` (0 or 1) and as
    /// much of `name` as fits. With the length bytes before each, at most 200 bytes: all of it travels in one packet
    /// with the other records, also over Wi-Fi that drops fragments.
    var text: [String] {
        var strings = [
            "txtvers=1", "id=\(id)", "ver=\(version)", "tls=\(httpsPort == nil ? 0 : 1)",
            "setup=\(needsSetup ? 1 : 0)",
        ]
        let room = Self.maximumTextBytes - Self.bytes(strings) - "name=".utf8.count - 1
        strings.append("name=\(Self.fit(name, bytes: room))")
        return strings
    }

    static let maximumTextBytes = 200

    /// What strings take in a TXT record.
    static func bytes(_ strings: [String]) -> Int { strings.reduce(0) { $0 + 1 + $1.utf8.count } }

    /// The services on interfaces, under a name.
    func services(named name: String, host: String, on links: [NetworkLink]) -> [AvahiRecord] {
        let strings = text
        var kinds: [(type: String, subtypes: [String], port: UInt16)] = []
        if let port = httpsPort ?? httpPort {
            kinds.append(("_stagebox._tcp", ["_door._sub._stagebox._tcp"], port))
        }
        if let httpsPort { kinds.append(("_https._tcp", [], httpsPort)) }
        if let httpPort { kinds.append(("_http._tcp", [], httpPort)) }
        return links.flatMap { link in
            kinds.map { kind in
                .service(
                    AvahiService(
                        name: name, type: kind.type, subtypes: kind.subtypes, host: host, port: kind.port,
                        text: strings, interface: link.index))
            }
        }
    }

    /// A name without control characters and doubled blanks, cut between characters; `Stagebox` if nothing is left.
    private static func fit(_ name: String, bytes: Int) -> String {
        let printable = name.precomposedStringWithCanonicalMapping.map { character in
            character.isWhitespace || character.unicodeScalars.contains { $0.properties.generalCategory == .control }
                ? " " : character
        }
        var rest = Substring(String(printable).split(separator: " ").joined(separator: " "))
        while rest.utf8.count > bytes { rest.removeLast() }
        while rest.last == " " { rest.removeLast() }
        return rest.isEmpty ? "Stagebox" : String(rest)
    }
}

/// Why facts cannot be announced.
package enum FactsFailure: Error, Sendable, Equatable {
    /// An id or version is empty, longer than 40 bytes or not of printable ASCII without blanks.
    case notAWord(String)
}
