internal import CQRencode

// QRCode: turns text into the modules of a QR code (ISO/IEC 18004), through the system's libqrencode.
//
// Purpose. One place that makes codes: rows of modules for web pages, one SVG path, half-blocks for a terminal. Text in
// upper case, as tickets are, gets the dense alphanumeric mode by itself.
//
// Limits. What version 40 holds: 2,953 bytes, 4,296 upper-case letters or 7,089 digits at the lowest correction, less
// at higher ones; longer is refused. Text without zero characters.
//
// Callers. StageboxApp and AdminCLI (addresses), Identity (pairing, invitations), Ticketing and Payments.

/// A square of dark and light modules, without the quiet zone (which is four modules wide on paper).
package struct QRMatrix: Sendable, Equatable {
    /// How much of the code may be unreadable: about 7, 15, 25 and 30 per cent.
    package enum Correction: Sendable, CaseIterable { case low, medium, quartile, high }

    /// No code holds more digits than this.
    static let maximumTextBytes = 7089

    /// Modules per side: 21 for version 1, four more for each version, up to 177.
    package let side: Int
    private let modules: [Bool]

    /// Encodes text, as UTF-8, in the smallest version that holds it.
    ///
    /// - Throws: `QRFailure`.
    package init(encoding text: String, correction: Correction) throws(QRFailure) {
        let bytes = text.utf8.count
        guard bytes > 0 else { throw QRFailure.empty }
        guard bytes <= Self.maximumTextBytes else { throw QRFailure.tooLong(bytes: bytes) }
        guard !text.utf8.contains(0) else { throw QRFailure.zeroCharacter }
        guard let code = QRcode_encodeString(text, 0, correction.level, QR_MODE_8, 1) else {
            throw QRFailure.tooLong(bytes: bytes)
        }
        defer { QRcode_free(code) }
        let side = Int(code.pointee.width)
        guard let data = code.pointee.data else { throw QRFailure.tooLong(bytes: bytes) }
        self.side = side
        modules = (0..<side * side).map { data[$0] & 1 == 1 }
    }

    /// True where the module is dark. Row and column count from the upper left corner.
    package subscript(row: Int, column: Int) -> Bool { modules[row * side + column] }

    /// One text of `1` (dark) and `0` per row.
    package var rows: [String] {
        (0..<side).map { row in String((0..<side).map { self[row, $0] ? "1" : "0" }) }
    }

    /// The dark modules as the `d` of one SVG path, one unit a module, for a view box of `0 0 side side`.
    package func svgPath() -> String {
        var path = ""
        for row in 0..<side {
            var column = 0
            while column < side {
                guard self[row, column] else {
                    column += 1
                    continue
                }
                let start = column
                while column < side, self[row, column] { column += 1 }
                path += "M\(start) \(row)h\(column - start)v1h-\(column - start)z"
            }
        }
        return path
    }

    /// Lines for a terminal, two rows of modules in each; light modules are drawn and dark ones left as the terminal's
    /// ground, so that it reads on a dark terminal. Two modules of quiet zone are enough for telephones.
    package func terminalLines(quietZone: Int) -> [String] {
        precondition(quietZone >= 0, "a quiet zone is not negative")
        let range = -quietZone..<side + quietZone
        func isLight(_ row: Int, _ column: Int) -> Bool {
            guard row < range.upperBound else { return false }
            guard (0..<side).contains(row), (0..<side).contains(column) else { return true }
            return !self[row, column]
        }
        return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { row in
            range.map { column in
                switch (isLight(row, column), isLight(row + 1, column)) {
                case (true, true): "█"
                case (true, false): "▀"
                case (false, true): "▄"
                case (false, false): " "
                }
            }.joined()
        }
    }
}

/// Why a text has no code.
package enum QRFailure: Error, Equatable {
    case empty
    case tooLong(bytes: Int)
    /// C text ends at a zero, so it would be cut there.
    case zeroCharacter
}

extension QRMatrix.Correction {
    fileprivate var level: QRecLevel {
        switch self {
        case .low: QR_ECLEVEL_L
        case .medium: QR_ECLEVEL_M
        case .quartile: QR_ECLEVEL_Q
        case .high: QR_ECLEVEL_H
        }
    }
}
