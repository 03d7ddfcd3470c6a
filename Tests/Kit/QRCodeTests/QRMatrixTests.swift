import QRCode
import Testing

@Suite struct QRMatrixTests {
    /// ISO/IEC 18004 table 7: the last length of a version and the first of the next.
    static let versions: [(QRMatrix.Correction, Int, Int)] = [
        (.low, 17, 21), (.low, 18, 25), (.medium, 14, 21), (.medium, 15, 25), (.quartile, 11, 21),
        (.quartile, 12, 25), (.high, 7, 21), (.high, 8, 25), (.low, 2953, 177), (.medium, 2331, 177),
        (.quartile, 1663, 177), (.high, 1273, 177),
    ]

    @Test(arguments: versions)
    func theSmallestVersionThatHoldsTheBytesIsTaken(correction: QRMatrix.Correction, bytes: Int, side: Int) throws {
        let matrix = try QRMatrix(encoding: String(repeating: "x", count: bytes), correction: correction)
        #expect(matrix.side == side)
        #expect(matrix.rows.count == side)
        #expect(matrix.rows.allSatisfy { $0.utf8.count == side && $0.allSatisfy { "01".contains($0) } })
    }

    static let dense: [(String, Int, Int)] = [
        ("A", 25, 21), ("A", 26, 25), ("7", 41, 21), ("7", 42, 25),
        ("A", 4296, 177), ("7", 7089, 177),
    ]

    @Test(arguments: dense)
    func upperCaseAndDigitsAreDenser(character: String, count: Int, side: Int) throws {
        #expect(try QRMatrix(encoding: String(repeating: character, count: count), correction: .low).side == side)
    }

    static let tooLong: [(QRMatrix.Correction, String, Int)] = [
        (.low, "x", 2954), (.medium, "x", 2332), (.quartile, "x", 1664), (.high, "x", 1274), (.low, "A", 4297),
        (.low, "7", 7090), (.low, "x", 1_000_000),
    ]

    @Test(arguments: tooLong)
    func textThatDoesNotFitIsRefused(correction: QRMatrix.Correction, character: String, count: Int) {
        #expect(throws: QRFailure.tooLong(bytes: count)) {
            try QRMatrix(encoding: String(repeating: character, count: count), correction: correction)
        }
    }

    @Test func textThatWouldBeCutIsRefused() {
        #expect(throws: QRFailure.empty) { try QRMatrix(encoding: "", correction: .low) }
        #expect(throws: QRFailure.zeroCharacter) { try QRMatrix(encoding: "one\0two", correction: .low) }
    }

    @Test(arguments: [1, 50, 300, 1200])
    func theThreeFinderPatternsAndTheTimingPatternAreInPlace(bytes: Int) throws {
        let matrix = try QRMatrix(encoding: String(repeating: "x", count: bytes), correction: .medium)
        let far = matrix.side - 7
        for (top, left) in [(0, 0), (0, far), (far, 0)] {
            for row in 0..<7 {
                for column in 0..<7 {
                    let ring = max(abs(row - 3), abs(column - 3))
                    #expect(matrix[top + row, left + column] == (ring != 2))
                }
            }
        }
        for index in 8..<matrix.side - 8 {
            #expect(matrix[6, index] == index.isMultiple(of: 2))
            #expect(matrix[index, 6] == index.isMultiple(of: 2))
        }
        #expect(matrix[matrix.side - 8, 8], "the dark module")
    }

    @Test(arguments: zip(QRMatrix.Correction.allCases, [0b01, 0b00, 0b11, 0b10]))
    func theFormatTellsTheCorrectionTwice(correction: QRMatrix.Correction, code: Int) throws {
        let matrix = try QRMatrix(encoding: "HTTPS://STAGEBOX.LOCAL/", correction: correction)
        let side = matrix.side
        let beside = (0..<6).map { (8, $0) } + [(8, 7), (8, 8), (7, 8)] + (0..<6).reversed().map { ($0, 8) }
        let apart = (1...7).map { (side - $0, 8) } + (1...8).reversed().map { (8, side - $0) }
        for places in [beside, apart] {
            let bits = places.reduce(0) { $0 << 1 | (matrix[$1.0, $1.1] ? 1 : 0) } ^ 0b101_0100_0001_0010
            #expect(bits >> 13 == code)
            #expect(remainder(bits) == 0, "the format's own check bits")
        }
    }

    @Test func theSameTextGivesTheSameCodeAndAnotherTextAnother() throws {
        let one = try QRMatrix(encoding: "one", correction: .high)
        #expect(try QRMatrix(encoding: "one", correction: .high) == one)
        #expect(try QRMatrix(encoding: "two", correction: .high) != one)
    }

    @Test func rowsTellTheModules() throws {
        let matrix = try QRMatrix(encoding: "rows", correction: .low)
        for (row, text) in matrix.rows.enumerated() {
            for (column, module) in text.enumerated() { #expect(matrix[row, column] == (module == "1")) }
        }
    }

    @Test func theSVGPathPaintsTheDarkModulesAndNoOthers() throws {
        let matrix = try QRMatrix(encoding: "A path of rectangles", correction: .quartile)
        #expect(try painted(matrix.svgPath(), side: matrix.side) == matrix.rows)
    }

    @Test(arguments: [0, 1, 2, 4])
    func terminalLinesShowLightModulesWithTheirQuietZone(quietZone: Int) throws {
        let matrix = try QRMatrix(encoding: "terminal", correction: .low)
        let lines = matrix.terminalLines(quietZone: quietZone)
        let width = matrix.side + 2 * quietZone
        #expect(lines.count == (width + 1) / 2)
        #expect(lines.allSatisfy { $0.count == width })
        let light = modules(ofTerminal: lines, width: width)
        for row in 0..<width {
            for column in 0..<width {
                let inside = (quietZone..<quietZone + matrix.side)
                let isDark =
                    inside.contains(row) && inside.contains(column)
                    && matrix[row - quietZone, column - quietZone]
                #expect(light[row][column] == !isDark)
            }
        }
    }

    /// The remainder of 15 bits by the generator of the BCH code of formats.
    private func remainder(_ bits: Int) -> Int {
        var rest = bits
        for shift in stride(from: 4, through: 0, by: -1) where rest >> (shift + 10) & 1 == 1 {
            rest ^= 0b101_0011_0111 << shift
        }
        return rest
    }
}
