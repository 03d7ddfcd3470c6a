/// Why words are no sentence, for the person who typed them.
package enum MnemonicFailure: Error, Equatable, Sendable {
    /// Entropy of another length than 16, 20, 24, 28 or 32 bytes.
    case entropyLength(bytes: Int)
    /// More than 1,024 bytes of text.
    case tooLong
    /// Not 12, 15, 18, 21 or 24 words.
    case wordCount(Int)
    /// A word, counted from 1, that is not in the list, and the one in the list that is most like it.
    case unknownWord(position: Int, nearest: String)
    /// All words are in the list, but not these in this order.
    case checksum

    /// What happened and what to do, without a word that was typed.
    package var sentence: String {
        switch self {
        case .entropyLength(let bytes): "A key of \(bytes) bytes cannot be written as words; 16 to 32 bytes can."
        case .tooLong: "That text is too long for recovery words. Type the words only, with spaces between them."
        case .wordCount(let count):
            "\(count) \(count == 1 ? "word was" : "words were") typed, but a sentence has 12, 15, 18, 21 or 24. "
                + "Compare with the paper whether a word is missing."
        case .unknownWord(let position, let nearest):
            "Word \(position) is not in the list of words. Did you mean \u{201c}\(nearest)\u{201d}?"
        case .checksum:
            "Every word is known, but together they are not a valid sentence. "
                + "Two words may be swapped, or one may be another word of the list; compare with the paper."
        }
    }
}
