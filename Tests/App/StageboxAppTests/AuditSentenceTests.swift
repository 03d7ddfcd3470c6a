import Foundation
import StageModel
import Testing

@testable import StageboxApp

/// What an entry of the event log says to a person.
@Suite struct AuditSentenceTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The names of all events: what stands in quotes in an Events file, and what other files give to a draft.
    private static func namesOfEvents() throws -> Set<String> {
        let sources = root.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(atPath: sources.path)
        var names = Set<String>()
        while let file = files?.nextObject() as? String {
            guard file.hasSuffix(".swift") else { continue }
            let text = try String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)
            if file.hasSuffix("Events.swift") {
                for match in text.matches(of: #/"([a-z]+\.[a-z_]+)"/#) { names.insert(String(match.output.1)) }
            }
            for match in text.matches(of: #/EventDraft\(\s*"([a-z]+\.[a-z_]+)"/#) {
                names.insert(String(match.output.1))
            }
        }
        return names
    }

    @Test func everyEventHasASentenceAndEverySentenceAnEvent() throws {
        let names = try Self.namesOfEvents()
        #expect(names.count > 30)
        #expect(names.subtracting(AuditSentences.templates.keys) == [], "give these a sentence in AuditSentences.swift")
        #expect(Set(AuditSentences.templates.keys).subtracting(names) == [], "no event has these names any more")
    }

    private static let label: @Sendable (String) throws -> String? = { id in
        if id == otto { return "Otto Herz" }
        return [
            "acct": "Nina Lauterbach", "dev": "Nina's phone", "show": "“Friday”", "trk": "“Song”", "alb": "“Record”",
            "art": "The Band", "ord": "order ABC123", "inv": "Otto Herz",
        ][String(id.prefix { $0 != "_" })]
    }

    private static func id(_ kind: String) -> String { "\(kind)_01arz3ndektsv4rrffq69g5fav" }
    private static let otto = "acct_02arz3ndektsv4rrffq69g5fav"

    private func sentence(
        _ name: String, _ payload: [String: Any], topic: String = "box", actor: String? = nil
    ) throws -> String {
        let bytes = try JSONSerialization.data(withJSONObject: payload, options: [.sortedKeys])
        let entry = AuditStore.Entry(
            sequence: 1, at: Timestamp(milliseconds: 0), name: name, topic: topic, actor: actor ?? Self.id("acct"),
            payload: String(decoding: bytes, as: UTF8.self))
        return try AuditSentences.sentence(entry, label: Self.label)
    }

    @Test func theSentencesAreWhatWasShipped() throws {
        let payload: [String: Any] = [
            "account": Self.otto, "client": "192.0.2.7", "count": 2, "currency": "EUR", "device": Self.id("dev"),
            "door": "Main door", "everyHours": 4, "id": Self.id("trk"), "invitation": Self.id("inv"), "kind": "backup",
            "name": "Test", "order": Self.id("ord"), "outcome": "already_inside", "roles": ["admin", "staff"],
            "show": Self.id("show"), "snapshot": "2030-06-01", "state": "ready", "timeZone": "Europe/Berlin",
            "total": "1500", "triesLeft": 3, "why": "password",
        ]
        let lines = try AuditSentences.templates.keys.sorted().map { name in
            var payload = payload
            if name.contains("artist") || name.contains("editor") { payload["id"] = Self.id("art") }
            if name.contains("album") { payload["id"] = Self.id("alb") }
            if name.hasPrefix("box.") { payload["state"] = "done" }
            return "\(name): \(try sentence(name, payload, topic: "show:\(Self.id("show"))"))"
        }
        let text = lines.joined(separator: "\n") + "\n"
        #expect(!text.contains("{") && !text.contains("something"))
        let golden = Self.root.appendingPathComponent("Tests/App/StageboxAppTests/Golden/sentences.txt")
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try text.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOf: golden, encoding: .utf8)), "RECORD=1 writes them anew")
    }

    @Test func whoChangesTheirOwnAccountIsNotNamedTwice() throws {
        let own = try sentence("identity.password_changed", ["account": Self.id("acct")])
        #expect(own == "Nina Lauterbach changed their own password.")
        let other = try sentence("identity.password_changed", ["account": Self.otto])
        #expect(other == "Nina Lauterbach changed the password of Otto Herz.")
    }

    @Test func whatIsGoneIsNamedByItsKind() throws {
        let gone = AuditStore.Entry(
            sequence: 1, at: Timestamp(milliseconds: 0), name: "catalog.removed", topic: "catalog",
            actor: Self.id("acct"), payload: "{\"id\":\"\(Self.id("alb"))\"}")
        #expect(AuditSentences.sentence(gone, label: { _ in nil }) == "Somebody removed an album from the catalogue.")
    }

    @Test func anEventOfALaterVersionAndADamagedPayloadStillSayWho() throws {
        #expect(try sentence("show.published", [:]) == "show.published by Nina Lauterbach.")
        let damaged = AuditStore.Entry(
            sequence: 1, at: Timestamp(milliseconds: 0), name: "payments.paid", topic: "orders", actor: "box",
            payload: "{")
        #expect(AuditSentences.sentence(damaged, label: { _ in nil }) == "payments.paid by the box.")
    }

    @Test func whatThePayloadDoesNotSayIsSomething() throws {
        #expect(try sentence("payments.paid", [:]) == "Nina Lauterbach took something for something.")
    }

    @Test func aNameWithBracesOrOfACodeIsTakenAsItIs() throws {
        let named = try sentence(
            "box.settings_changed", ["name": "{actor} ready", "timeZone": "UTC", "currency": "EUR"], actor: "box")
        #expect(named == "The box set the box up as “{actor} ready”, in UTC, selling in EUR.")
        let door = try sentence("ticketing.admitted", ["door": "ready"], topic: "show:\(Self.id("show"))")
        #expect(door == "Nina Lauterbach let somebody in to “Friday”, door “ready”.")
    }

    @Test func aStrangerAtTheSignInIsSomebodyUnknown() throws {
        let sentence = try sentence(
            "identity.sign_in_refused", ["client": "192.0.2.7", "why": "password"], actor: "anyone")
        #expect(sentence == "Somebody at 192.0.2.7 could not sign in as somebody unknown: the password was wrong.")
    }

    @Test(arguments: [
        ("1500", "EUR", "15.00 EUR"), ("5", "EUR", "0.05 EUR"), ("-1250", "EUR", "-12.50 EUR"),
        ("0", "EUR", "0.00 EUR"),
        ("1500", "JPY", "1500 JPY"), ("1500", "KWD", "1.500 KWD"), ("x", "EUR", "x EUR"),
    ])
    func pricesAreReadable(amount: String, currency: String, words: String) {
        #expect(AuditSentences.price(amount, currency) == words)
    }
}
