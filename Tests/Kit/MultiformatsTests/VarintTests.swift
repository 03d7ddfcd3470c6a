import Multiformats
import Testing

@Suite struct VarintTests {
    static let forms: [(UInt64, [UInt8])] = [
        (0, [0x00]), (1, [0x01]), (127, [0x7f]), (128, [0x80, 0x01]), (255, [0xff, 0x01]), (300, [0xac, 0x02]),
        (16384, [0x80, 0x80, 0x01]),
        (UInt64(1) << 63 - 1, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
    ]

    @Test(arguments: forms)
    func numbersHaveTheFormOfTheSpecification(value: UInt64, form: [UInt8]) throws {
        #expect(Varint.encode(value) == form)
        var rest = form[...]
        #expect(try Varint.decode(&rest) == value)
        #expect(rest.isEmpty)
    }

    @Test func readingMovesPastOneNumberOnly() throws {
        var rest: ArraySlice<UInt8> = [0x80, 0x01, 0x05, 0xff]
        #expect(try Varint.decode(&rest) == 128)
        #expect(try Varint.decode(&rest) == 5)
        #expect(rest == [0xff])
    }

    static let refused: [([UInt8], DecodingFailure.Reason, Int)] = [
        ([], .truncated, 0),
        ([0x80], .truncated, 1),
        ([0xff, 0xff], .truncated, 2),
        ([0x80, 0x00], .notMinimal, 1),
        ([0x81, 0x80, 0x00], .notMinimal, 2),
        ([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], .tooLong, 9),
        ([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], .tooLong, 9),
    ]

    @Test(arguments: refused)
    func otherFormsAreRefusedAndNothingIsRead(form: [UInt8], reason: DecodingFailure.Reason, offset: Int) {
        var rest = form[...]
        #expect(throws: DecodingFailure(reason, at: offset)) { try Varint.decode(&rest) }
        #expect(rest == form[...])
    }
}
