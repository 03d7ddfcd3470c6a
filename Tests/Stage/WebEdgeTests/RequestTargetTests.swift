import Testing

@testable import WebEdge

@Suite struct RequestTargetTests {
    private func parsed(_ text: String) -> RequestTarget? { RequestTarget(text, limits: Limits()) }

    @Test func segmentsAndQueryAreDecoded() throws {
        let target = try #require(parsed("/api/caf%C3%A9/a+b?q=rock+%26%20roll&empty=&flag&q=last"))
        #expect(target.segments == ["api", "café", "a+b"])
        #expect(target.query == ["q": "last", "empty": "", "flag": ""])
        #expect(!target.endsWithSlash)
    }

    @Test func emptySegmentsAreNothing() throws {
        #expect(try #require(parsed("//a///b/")).segments == ["a", "b"])
        #expect(try #require(parsed("/")).segments == [])
        #expect(try #require(parsed("/a/")).endsWithSlash)
    }

    @Test(arguments: [
        "", "a", "*", "http://x/", "/a/../b", "/a/%2e%2e/b", "/a/%2E./b", "/./a", "/a%2Fb", "/a%5cb", "/a\\b", "/a%00b",
        "/%", "/%4", "/%4g", "/%ff", "/%c3%28", "/a#b", "/a?%", "/a?b=%f", "/a?b=%ff",
    ])
    func hostileTargetsAreRefused(_ text: String) {
        #expect(parsed(text) == nil)
    }

    @Test func aTargetMayHave8192Bytes() {
        #expect(parsed("/" + String(repeating: "a", count: 8191)) != nil)
        #expect(parsed("/" + String(repeating: "a", count: 8192)) == nil)
    }

    @Test func aQueryMayHave32Parameters() {
        let parameters = (1...33).map { "a\($0)=1" }
        #expect(parsed("/?" + parameters.prefix(32).joined(separator: "&"))?.query.count == 32)
        #expect(parsed("/?" + parameters.joined(separator: "&")) == nil)
    }

    @Test func noRandomTargetLeavesTheFolder() {
        let seed: UInt64 = 20_301
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let alphabet = [
            "/", "..", ".", "%2e", "%2F", "%5c", "%00", "\\", "a", "é", "%C3%A9", "%", "?", "&", "=", "+", "#", " ",
        ]
        for _ in 0..<20_000 {
            let text =
                "/"
                + (0..<Int.random(in: 0...12, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? ""
                }.joined()
            guard let target = parsed(text) else { continue }
            for segment in target.segments {
                #expect(!segment.isEmpty && segment != "." && segment != "..")
                #expect(!segment.contains("/") && !segment.contains("\\") && !segment.contains("\0"))
            }
        }
    }

    @Test func encodingAndDecodingAgree() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let text = String(decoding: (0..<20).map { _ in UInt8.random(in: 1...255, using: &random) }, as: UTF8.self)
            #expect(Percent.decode(Percent.encode(text)[...], plusIsSpace: false) == text)
        }
    }
}
