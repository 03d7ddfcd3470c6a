import Multiformats
import Testing

/// Whatever comes: a refusal that points into the input, or a value whose one form was the input.
@Suite struct DecoderFuzzTests {
    private static let rounds = 20_000

    @Test func varintsSurviveAnything() {
        var random = SeededGenerator(for: "varint fuzz")
        for _ in 0..<Self.rounds {
            let input = input(like: Varint.encode(random.next() >> UInt64.random(in: 1...63, using: &random)), &random)
            var rest = input[...]
            do {
                let value = try Varint.decode(&rest)
                #expect(Varint.encode(value) == Array(input.dropLast(rest.count)))
            } catch {
                expectInside(error, input.count)
                #expect(rest == input[...])
            }
        }
    }

    @Test func base32SurvivesAnything() {
        var random = SeededGenerator(for: "base 32 fuzz")
        for _ in 0..<Self.rounds {
            let valid = Base32.encode(random.bytes(Int.random(in: 0...50, using: &random)))
            let input = input(like: Array(valid.utf8), &random)
            do {
                #expect(Array(Base32.encode(try Base32.decode(input)).utf8) == input)
            } catch {
                expectInside(error, input.count)
            }
        }
    }

    @Test func multihashesSurviveAnything() {
        var random = SeededGenerator(for: "multihash fuzz")
        for _ in 0..<Self.rounds {
            let input = input(like: Multihash(digest: random.bytes(32)).bytes, &random)
            do {
                #expect(try Multihash(bytes: input[...]).bytes == input)
            } catch {
                expectInside(error, input.count)
            }
        }
    }

    @Test func binaryCIDsSurviveAnything() {
        var random = SeededGenerator(for: "CID bytes fuzz")
        for _ in 0..<Self.rounds {
            let input = input(like: cid(&random).bytes, &random)
            do {
                #expect(try CID(bytes: input).bytes == input)
            } catch {
                expectInside(error, input.count)
            }
        }
    }

    @Test func textualCIDsSurviveAnything() {
        var random = SeededGenerator(for: "CID text fuzz")
        for _ in 0..<Self.rounds {
            let bytes = input(like: Array(cid(&random).description.utf8), &random)
            let text = String(decoding: bytes, as: UTF8.self)
            do {
                #expect(try CID(string: text).description == text)
            } catch {
                expectInside(error, text.utf8.count)
            }
        }
    }

    /// A quarter valid, a quarter noise, half injured.
    private func input(like valid: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: valid
        case 1: random.bytes(Int.random(in: 0...200, using: &random))
        default: random.injure(valid)
        }
    }

    private func cid(_ random: inout SeededGenerator) -> CID {
        CID(codec: Bool.random(using: &random) ? .raw : .dagPB, digest: random.bytes(32))
    }

    private func expectInside(_ failure: DecodingFailure, _ count: Int) {
        #expect((0...count).contains(failure.offset), "\(failure) in \(count)")
    }
}
