import Cryptography
import Testing

@testable import Mnemonic

@Suite struct MnemonicTests {
    @Test(arguments: PublishedSentence.all)
    func wordsEntropyAndSeedAreThePublishedOnes(published: PublishedSentence) throws {
        let sentence = try MnemonicSentence(entropy: bytes(published.entropy))
        #expect(sentence.text == published.text)
        #expect(try MnemonicSentence(text: published.text) == sentence)
        #expect(try sentence.seed(passphrase: "TREZOR") == bytes(published.seed))
    }

    @Test func aSeedWithoutPassphraseIsThePublishedOne() throws {
        let sentence = try MnemonicSentence(entropy: [UInt8](repeating: 0, count: 16))
        let seed =
            "5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1"
            + "9a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4"
        #expect(try sentence.seed() == bytes(seed))
    }

    @Test func theListIsTheStandards() {
        let words = EnglishWords.all
        #expect(words.count == 2048)
        #expect(words.first == "abandon" && words.last == "zoo")
        #expect(words == words.sorted())
        #expect(Set(words.map { $0.prefix(4) }).count == 2048)
        #expect(words.allSatisfy { (3...8).contains($0.count) })
        // SHA-256 of english.txt as BIP-39 publishes it.
        let digest = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
        #expect(SHA256.hash(Array((words.joined(separator: "\n") + "\n").utf8)) == bytes(digest))
    }

    @Test func entropyOfEveryLengthComesBack() throws {
        for count in 0...40 {
            let entropy = SecureRandom.bytes(count)
            guard [16, 20, 24, 28, 32].contains(count) else {
                #expect(throws: MnemonicFailure.entropyLength(bytes: count)) {
                    try MnemonicSentence(entropy: entropy)
                }
                continue
            }
            let sentence = try MnemonicSentence(entropy: entropy)
            #expect(sentence.words.count == count * 3 / 4)
            #expect(try MnemonicSentence(text: sentence.text).entropy == entropy)
        }
    }

    @Test func caseAndSpacesDoNotMatter() throws {
        let text = "  Legal\tWINNER thank\n year wave\r\nsausage  worth useful legal winner\u{a0}thank yelLow "
        #expect(try MnemonicSentence(text: text).entropy == [UInt8](repeating: 0x7f, count: 16))
    }

    @Test(arguments: [
        ("abandom", "abandon"), ("aabndon", "abandon"), ("zo", "zoo"), ("zooo", "zoo"), ("wron", "wrong"),
        ("sausge", "sausage"), ("", "act"), ("żoo", "zoo"), ("yelow", "yellow"),
    ])
    func theNearestWordIsSuggested(typed: String, meant: String) {
        #expect(MnemonicSentence.nearest(to: typed) == meant)
    }

    @Test func theFirstUnknownWordIsNamedByItsPlace() throws {
        let text = "zoo zoo zoo zoo zoo zoo zoo zoo zooo zoo wrang wrong"
        let failure = MnemonicFailure.unknownWord(position: 9, nearest: "zoo")
        #expect(throws: failure) { try MnemonicSentence(text: text) }
        #expect(failure.sentence == "Word 9 is not in the list of words. Did you mean “zoo”?")
    }

    @Test func onlyTheFiveLengthsAreSentences() {
        for count in 0...30 where ![12, 15, 18, 21, 24].contains(count) {
            let text = [String](repeating: "zoo", count: count).joined(separator: " ")
            #expect(throws: MnemonicFailure.wordCount(count)) { try MnemonicSentence(text: text) }
        }
        #expect(MnemonicFailure.wordCount(1).sentence.hasPrefix("1 word was typed"))
    }

    @Test func ofAllLastWordsOnlyThoseWithTheChecksumAreTaken() {
        let start = [String](repeating: "abandon", count: 23).joined(separator: " ")
        var taken = 0
        for word in EnglishWords.all {
            do {
                _ = try MnemonicSentence(text: "\(start) \(word)")
                taken += 1
            } catch {
                #expect(error == .checksum)
            }
        }
        #expect(taken == 8)
    }

    @Test func swappedWordsAreNoticed() throws {
        var words = try MnemonicSentence(entropy: Array(0..<32)).words
        words.swapAt(0, 1)
        #expect(throws: MnemonicFailure.checksum) { try MnemonicSentence(text: words.joined(separator: " ")) }
    }

    @Test func longTextIsRefusedUnread() throws {
        let text = try MnemonicSentence(entropy: Array(0..<16)).text
        let padded = text + String(repeating: " ", count: 1024 - text.utf8.count)
        #expect(try MnemonicSentence(text: padded).entropy == Array(0..<16))
        #expect(throws: MnemonicFailure.tooLong) { try MnemonicSentence(text: padded + " ") }
        let sentence = try MnemonicSentence(text: text)
        #expect(try sentence.seed(passphrase: String(repeating: "p", count: 1024)).count == 64)
        #expect(throws: MnemonicFailure.tooLong) {
            try sentence.seed(passphrase: String(repeating: "p", count: 1025))
        }
    }

    @Test func thePassphraseIsNormalised() throws {
        let sentence = try MnemonicSentence(entropy: Array(0..<16))
        #expect(try sentence.seed(passphrase: "\u{e9}") == sentence.seed(passphrase: "e\u{301}"))
        #expect(try sentence.seed(passphrase: "e") != sentence.seed(passphrase: "\u{e9}"))
    }

    @Test func randomTextNeverStopsTheProgram() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("abz \n\u{e9}\u{1f511}żA-0")
        for _ in 0..<200 {
            let words = (0..<Int.random(in: 0...26, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? EnglishWords.all[Int.random(in: 0..<2048, using: &generator)]
                    : String((0..<3).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
            }
            if let sentence = try? MnemonicSentence(text: words.joined(separator: " ")) {
                #expect((try? MnemonicSentence(entropy: sentence.entropy)) == sentence, "seed \(seed)")
            }
        }
    }

    @Test func everyFailureHasASentence() {
        for failure in [
            MnemonicFailure.entropyLength(bytes: 3), .tooLong, .wordCount(3), .checksum,
            .unknownWord(position: 1, nearest: "zoo"),
        ] {
            #expect(failure.sentence.count > 30 && !failure.sentence.contains("!"))
        }
    }
}

/// xorshift, so that a failing run can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed | 1 }
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// Bytes of hexadecimal digits.
func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
