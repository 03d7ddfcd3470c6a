import Testing

@testable import WebEdge

@Suite struct ByteRangeTests {
    private func meaning(_ header: String?, of bytes: Int64 = 10_000) -> ByteRange.Meaning {
        ByteRange.meaning(of: header, fileBytes: bytes)
    }

    /// The examples of RFC 9110 section 14.1.2 and their edges.
    @Test func rangesAreReadToTheLetter() {
        #expect(meaning("bytes=0-499") == .part(first: 0, last: 499))
        #expect(meaning("bytes=500-999") == .part(first: 500, last: 999))
        #expect(meaning("bytes=-500") == .part(first: 9500, last: 9999))
        #expect(meaning("bytes=9500-") == .part(first: 9500, last: 9999))
        #expect(meaning("bytes=0-0") == .part(first: 0, last: 0))
        #expect(meaning("bytes=-1") == .part(first: 9999, last: 9999))
        #expect(meaning("bytes=9999-20000") == .part(first: 9999, last: 9999))
        #expect(meaning("bytes=-20000") == .part(first: 0, last: 9999))
        #expect(meaning("BYTES=1-2") == .part(first: 1, last: 2))
        #expect(meaning("bytes= 1-2 ") == .part(first: 1, last: 2))
    }

    @Test func rangesOutsideOfTheFileAreUnsatisfiable() {
        #expect(meaning("bytes=10000-") == .unsatisfiable)
        #expect(meaning("bytes=10000-10001") == .unsatisfiable)
        #expect(meaning("bytes=-0") == .unsatisfiable)
        #expect(meaning("bytes=99999999999999999999999-") == .unsatisfiable)
        #expect(meaning("bytes=0-", of: 0) == .unsatisfiable)
    }

    @Test(arguments: [
        nil, "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=1-2,4-5", "bytes=,", "items=0-1",
        "bytes=+1-2",
        "bytes=1--2", "bytes=--1", "bytes=1 2-3", "bytes=0x1-2", "bytes=١-٢", "bytes:0-1", "bytes =0-1",
    ])
    func whatIsNoSingleRangeIsIgnored(_ header: String?) {
        #expect(meaning(header) == .whole)
    }

    @Test func theLastBytesOfAnEmptyFileAreTheWholeOfIt() {
        #expect(meaning("bytes=-5", of: 0) == .whole)
    }

    @Test func aHeaderMayHave200Bytes() {
        let digits = String(repeating: "0", count: 200 - "bytes=-1".utf8.count)
        #expect(meaning("bytes=\(digits)1-") == .part(first: 1, last: 9999))
        #expect(meaning("bytes=0\(digits)1-") == .whole)
    }

    @Test func noRandomHeaderReachesOutsideOfTheFile() {
        let seed: UInt64 = 99
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let parts = ["bytes=", "-", "0", "9", "1", "99999999999999999999", ",", " ", "bytes", "=", "\t"]
        for _ in 0..<20_000 {
            let size = Int64([0, 1, 2, 100, Int.max].randomElement(using: &random) ?? 0)
            let text =
                "bytes="
                + (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    parts.randomElement(using: &random) ?? ""
                }.joined()
            if case .part(let first, let last) = ByteRange.meaning(of: text, fileBytes: size) {
                #expect(0 <= first && first <= last && last < size, "\(text) of \(size)")
            }
        }
    }

    @Test func conditionsKnowListsWeakTagsAndStars() {
        for header in ["\"a\"", "W/\"a\"", "\"x\", \"a\"", "\"x\",W/\"a\"", "*", " \"a\" "] {
            #expect(Conditions.noneMatch(header, tag: "a"), "\(header)")
        }
        for header in ["a", "\"A\"", "\"ab\"", "w/\"a\"", "", "\"x\"", "'a'"] {
            #expect(!Conditions.noneMatch(header, tag: "a"), "\(header)")
        }
        #expect(!Conditions.noneMatch(nil, tag: "a"))
        #expect(Conditions.rangeHolds(nil, tag: "a"))
        #expect(Conditions.rangeHolds("\"a\"", tag: "a"))
        #expect(!Conditions.rangeHolds("W/\"a\"", tag: "a"), "a weak tag promises no equal bytes")
        #expect(!Conditions.rangeHolds("\"b\"", tag: "a"))
        #expect(!Conditions.rangeHolds("Sat, 29 Oct 1994 19:43:31 GMT", tag: "a"))
    }
}
