import Avahi
import Testing

@testable import LocalNetwork

func facts(
    id: String = "b7c1", version: String = "1.0", name: String = "Club Nina", https: UInt16? = 8443,
    http: UInt16? = 8080, needsSetup: Bool = false, aliases: [String] = ["stagebox.local"]
) throws -> AnnouncedFacts {
    try AnnouncedFacts(
        id: id, version: version, name: name, httpsPort: https, httpPort: http, needsSetup: needsSetup,
        aliases: aliases.map { try AliasLabel($0) })
}

@Suite struct AnnouncedFactsTests {
    @Test func theTextSaysWhichBoxThisIsAndNothingElse() throws {
        #expect(
            try facts().text == ["txtvers=1", "id=b7c1", "ver=1.0", "tls=1", "setup=0", "name=Club Nina"])
        #expect(
            try facts(https: nil, needsSetup: true).text
                == ["txtvers=1", "id=b7c1", "ver=1.0", "tls=0", "setup=1", "name=Club Nina"])
    }

    @Test func aNameThatJustFitsIsWholeAndOneByteMoreIsCut() throws {
        // 10 + (4 + 4) + (5 + 3) + 6 + 8 + 6 bytes are for the rest.
        let room = 200 - 46
        let fitting = String(repeating: "x", count: room)
        #expect(try facts(name: fitting).text.last == "name=\(fitting)")
        #expect(AnnouncedFacts.bytes(try facts(name: fitting).text) == 200)
        #expect(try facts(name: fitting + "y").text.last == "name=\(fitting)")
        #expect(try facts(name: fitting + "y").text == facts(name: fitting + String(repeating: "z", count: 9000)).text)
    }

    @Test func theLongestWordsLeaveRoomForAName() throws {
        let word = String(repeating: "w", count: 40)
        let facts = try facts(id: word, version: word, name: String(repeating: "日", count: 100))
        #expect(AnnouncedFacts.bytes(facts.text) <= 200)
        #expect(try #require(facts.text.last).utf8.count > 80)
    }

    @Test(arguments: ["", String(repeating: "w", count: 41), "two words", "nul\0", "line\n", "straße"])
    func whatIsNoWordIsRefused(word: String) throws {
        #expect(throws: FactsFailure.notAWord(word)) { try facts(id: word) }
        #expect(throws: FactsFailure.notAWord(word)) { try facts(version: word) }
    }

    static let scripts = [
        "Café Größenwahn", "Клуб «Нина»", "クラブ・ニナ", "نادي نينا", "מועדון נינה", "나이트클럽", "क्लब नीना", "👩‍🎤🎶 Nina",
    ]

    @Test(arguments: scripts)
    func aNameMayBeInAnyScript(name: String) throws {
        let facts = try facts(name: name)
        #expect(facts.serviceName == name)
        #expect(facts.text.last == "name=\(name)")
        let long = try self.long(name)
        #expect(long.serviceName.utf8.count <= 63)
        #expect(long.serviceName.utf8.count > 63 - 25)
        #expect(AnnouncedFacts.bytes(long.text) <= 200)
        // Cut between characters, not inside one.
        #expect(long.name.hasPrefix(long.serviceName))
        #expect(zip(long.serviceName, long.name).allSatisfy { $0 == $1 })
    }

    private func long(_ name: String) throws -> AnnouncedFacts {
        try facts(name: String(repeating: name.filter { $0 != " " }, count: 20))
    }

    @Test(arguments: [(63, 63), (64, 63)])
    func aServiceNameHas63BytesAtMost(given: Int, kept: Int) throws {
        #expect(try facts(name: String(repeating: "n", count: given)).serviceName.utf8.count == kept)
    }

    static let odd: [(String, String)] = [
        ("", "Stagebox"), (" \n\t ", "Stagebox"), ("\0", "Stagebox"), ("Club\0Nina", "Club Nina"),
        ("  Club \r\n Nina ", "Club Nina"), ("Club\u{1b}[31m", "Club [31m"), ("Cafe\u{301}", "Caf\u{e9}"),
        // One character that is longer than a name may be.
        ("z" + String(repeating: "\u{30d}", count: 200), "Stagebox"),
    ]

    @Test(arguments: odd)
    func oddNamesAreMadeReadable(given: String, name: String) throws {
        let facts = try facts(name: given)
        #expect(Array(facts.serviceName.unicodeScalars) == Array(name.unicodeScalars))
    }

    @Test func anAliasThatIsGivenTwiceIsOne() throws {
        var facts = try facts(aliases: ["stagebox.local", "Stagebox", "door"])
        #expect(facts.aliases.map(\.text) == ["stagebox", "door"])
        facts.aliases = try [AliasLabel("door"), AliasLabel("DOOR.local")]
        #expect(facts.aliases.map(\.text) == ["door"])
    }

    @Test func eachPortThatIsServedIsAServiceOnEachInterface() throws {
        let links = [link("eth0", 2, "192.168.1.20"), link("wlan0", 3, "10.0.0.7")]
        func kinds(_ https: UInt16?, _ http: UInt16?) throws -> [String] {
            try facts(https: https, http: http).services(named: "Club", host: "venue.local", on: links).map { record in
                guard case .service(let service) = record else { return "no service" }
                #expect(service.host == "venue.local")
                #expect(service.subtypes == (service.type == "_stagebox._tcp" ? ["_door._sub._stagebox._tcp"] : []))
                return "\(service.type) \(service.port) \(service.interface)"
            }
        }
        #expect(
            try kinds(443, 80) == [
                "_stagebox._tcp 443 2", "_https._tcp 443 2", "_http._tcp 80 2",
                "_stagebox._tcp 443 3", "_https._tcp 443 3", "_http._tcp 80 3",
            ])
        #expect(try kinds(nil, 80).prefix(2) == ["_stagebox._tcp 80 2", "_http._tcp 80 2"])
        #expect(try kinds(443, nil).prefix(2) == ["_stagebox._tcp 443 2", "_https._tcp 443 2"])
        #expect(try kinds(nil, nil) == [])
    }
}
