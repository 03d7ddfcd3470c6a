import Foundation
import Testing

@testable import Audio

@Suite struct TagTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    /// An MP3 without any tags.
    func bare() async throws -> [UInt8] {
        let bytes = try await bench.tone("bare.mp3", seconds: 1, ["-id3v2_version", "0", "-map_metadata", "-1"])
        return Array(try Data(contentsOf: URL(fileURLWithPath: bytes)))
    }

    func tags(_ bytes: [UInt8]) async throws -> AudioTags {
        try await bench.tools.probe(try bench.write("tagged.mp3", bytes)).tags
    }

    @Test(arguments: ["a.flac", "a.mp3", "a.ogg", "a.opus", "a.m4a", "a.wav"])
    func wordsAreReadFromEveryForm(name: String) async throws {
        let words = [
            "title=Für Elise", "artist=Ensemble", "album=日本", "track=3/12", "date=1999-05-01", "genre=Rock",
            "comment=a\u{7}b",
        ]
        let path = try await bench.tone(name, seconds: 1, words.flatMap { ["-metadata", $0] })
        let tags = try await bench.tools.probe(path).tags
        #expect(tags.title == "Für Elise")
        #expect(tags.artist == "Ensemble")
        #expect(tags.album == "日本")
        #expect(tags.trackNumber == 3)
        #expect(tags.year == 1999)
        #expect(tags.genre == "Rock")
        #expect(tags.comment == "a b")
    }

    @Test func everyFieldIsReadFromId3() async throws {
        let frames = [
            ("TIT2", "Title"), ("TPE1", "Artist"), ("TALB", "Album"), ("TPE2", "Band"), ("TRCK", "3/12"),
            ("TPOS", "1/2"), ("TYER", "1999"), ("TCON", "(17)"), ("TCOM", "Composer"), ("TSRC", "us-abc-12-12345"),
            ("COMM", "eng\0hello"),
        ]
        let tags = try await tags(Tag.id3v2(frames.map { ($0, Array($1.utf8)) }) + bare())
        var expected = AudioTags()
        (expected.title, expected.artist, expected.album, expected.albumArtist) = ("Title", "Artist", "Album", "Band")
        (expected.trackNumber, expected.discNumber, expected.year, expected.genre) = (3, 1, 1999, "Rock")
        (expected.composer, expected.isrc, expected.comment) = ("Composer", "USABC1212345", "hello")
        #expect(tags == expected)
    }

    @Test func cyrillicBytesAreRepairedInBothKindsOfTag() async throws {
        let title = Tag.windows1251("Группа крови")
        let old = try await tags(bare() + Tag.id3v1(title: title, artist: Tag.windows1251("Кино")))
        #expect(old.title == "Группа крови")
        #expect(old.artist == "Кино")
        #expect(old.trackNumber == 7)
        let new = try await tags(
            Tag.id3v2([("TIT2", title), ("TPE1", Tag.windows1251("ДДТ")), ("TALB", [0x4d, 0xf6, 0x74])]) + bare())
        #expect(new.title == "Группа крови")
        #expect(new.artist == "ДДТ")
        #expect(new.album == "Möt")
    }

    @Test func japaneseBytesAreRepairedInBothKindsOfTag() async throws {
        let song: [UInt8] = [0x97, 0xf6, 0x82, 0xcc, 0x82, 0xa4, 0x82, 0xbd]
        let singer: [UInt8] = [0x92, 0xc5, 0x96, 0xbc, 0x97, 0xd1, 0x8c, 0xe7]
        let old = try await tags(bare() + Tag.id3v1(title: song, artist: singer))
        #expect(old.title == "恋のうた")
        #expect(old.artist == "椎名林檎")
        let new = try await tags(Tag.id3v2([("TIT2", song), ("TPE1", singer), ("TALB", Array("Best".utf8))]) + bare())
        #expect(new.title == "恋のうた")
        #expect(new.artist == "椎名林檎")
        #expect(new.album == "Best")
    }

    @Test func utf8InAFieldThatSaysLatin1IsRepaired() async throws {
        let tags = try await tags(Tag.id3v2([("TIT2", Array("Für München".utf8)), ("TPE1", [0xd6, 0x6c])]) + bare())
        #expect(tags.title == "Für München")
        #expect(tags.artist == "Öl")
    }
}

@Suite struct LegacyTextTests {
    func decode(_ bytes: [UInt8]) -> String? { LegacyText.decode(["title": bytes])["title"] }
    func latin(_ text: String) -> [UInt8] { Windows1252.bytes(text) ?? [] }

