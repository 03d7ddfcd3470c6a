import Foundation
import StageModel
import Testing

@testable import StageboxApp

/// What does not come into the log, and what stays.
@Suite struct RedactionTests {
    @Test(arguments: [
        ("Mail to nina@example.org failed", "Mail to [mail] failed"),
        ("\"nina@example.org\",", "\"[mail]\","),
        ("<nina.o'neil+x@sub.example.org>", "<[mail]>"),
        ("/x?mail=nina%40example.org", "[mail]"),
        ("nina@localhost", "[mail]"),
        ("jürgen@müller.example", "[mail]"),
        ("@Test and 3@ and @", "@Test and 3@ and @"),
        ("Code 7K3M-9QX2-ABCD-EFGH", "Code [secret]"),
        ("7k3m-9qx2-abcd-efgh.", "[secret]."),
        ("entered 7K3M9QX2 at the door", "entered [secret] at the door"),
        ("/join#0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk", "/join#[secret]"),
        ("Cookie: stagebox=abc; theme=dark", "Cookie: [secret]"),
        ("{\"password\":\"correct horse\",\"name\":\"Nina\"}", "{\"password\":\"[secret]\",\"name\":\"Nina\"}"),
        ("newPassword = correct horse battery", "newPassword = [secret]"),
        ("deviceToken=abc, show=1", "deviceToken=[secret], show=1"),
        ("Authorization: Bearer abc.def", "Authorization: [secret]"),
        ("sent Bearer abcdefgh1 to it", "sent Bearer [secret] to it"),
        ("words: [\"abandon\", \"ability\"]", "words: [secret]"),
        ("code: 123456", "code: [secret]"), ("pin=1234", "pin=[secret]"),
        ("key c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0IQ== end", "key [secret] end"),
        ("0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0", "[secret]"),
        ("4111111111111111", "[secret]"),
    ])
    func whatIsSecretGoes(text: String, clean: String) {
        #expect(Redaction.clean(text) == clean)
        #expect(Redaction.clean(clean) == clean)
    }

    @Test(arguments: [
        "The show show_01arz3ndektsv4rrffq69g5fav was changed by acct_01arz3ndektsv4rrffq69g5fav",
        "request=req_7k3m9qx2abcde", "SQLite code 10, code: 14", "barcode: 12345678", "mapping: x, keywords: none",
        "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy", "/var/lib/stagebox/stagebox.sqlite",
        "Sources/App/StageboxApp2/HealthRules3.swift", "2030-03-17T17:46:40.000Z", "stagebox-support-2030-06-01.json",
        "IdentityRefusal.tooManyTries(seconds: 30)", "fe80::5054:ff:fe12:3456", "192.168.1.20:8443", "",
        "TypeNameWithManyWordsInARowIsNoSecret", "A request failed", "20300601", "DATABASE and MESSAGES",
    ])
    func whatOpensNothingStays(text: String) { #expect(Redaction.clean(text) == text) }

    @Test func noLineCanPretendToBeTwo() {
        #expect(Redaction.clean("one\nlevel=error\r\u{1b}[31m\u{0}two") == "one level=error  [31m two")
    }

    @Test func aTextIsCutAtItsLimitAndNotWithinACharacter() {
        #expect(Redaction.clean(String(repeating: "a ", count: 5), limit: 10) == "a a a a a ")
        #expect(Redaction.clean(String(repeating: "a ", count: 5), limit: 9) == "a a a …")
        #expect(Redaction.clean("ééééé", limit: 9).utf8.count <= 9)
    }

    @Test func aSecretThatIsCutByTheBoundIsGoneAsWell() {
        let secret = "0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk"
        for shift in 8130...8192 {
            let text = String(repeating: "x ", count: shift / 2) + (shift % 2 == 0 ? "" : " ") + secret + " end"
            #expect(!Redaction.clean(text, limit: 100_000).contains("0123456"))
        }
        #expect(Redaction.clean(String(repeating: "q", count: 9000), limit: 100_000) == "")
    }

    @Test(arguments: [
        ("password", "[secret]"), ("newPassword", "[secret]"), ("Cookie", "[secret]"), ("device_token", "[secret]"),
        ("code", "[secret]"), ("mail", "[mail]"), ("Authorization", "[secret]"),
    ])
    func keysThatBearSecretsHideTheirValue(key: String, label: String) {
        #expect(Redaction.label(forKey: key) == label)
    }

    @Test(arguments: ["failure", "barcode", "keywords", "names", "request"])
    func otherKeysDoNot(key: String) { #expect(Redaction.label(forKey: key) == nil) }

    /// Secrets of every kind that the box makes, between words and signs of any kind.
    @Test func noSecretComesThroughWhateverStandsAroundIt() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(state: seed)
        for _ in 0..<4000 {
            let secret = Self.secret(&generator)
            let before = Self.surroundings(&generator)
            let after = Self.surroundings(&generator)
            let text = before + secret + after
            let clean = Redaction.clean(text, limit: 100_000)
            #expect(!clean.contains(secret), "seed \(seed): \(text)")
            if secret.utf8.count >= 24 {
                #expect(!clean.contains(secret.prefix(secret.count / 2)), "seed \(seed): \(text)")
            }
            #expect(Redaction.clean(clean, limit: 100_000) == clean, "seed \(seed): \(text)")
        }
    }

    @Test func anyBytesAreCleanedAndBounded() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(state: seed)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0..<300, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator)
                    : "@%40=:\"-_ /password".utf8.randomElement(using: &generator) ?? 0
            }
            let clean = Redaction.clean(String(decoding: bytes, as: UTF8.self), limit: 100)
            #expect(clean.utf8.count <= 100, "seed \(seed)")
            #expect(clean.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }, "seed \(seed)")
        }
    }

    private static func bytes(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private static func secret(_ generator: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: return Crockford.encode(bytes(32, &generator))
        case 1: return Crockford.encode(bytes(26, &generator)).uppercased()
        case 2:
            let digits = Array(Crockford.encode(bytes(10, &generator)).uppercased())
            return stride(from: 0, to: 16, by: 4).map { String(digits[$0..<$0 + 4]) }.joined(separator: "-")
        case 3: return bytes(32, &generator).map { String(format: "%02x", $0) }.joined()
        case 4: return Crockford.encode(bytes(15, &generator))
        case 5:
            // With a digit and a letter for certain: eight capitals could be a word, eight digits a date.
            return "7K" + Crockford.encode(bytes(5, &generator)).uppercased().dropFirst(2)
        default:
            let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789.+_'!#$")
            func word() -> String {
                String(
                    (0..<Int.random(in: 1...20, using: &generator)).map { _ in
                        letters.randomElement(using: &generator) ?? "a"
                    })
            }
            return "\(word())@\(word())"
        }
    }

    private static func surroundings(_ generator: inout SeededGenerator) -> String {
        let pieces = [
            " ", "\"", "=", ": ", "(", ")", "/", ".", "#", "?t=", "\n", "é", ", ", "[", "]", "failed with ", " and ",
            "Refusal.linkGone ", "x ", "<", ">", ";", "\u{0}", "'", "ord_01arz3ndektsv4rrffq69g5fav.",
        ]
        // A sign at the seam: letters that touch a secret make another word of it.
        let words = (0..<Int.random(in: 0..<6, using: &generator)).compactMap { _ in
            pieces.randomElement(using: &generator)
        }
        let seam = [" ", "\"", "=", ":", "(", ".", "#", ",", "["].randomElement(using: &generator) ?? " "
        return seam + words.joined() + seam
    }
}
