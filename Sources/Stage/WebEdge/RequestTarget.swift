/// The path and query of a request, decoded with bounds (RFC 3986, RFC 9112 section 3.2).
struct RequestTarget: Sendable, Equatable {
    /// Decoded segments without the empty ones; never `.`, `..` or one with a slash, a backslash or a NUL.
    let segments: [String]
    let query: [String: String]
    /// The path as it came, for answers about it.
    let path: String
    let endsWithSlash: Bool

    /// Nil for targets that are no origin form, too long, badly encoded, or reach for parent folders.
    init?(_ target: String, limits: Limits) {
        guard target.utf8.count <= limits.targetBytes, target.utf8.first == UInt8(ascii: "/") else { return nil }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first, !path.utf8.contains(UInt8(ascii: "#")) else { return nil }
        var segments: [String] = []
        for raw in path.split(separator: "/") {
            if Self.isPlain(raw) {
                segments.append(String(raw))
                continue
            }
            guard let segment = Percent.decode(raw, plusIsSpace: false), segment != ".", segment != "..",
                !segment.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") })
            else { return nil }
            segments.append(segment)
        }
        var query: [String: String] = [:]
        if parts.count == 2 {
            let pairs = parts[1].split(separator: "&")
            guard pairs.count <= limits.queryParameters else { return nil }
            for pair in pairs {
                let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard let name = Percent.decode(halves[0], plusIsSpace: true),
                    let value = Percent.decode(halves.count == 2 ? halves[1] : "", plusIsSpace: true)
                else { return nil }
                query[name] = value
            }
        }
        self.segments = segments
        self.query = query
        self.path = String(path)
        endsWithSlash = path.utf8.last == UInt8(ascii: "/")
    }

    /// Letters, digits, `-`, `_` and dots that do not begin it: most segments, and nothing that must be decoded.
    private static func isPlain(_ segment: Substring) -> Bool {
        segment.utf8.first != UInt8(ascii: ".")
            && segment.utf8.allSatisfy { byte in
                switch byte {
                case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
                default: false
                }
            }
    }
}

/// Percent-encoding (RFC 3986 section 2.1), strict.
enum Percent {
    /// Nil for a cut or wrong escape, and for bytes that are not UTF-8.
    static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    /// Every byte but letters, digits, `.`, `-` and `_` as an escape; for RFC 8187 and for addresses.
    static func encode(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
