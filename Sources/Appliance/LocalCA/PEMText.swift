import Foundation

/// One `-----BEGIN …-----` block.
struct PEMBlock: Equatable {
    /// `CERTIFICATE`, `PRIVATE KEY` and the like.
    let label: String
    /// The DER inside; empty when `isLocked`.
    let bytes: [UInt8]
    /// Encrypted by a passphrase in the old way, with headers (RFC 1421).
    let isLocked: Bool
}

/// Text with certificates and keys (RFC 7468), as people have it: with notes between the blocks, with any line ends and
/// lengths of lines, with blanks behind them.
enum PEMText {
    enum Fault: Error, Equatable {
        /// A block begins and does not end, or ends as another.
        case unfinished
        /// Between the marks is not base64.
        case notBase64
    }

    /// The blocks in their order; none if there is no mark in the bytes.
    static func blocks(_ bytes: [UInt8]) throws(Fault) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var open: (label: String, text: [UInt8], isLocked: Bool)?
        for raw in bytes.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) {
            let line = trimmed(raw)
            if let label = mark("BEGIN", in: line) {
                guard open == nil else { throw .unfinished }
                open = (label, [], false)
            } else if let label = mark("END", in: line) {
                guard let block = open, block.label == label else { throw .unfinished }
                blocks.append(try closed(block))
                open = nil
            } else if line.contains(UInt8(ascii: ":")) {
                open?.isLocked = true
            } else {
                open?.text.append(contentsOf: line)
            }
        }
        guard open == nil else { throw .unfinished }
        return blocks
    }

    /// A block with lines of 64 characters.
    static func text(label: String, bytes: [UInt8]) -> String {
        let body = Data(bytes).base64EncodedString()
        var lines = ["-----BEGIN \(label)-----"]
        var rest = body[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        lines.append("-----END \(label)-----\n")
        return lines.joined(separator: "\n")
    }

    private static func closed(_ block: (label: String, text: [UInt8], isLocked: Bool)) throws(Fault) -> PEMBlock {
        if block.isLocked { return PEMBlock(label: block.label, bytes: [], isLocked: true) }
        guard let data = Data(base64Encoded: Data(block.text)), !data.isEmpty else { throw .notBase64 }
        return PEMBlock(label: block.label, bytes: Array(data), isLocked: false)
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var line = line.drop(while: isBlank)
        // A file from Windows may begin with a byte order mark.
        if line.starts(with: [0xef, 0xbb, 0xbf]) { line = line.dropFirst(3) }
        while let last = line.last, isBlank(last) { line = line.dropLast() }
        return line
    }

    private static func mark(_ word: String, in line: ArraySlice<UInt8>) -> String? {
        let begin = Array("-----\(word) ".utf8)
        let end = Array("-----".utf8)
        guard line.count > begin.count + end.count, line.starts(with: begin), line.suffix(5) == end[...] else {
            return nil
        }
        return String(decoding: line.dropFirst(begin.count).dropLast(end.count), as: UTF8.self)
    }
}