    @Test(arguments: [
        "Motörhead", "Sigur Rós", "Ágætis byrjun", "À la recherche", "Où est l’été – “enfin”", "Ó", "ÄÖÜ", "äöü",
        "ÁÉÍ", "Façade, élève, où", "Beyoncé & Jay‑Z".replacingOccurrences(of: "‑", with: "-"), "Señorita ¿Qué?",
        "It’s “Don’t”", "Björk – Jóga", "Blue Öyster Cult", "Æ", "Ænima", "È", "¡Olé!", "Þú ert", "naïve",
    ])
    func westernWordsStayWhatTheyAre(text: String) {
        #expect(decode(latin(text)) == text)
        #expect(decode(Array(text.utf8)) == text)
    }

    @Test(arguments: ["Привет, мир", "Ёлка", "東京事変", "Πάμε", "Žižkov", "שלום", "e\u{301}", "🎵 x", "“Ça va”", "ƒA‚B"])
    func validUnicodeIsLeftAlone(text: String) {
        #expect(decode(Array(text.utf8)) == text)
    }

    @Test func doubleEncodedWordsAreRepaired() {
        #expect(decode(Array("Beyonc\u{c3}\u{a9}".utf8)) == "Beyoncé")
        #expect(decode(Array("Donâ€™t".utf8)) == "Don’t")
    }

    @Test func wordsThatWereCutInTheMiddleOfACharacterLoseOnlyIt() {
        let bytes = Array("Привет всем".utf8)
        #expect(decode(Array(bytes.dropLast())) == "Привет все")
        #expect(decode([0x97, 0xf6, 0x82, 0xcc, 0x82, 0xa4, 0x82]) == "恋のう")
    }

    @Test func nothingEverFails() {
        var generator = SeededGenerator(for: "tags")
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...40, using: &generator)
            let high = Bool.random(using: &generator)
            let texts = (0..<3).map { index in
                ("\(index)", (0..<count).map { _ in UInt8.random(in: high ? 0x80...255 : 0...255, using: &generator) })
            }
            for text in LegacyText.decode(Dictionary(uniqueKeysWithValues: texts)).values {
                guard let clean = AudioTags.clean(text) else { continue }
                #expect(clean.unicodeScalars.count <= 300)
                #expect(!clean.unicodeScalars.contains { $0.properties.generalCategory == .control })
            }
        }
    }
}

@Suite struct CleanWordTests {
    @Test func controlsAndDisguisesGo() {
        #expect(AudioTags.clean("  a\u{0}b\r\nc\t ") == "a b c")
        #expect(AudioTags.clean("a\u{202e}b\u{200b}c\u{feff}\u{ad}") == "abc")
        #expect(AudioTags.clean("\u{e000}\u{fffd}") == nil)
        #expect(AudioTags.clean(" \u{a0}\u{3000} ") == nil)
        #expect(AudioTags.clean("क्\u{200d}ष 👩\u{200d}🎤") == "क्\u{200d}ष 👩\u{200d}🎤")
    }

    @Test func wordsAreComposed() {
        #expect(AudioTags.clean("e\u{301}")?.unicodeScalars.count == 1)
    }

    @Test func threeHundredCodePointsAreTheMost() {
        let most = String(repeating: "x", count: 300)
        #expect(AudioTags.clean(most) == most)
        #expect(AudioTags.clean(most + "y") == most)
        // No character is cut in two.
        let family = String(repeating: "x", count: 298) + "👩\u{200d}🎤"
        #expect(AudioTags.clean(family) == String(repeating: "x", count: 298))
    }

    @Test func numbersHaveBounds() {
        #expect(AudioTags.number("3/12") == 3)
        #expect(AudioTags.number("9999") == 9999)
        for bad in ["0", "10000", "", "x", "-1", "99999999999999999999", "٣"] { #expect(AudioTags.number(bad) == nil) }
    }

    @Test func yearsAreFoundInDates() {
        for text in ["2011", "2011-05-03", "20110503", "03.05.2011", "May 2011"] {
            #expect(AudioTags.year(text) == 2011)
        }
        for bad in ["", "11", "0999", "123456", "x"] { #expect(AudioTags.year(bad) == nil) }
    }

    @Test func recordingCodesLookLikeCodes() {
        #expect(AudioTags.isrc("de-a12-34-56789") == "DEA123456789")
        for bad in ["", "DEA12345678", "DEA1234567890", "1EA123456789", "DEA12345678X", "DEÄ123456789"] {
            #expect(AudioTags.isrc(bad) == nil)
        }
    }
}
