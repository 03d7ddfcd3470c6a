import Foundation
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// Finding things by words that are typed as people type them.
@Suite struct SearchTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    /// Björk with the album Été and the tracks Éclair (on it, credits Kim) and Night Bus; 東京事変 with 群青日和.
    private func fill() async throws {
        let bjork = try await bench.artist("Björk")
        let album = try await bench.album("Été", of: bjork)
        let first = try await bench.track("Éclair", of: bjork, on: album)
        _ = try await bench.service.changeTrack(first, TrackChange(credits: "Kim O'Neill"), by: bench.nina)
        _ = try await bench.track("Night Bus", of: bjork)
        let tokyo = try await bench.artist("東京事変")
        _ = try await bench.track("群青日和", of: tokyo)
    }

    private func found(_ typed: String, limit: Int = 8) async throws -> [String] {
        let answer = try await bench.service.search(typed, for: nil, limit: limit)
        return answer.artists.map { "artist " + $0.name } + answer.albums.map { "album " + $0.title }
            + answer.tracks.map { "track " + $0.title }
    }

    @Test func wordsAreFoundByTheirBeginnings() async throws {
        try await fill()
        let all = ["artist Björk", "album Été", "track Night Bus", "track Éclair"]
        for typed in ["björk", "BJORK", "bjo", "  bjÖ  "] {
            let seen = try await found(typed)
            #expect(Set(seen) == Set(all) && seen.count == 4, "\(typed)")
        }
        for (typed, wanted) in [
            ("ecl", ["track Éclair"]), ("eclair bjork", ["track Éclair"]), ("bjork eclair ete", ["track Éclair"]),
            ("kim", ["track Éclair"]), ("o'neill", ["track Éclair"]), ("neill o", ["track Éclair"]),
            ("ete", ["album Été", "track Éclair"]), ("nig bu", ["track Night Bus"]), ("bus night", ["track Night Bus"]),
            ("ight", []), ("night car", []), ("zzz", []),
        ] as [(String, [String])] {
            #expect(try await found(typed) == wanted, "\(typed)")
        }
    }

    @Test func otherScriptsAreFound() async throws {
        try await fill()
        #expect(try await found("東京") == ["artist 東京事変", "track 群青日和"])
        #expect(try await found("群青") == ["track 群青日和"])
        for name in ["Земфира", "فيروز", "हिन्दी गाना", "กินรี", "이날치"] {
            _ = try await bench.artist(name)
            #expect(try await found(name) == ["artist \(name)"], "\(name)")
            #expect(try await found(String(name.prefix(2))) == ["artist \(name)"], "\(name)")
        }
        #expect(try await found("ЗЕМФ") == ["artist Земфира"])
    }

    @Test func whatIsTypedIsTextAndNothingElse() async throws {
        try await fill()
        _ = try await bench.artist("AND OR NOT NEAR")
        #expect(try await found("and") == ["artist AND OR NOT NEAR"])
        #expect(try await found("AND OR") == ["artist AND OR NOT NEAR"])
        #expect(try await found("or not") == ["artist AND OR NOT NEAR"])
        for typed in [
            "\"", "\"\"", "'", "*", "**", "(", ")", "()", "-", "+", "^", ":", ",", ";", "--", "/*", "\\", "%", "_", "",
            " ", "\t\n", "\u{0}", "{}", "[]", "!", "🎵",
        ] {
            #expect(try await found(typed) == [], "\(typed.debugDescription)")
        }
        for typed in [
            "\"eclair\"", "eclair*", "(eclair)", "+eclair", "-eclair", "^eclair", "eclair\u{0}", "\"eclair", "eclair\"",
            "'eclair'; --", "*eclair", "{eclair}:",
        ] {
            #expect(try await found(typed) == ["track Éclair"], "\(typed)")
        }
        // Names of columns and operators are words like others.
        for typed in ["title:eclair", "eclair OR night", "eclair NOT zzz", "NEAR(eclair bjork)", "ref:art"] {
            #expect(try await found(typed) == [], "\(typed)")
        }
    }

    @Test func nothingThatIsTypedFails() async throws {
        try await fill()
        var random = SplitMix(for: "search")
        let pieces = [
            "\"", "*", "(", ")", ":", "-", "^", "+", "{", "}", " ", "AND", "OR", "NOT", "NEAR", "title", "é", "ß",
            "\u{0}",
            "京", "\u{301}", "\u{200d}", "👩‍🎤", "Ⓐ", "½", "١", "हि", "'", ";", "a", "bjo", "\u{fffd}", "İ", "ﬁ",
        ]
        for _ in 0..<400 {
            let typed = (0..<Int.random(in: 1...12, using: &random)).compactMap { _ in
                pieces.randomElement(using: &random)
            }.joined()
            do {
                _ = try await bench.service.search(typed, for: nil, limit: 8)
            } catch {
                Issue.record("\(typed.debugDescription): \(error)")
            }
        }
    }

    @Test func whatIsTypedHasBounds() async throws {
        _ = try await bench.artist("Nina")
        // 800 bytes are looked at, one more is not.
        #expect(try await found("nina" + String(repeating: " ", count: 796)) == ["artist Nina"])
        #expect(try await found("nina" + String(repeating: " ", count: 797)) == [])
        // Of many words the first eight count.
        _ = try await bench.artist("a b c d e f g h")
        #expect(try await found("a b c d e f g h i j k") == ["artist a b c d e f g h"])
    }

    @Test func aHitInTheTitleComesFirst() async throws {
        let river = try await bench.artist("River")
        _ = try await bench.track("Stone", of: river)
        let other = try await bench.artist("Otto")
        _ = try await bench.track("River Song", of: other)
        #expect(try await found("river") == ["artist River", "track River Song", "track Stone"])
    }

    @Test func answersAreBoundedAndShowsComeThroughTheirPort() async throws {
        struct Show: Encodable, Sendable { let title: String }
        let bench = try Bench(shows: { typed, limit in (0..<limit).map { Show(title: "\(typed) \($0)") } })
        for index in 0..<4 { _ = try await bench.artist("Nina \(index)") }
        let answer = try await bench.service.search("nina", for: nil, limit: 3)
        #expect(answer.artists.count == 3 && answer.shows.count == 3)
        let text = String(decoding: try JSONEncoder().encode(answer.shows.first as? Show), as: UTF8.self)
        #expect(text == #"{"title":"nina 0"}"#)
        // Where nothing can be meant, nobody is asked.
        #expect(try await bench.service.search("*", for: nil, limit: 3).shows.isEmpty)
    }

    @Test func anotherNameOfAnArtistIsFoundAtOnceEverywhere() async throws {
        let artist = try await bench.artist("Prince")
        let album = try await bench.album("Purple", of: artist)
        _ = try await bench.track("Rain", of: artist, on: album)
        _ = try await bench.service.changeArtist(artist, name: "Symbol", bio: nil, by: bench.nina)
        #expect(try await found("symbol") == ["artist Symbol", "album Purple", "track Rain"])
        #expect(try await found("prince") == [])
    }

    @Test func albumsThatNobodyCanHearTakeNoPlaceInTheAnswer() async throws {
        let artist = try await bench.artist()
        for _ in 0..<3 { _ = try await bench.album("Moon", of: artist) }
        for (title, visibility) in [("Gone", TrackVisibility.listed), ("Hidden", .private), ("Bad", .listed)] {
            let album = try await bench.album("Moon", of: artist)
            let track = try await bench.track(title, of: artist, on: album)
            _ = try await bench.service.changeTrack(track, TrackChange(visibility: visibility), by: bench.nina)
            if title == "Gone" { try await bench.service.removeTrack(track, by: bench.nina) }
            if title == "Bad" {
                try await bench.store.write { db in try CatalogStore(db: db).saveFailure("It is damaged.", of: track) }
            }
        }
        let heard = try await bench.album("Moon", of: artist)
        _ = try await bench.track(of: artist, on: heard)
        for limit in [1, 2, 50] {
            for caller in [nil, bench.nina] {
                let answer = try await bench.service.search("moon", for: caller, limit: limit)
                #expect(answer.albums.map(\.id) == [heard])
            }
        }
    }
}
