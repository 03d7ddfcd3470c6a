import Foundation
import QRCode
import Testing

/// What we draw, an independent reader reads: `zbarimg` of Debian's zbar-tools, on pictures made from each form.
@Suite struct ScanTests {
    static let texts = [
        "http://192.168.1.20:8080/claim#7K2M-9XQD",
        "HTTPS://STAGEBOX.LOCAL/T/3J5NLWQGZ7A2Y6RC4XKD",
        "0123456789",
        "Straße, café: 100 % – 日本",
        String(repeating: "A long invitation with & and = and #. ", count: 20),
    ]

    @Test(arguments: texts, QRMatrix.Correction.allCases)
    func anIndependentReaderReadsTheRows(text: String, correction: QRMatrix.Correction) throws {
        let matrix = try QRMatrix(encoding: text, correction: correction)
        #expect(try scan(matrix.rows) == text)
    }

    @Test(arguments: texts)
    func anIndependentReaderReadsThePathAndTheTerminal(text: String) throws {
        let matrix = try QRMatrix(encoding: text, correction: .medium)
        #expect(try scan(try painted(matrix.svgPath(), side: matrix.side)) == text)
        let light = modules(ofTerminal: matrix.terminalLines(quietZone: 2), width: matrix.side + 4)
        #expect(try scan(light.map { String($0.map { $0 ? "0" : "1" }) }) == text)
    }

    /// Paints rows of modules, six pixels each with a quiet zone, as a portable greymap, and has it read.
    private func scan(_ rows: [String]) throws -> String {
        let scale = 6
        let margin = 4
        let side = (rows.count + 2 * margin) * scale
        var picture = Data("P5 \(side) \(side) 255\n".utf8)
        let blank = [UInt8](repeating: 255, count: side)
        let edge = [UInt8](repeating: 255, count: margin * scale)
        for _ in 0..<margin * scale { picture.append(contentsOf: blank) }
        for row in rows {
            let modules = row.flatMap { [UInt8](repeating: $0 == "1" ? 0 : 255, count: scale) }
            let line = edge + modules + edge
            for _ in 0..<scale { picture.append(contentsOf: line) }
        }
        for _ in 0..<margin * scale { picture.append(contentsOf: blank) }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("qr-\(UUID().uuidString).pgm")
        try picture.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try run("zbarimg", ["--raw", "--quiet", "--oneshot", "-Sdisable", "-Sqrcode.enable", file.path])
    }

    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let read = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "zbarimg (package zbar-tools) read nothing")
        return String(decoding: read, as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
