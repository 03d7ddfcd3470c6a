import Foundation
import QRCode
import StageModel
import Testing

@testable import Ticketing

/// Ticket codes: what the box wrote is read, everything else is unknown and never an error.
struct CodeTests {
    private let codes = TicketCodes(key: SecretKey(bytes: Array(repeating: 3, count: 32)).subkey("ticket-code"))

    @Test func aCodeIsReadAsItWasWritten() {
        for (serial, generation) in [(Int64(0), 1), (1, 255), (Int64.max, 7), (0x0123_4567_89ab_cdef, 1)] {
            let code = codes.code(serial: serial, generation: generation)
            #expect(code.count == 42)
            #expect(codes.read(code) == .code(serial: serial, generation: generation))
            #expect(codes.read(code.lowercased()) == .code(serial: serial, generation: generation))
            #expect(codes.read("  \(code)\r\n") == .code(serial: serial, generation: generation))
        }
    }

    @Test func aCodeFitsTheSmallQRCodeOfVersionThree() throws {
        let code = codes.code(serial: .max, generation: 1)
        #expect(code.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) })
        #expect(try QRMatrix(encoding: code, correction: .medium).side == 29)
    }

    @Test func everyChangedCharacterMakesACodeUnknown() {
        let code = Array(codes.code(serial: 42, generation: 1))
        for index in code.indices {
            var changed = code
            changed[index] = changed[index] == "7" ? "8" : "7"
            #expect(codes.read(String(changed)) == .unknown, "character \(index)")
        }
        #expect(codes.read(String(code.dropLast())) == .unknown)
        #expect(codes.read(String(code) + "0") == .unknown)
    }

    @Test func aCodeOfAnotherBoxIsUnknown() {
        let other = TicketCodes(key: SecretKey(bytes: Array(repeating: 4, count: 32)).subkey("ticket-code"))
        #expect(codes.read(other.code(serial: 42, generation: 1)) == .unknown)
    }

    @Test func tenCharactersAreANumberHoweverTheyAreTyped() {
        #expect(codes.read("abcdefghjk") == .number("abcdefghjk"))
        #expect(codes.read("ABCDE-FGHJK") == .number("abcdefghjk"))
        #expect(codes.read(" oIl23 45678 ") == .number("0112345678"))
        #expect(codes.read("abcdefghj") == .unknown)
        #expect(codes.read("abcdefghjku") == .unknown)
        #expect(codes.read("abcdefghju") == .unknown)
    }

    @Test func garbageOfAnyKindIsUnknown() {
        let seed: UInt64 = 20_300
        var generator = SplitMix(state: seed)
        let alphabet = Array("0123456789abcdefghijklmnopqrstuvwxyzABCXYZ-_ .:/%é€😀\u{0}\n")
        for _ in 0..<3000 {
            let length = Int.random(in: 0...90, using: &generator)
            let text = String((0..<length).map { _ in alphabet.randomElement(using: &generator) ?? "0" })
            if case .code = codes.read(text) { Issue.record("seed \(seed): \(text) was taken for a ticket") }
        }
        #expect(codes.read("") == .unknown)
        #expect(codes.read(String(repeating: "0", count: 201)) == .unknown)
        #expect(codes.read("https://example.org/ticket/1") == .unknown)
    }

    @Test func namesAreFoundWithoutAccentsAndCapitals() {
        #expect(TicketRules.folded("Özlem  ÅNGSTRÖM") == "ozlem angstrom")
        #expect(TicketRules.folded("ЖАННА") == "жанна")
        #expect(TicketRules.folded("") == "")
    }
}
