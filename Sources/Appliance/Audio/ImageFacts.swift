/// Format and size of a picture, read from its header without decoding anything.
///
/// Sources: PNG (W3C) 11.2.2, JPEG (ITU T.81) annex B, WebP container specification (RFC 9649).
package struct ImageFacts: Sendable, Equatable {
    package enum Format: String, Sendable { case png, jpeg, webp }

    package let format: Format
    package let width: Int
    package let height: Int

    /// The longest side that is taken.
    package static let longestSide = 8000
    /// The most pixels that are taken.
    package static let mostPixels = 40_000_000

    /// Reads the first bytes of a picture.
    ///
    /// - Throws: `AudioError.imageTooLarge` beyond 8,000 pixels a side or 40 million in all; `.unsupported` for what is
    ///   not PNG, JPEG or WebP, and for moving WebP; `.damaged` for a header that cannot be read.
    package init(_ bytes: [UInt8]) throws(AudioError) { try self.init(HeaderReader(bytes)) }

    init(_ head: HeaderReader) throws(AudioError) {
        let format: Format
        let size: (width: Int, height: Int)?
        if head.has("PNG\r\n", at: 1), head.big(0, 1) == 0x89, head.big(6, 2) == 0x1a0a {
            (format, size) = (.png, Self.png(head))
        } else if head.big(0, 3) == 0xff_d8ff {
            (format, size) = (.jpeg, Self.jpeg(head))
        } else if head.has("RIFF", at: 0), head.has("WEBP", at: 8) {
            (format, size) = (.webp, try Self.webp(head))
        } else {
            throw .unsupported(codec: Self.otherName(head))
        }
        guard let size, size.width > 0, size.height > 0 else {
            throw .damaged(detail: "the beginning of the picture cannot be read")
        }
        guard size.width <= Self.longestSide, size.height <= Self.longestSide,
            size.width * size.height <= Self.mostPixels
        else { throw .imageTooLarge }
        self.format = format
        (width, height) = size
    }

    private static func png(_ head: HeaderReader) -> (width: Int, height: Int)? {
        guard head.big(8, 4) == 13, head.has("IHDR", at: 12), let width = head.big(16, 4), let height = head.big(20, 4)
        else { return nil }
        return (width, height)
    }

    private static func jpeg(_ head: HeaderReader) -> (width: Int, height: Int)? {
        var offset = 2
        // Notes, profiles and previews come before the frame: some megabytes in honest files, endless in others.
        for _ in 0..<4096 {
            guard head.big(offset, 1) == 0xff, let kind = head.big(offset + 1, 1) else { return nil }
            switch kind {
            case 0xff: offset += 1
            case 0x01, 0xd0...0xd7: offset += 2
            case 0xc0...0xc3, 0xc5...0xc7, 0xc9...0xcb, 0xcd...0xcf:
                guard let height = head.big(offset + 5, 2), let width = head.big(offset + 7, 2) else { return nil }
                return (width, height)
            case 0x00, 0xd8, 0xd9, 0xda: return nil
            default:
                guard let length = head.big(offset + 2, 2), length >= 2 else { return nil }
                offset += 2 + length
            }
        }
        return nil
    }

    private static func webp(_ head: HeaderReader) throws(AudioError) -> (width: Int, height: Int)? {
        if head.has("VP8X", at: 12), let flags = head.big(20, 1), let width = head.little(24, 3),
            let height = head.little(27, 3)
        {
            guard flags & 0x02 == 0 else { throw .unsupported(codec: "moving webp") }
            return (width + 1, height + 1)
        }
        if head.has("VP8L", at: 12), head.big(20, 1) == 0x2f, let bits = head.little(21, 4) {
            return ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
        }
        if head.has("VP8 ", at: 12), head.big(23, 3) == 0x9d_012a, let width = head.little(26, 2),
            let height = head.little(28, 2)
        {
            return (width & 0x3fff, height & 0x3fff)
        }
        return nil
    }

    /// A name for the sentence about a picture that is not taken.
    private static func otherName(_ head: HeaderReader) -> String {
        if head.has("GIF8", at: 0) { return "gif" }
        if head.has("ftypavi", at: 4) { return "avif" }
        if head.has("ftyphei", at: 4) || head.has("ftypmif1", at: 4) { return "heic" }
        if head.has("BM", at: 0) { return "bmp" }
        if head.has("II*\0", at: 0) || head.has("MM\0*", at: 0) { return "tiff" }
        if head.has("<svg", at: 0) || head.has("<?xml", at: 0) { return "svg" }
        return "unknown"
    }
}
