internal import Cryptography
internal import Foundation

// Mnemonic: keys as words that a person can write on paper and type again (BIP-39, English).
//
// Purpose. Entropy of 128 to 256 bits becomes 12 to 24 words that carry a checksum, and words become entropy again. A
// typing mistake is answered with the place of the word and the word that was probably meant. The seed that wallets
// derive from the words is given too.
//
// Limits. The English list only. 1,024 bytes of text are read at most. Words are secrets: no value here describes
// itself for a log, and a failure names a word only for the person who typed it.
//
// Callers. Backup (the recovery words); wallets later.

/// A sentence of BIP-39: 12, 15, 18, 21 or 24 words of the English list whose last bits are a checksum.
package struct MnemonicSentence: Sendable, Equatable {
    /// Lengths that entropy may have, in bytes.
    package static let entropyBytes = [16, 20, 24, 28, 32]
    static let maximumTextBytes = 1024

    /// In lower case.
    package let words: [String]
    /// 16, 20, 24, 28 or 32 bytes.
    package let entropy: [UInt8]

    /// The sentence of entropy.
    ///
    /// - Throws: `MnemonicFailure.entropyLength`.
    package init(entropy: [UInt8]) throws(MnemonicFailure) {
        guard Self.entropyBytes.contains(entropy.count) else { throw .entropyLength(bytes: entropy.count) }
        self.entropy = entropy
        words = Self.indices(of: entropy).map { EnglishWords.all[$0] }
    }

    /// Reads words that a person typed: any case, any white space between and around them.
    ///
    /// - Throws: `MnemonicFailure`, for the first word that is not in the list, then for the number of words, then for
    ///   the checksum.
    package init(text: String) throws(MnemonicFailure) {
        guard text.utf8.count <= Self.maximumTextBytes else { throw .tooLong }
        let typed = text.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
        var indices: [Int] = []
        for (offset, word) in typed.enumerated() {
            guard let index = EnglishWords.indices[word] else {
                throw .unknownWord(position: offset + 1, nearest: Self.nearest(to: word))
            }
            indices.append(index)
        }
        guard typed.count.isMultiple(of: 3), (12...24).contains(typed.count) else {
            throw .wordCount(typed.count)
        }
        let entropy = Self.bytes(of: indices)
        guard Self.indices(of: entropy) == indices else { throw .checksum }
        self.entropy = entropy
        words = typed
    }

    /// The words with one space between them.
    package var text: String { words.joined(separator: " ") }

    /// The seed of 64 bytes that wallets derive: PBKDF2-HMAC-SHA-512 over the text, 2,048 rounds.
    ///
    /// - Parameter passphrase: an additional secret; another one gives another seed, none is wrong. It is normalised to
    ///   NFKD, and may have 1,024 bytes.
    /// - Throws: `MnemonicFailure.tooLong`.
    package func seed(passphrase: String = "") throws(MnemonicFailure) -> [UInt8] {
        guard passphrase.utf8.count <= Self.maximumTextBytes else { throw .tooLong }
        let salt = "mnemonic" + passphrase.decomposedStringWithCompatibilityMapping
        do {
            return try PBKDF2HMACSHA512.derive(
                password: Array(text.utf8), salt: Array(salt.utf8), rounds: 2048, length: 64)
        } catch {
            throw .tooLong
        }
    }

    /// Eleven bits a word: the entropy and one bit of its SHA-256 for each 32 of its own.
    private static func indices(of entropy: [UInt8]) -> [Int] {
        let groups = regroup((entropy + [SHA256.hash(entropy)[0]]).map { Int($0) }, from: 8, to: 11)
        return Array(groups.prefix(entropy.count * 3 / 4))
    }

    /// Without the bits of the checksum, which begin behind the last whole group of 32.
    private static func bytes(of indices: [Int]) -> [UInt8] {
        let groups = regroup(indices, from: 11, to: 8)
        return groups.prefix(indices.count / 3 * 4).map { UInt8($0) }
    }

    /// The same bits in groups of another size; bits that fill no group are dropped.
    private static func regroup(_ groups: [Int], from: Int, to: Int) -> [Int] {
        var result: [Int] = []
        var pending = 0
        var bits = 0
        for group in groups {
            pending = pending << from | group
            bits += from
            while bits >= to {
                bits -= to
                result.append(pending >> bits)
                pending &= (1 << bits) - 1
            }
        }
        return result
    }

    /// The word of the list that differs least from what was typed; of equals the one with the longer common beginning,
    /// then the first.
    static func nearest(to typed: String) -> String {
        let typed = Array(typed.utf8.prefix(24))
        var best = (word: "", distance: Int.max, beginning: 0)
        for word in EnglishWords.all {
            let letters = Array(word.utf8)
            let distance = distance(typed, letters)
            let beginning = zip(typed, letters).prefix { $0 == $1 }.count
            if distance < best.distance || distance == best.distance && beginning > best.beginning {
                best = (word, distance, beginning)
            }
        }
        return best.word
    }

    /// Letters to add, drop, replace or swap with their neighbour (optimal string alignment).
    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...other.count)
        for row in one.indices {
            var current = [row + 1]
            for column in other.indices {
                let change = last[column] + (one[row] == other[column] ? 0 : 1)
                var least = min(change, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                current.append(least)
            }
            beforeLast = last
            last = current
        }
        return last[other.count]
    }
}
