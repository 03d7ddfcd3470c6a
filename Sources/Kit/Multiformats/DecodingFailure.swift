/// Why foreign bytes or text are not what they should be, and where.
package struct DecodingFailure: Error, Equatable, Sendable {
    package enum Reason: String, Sendable {
        case truncated, notMinimal, tooLong, unknownBase, badCharacter, badPadding, unknownVersion, unknownCodec,
            unknownHash, wrongLength
    }

    package let reason: Reason
    /// The first offending element, counted from 0 in what was given: bytes of a binary form, UTF-8 units of a text.
    package let offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension DecodingFailure: CustomStringConvertible {
    package var description: String { "\(reason.rawValue) at \(offset)" }
}
