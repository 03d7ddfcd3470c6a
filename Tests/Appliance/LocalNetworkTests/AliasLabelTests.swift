import Testing

@testable import LocalNetwork

@Suite struct AliasLabelTests {
    @Test(arguments: ["stagebox", "Stagebox", "stagebox.local", "STAGEBOX.LOCAL", "stagebox.local."])
    func aNameMayBeWrittenInSeveralWays(given: String) throws {
        #expect(try AliasLabel(given).text == "stagebox")
        #expect(try AliasLabel(given).fullName == "stagebox.local")
    }

    @Test(arguments: ["a", "7", "club-7", "xn--caf-dma", "local", String(repeating: "x", count: 63)])
    func lettersDigitsAndHyphensAreAName(given: String) throws {
        #expect(try AliasLabel(given).text == given)
    }

    static let refused: [(String, AliasFailure)] = [
        ("", .empty), (".local", .empty), (".", .empty),
        (String(repeating: "x", count: 64), .tooLong(bytes: 64)),
        ("-club", .hyphenAtAnEnd), ("club-", .hyphenAtAnEnd), ("-", .hyphenAtAnEnd), ("club-.local", .hyphenAtAnEnd),
        ("café", .strangeCharacter("é")), ("клуб", .strangeCharacter("к")), ("my club", .strangeCharacter(" ")),
        ("door.club", .strangeCharacter(".")), ("club_1", .strangeCharacter("_")), ("a\0b", .strangeCharacter("\0")),
        ("١", .strangeCharacter("١")), ("club.local.local", .strangeCharacter(".")),
        // Becomes k and a dot above in lower case in some languages, and k in others.
        ("\u{212a}\u{307}lub", .strangeCharacter("k\u{307}")),
    ]

    @Test(arguments: refused)
    func whatBrowsersDoNotFindIsRefused(given: String, failure: AliasFailure) {
        #expect(throws: failure) { try AliasLabel(given) }
        #expect(failure.sentence.hasSuffix("."))
    }

    @Test func otherNamesAreCounted() throws {
        let label = try AliasLabel("stagebox")
        #expect((1...3).map(label.fullName(attempt:)) == ["stagebox.local", "stagebox-2.local", "stagebox-3.local"])
    }

    @Test(arguments: [(61, 61), (62, 61), (63, 61)])
    func aLongLabelIsCutForItsNumber(given: Int, kept: Int) throws {
        let label = try AliasLabel(String(repeating: "x", count: given))
        #expect(label.fullName(attempt: 2) == String(repeating: "x", count: kept) + "-2.local")
        let tenth = label.fullName(attempt: 10)
        #expect(tenth == String(repeating: "x", count: 60) + "-10.local")
        #expect(try AliasLabel(tenth).text.utf8.count == 63)
    }

    @Test func noHyphenIsDoubledWhereALabelIsCut() throws {
        let label = try AliasLabel(String(repeating: "x", count: 59) + "--yy")
        #expect(label.fullName(attempt: 2) == String(repeating: "x", count: 59) + "-2.local")
    }
}
