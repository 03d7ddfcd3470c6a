import Testing

@testable import WebEdge

@Suite struct HostRulesTests {
    private let rules = HostRules(names: ["stagebox.local", "Venue.Example"])

    @Test(arguments: [
        "127.0.0.1", "192.168.1.20:8080", "[::1]", "[fe80::1]:8443", "localhost", "LOCALHOST:1", "stagebox.local",
        "StageBox.LOCAL:8443", "venue.example", "stagebox.local.",
    ])
    func theBoxAnswersUnderItsOwnNames(_ authority: String) {
        #expect(rules.allows(authority))
    }

    @Test(arguments: [
        "", "evil.example", "stagebox.local.evil.example", "127.0.0.1.evil.example", "localhost@evil.example",
        "evil.example#stagebox.local", "localhost:80:80", "localhost:123456", "localhost:x", "[::1", "[::1]x",
        "[::1]:x",
        "[evil.example]", ":80", "127.1", "0x7f000001", "2130706433", "local host", "stagebox.local..", "::g",
    ])
    func everyOtherNameIsRefused(_ authority: String) {
        #expect(!rules.allows(authority))
    }

    @Test func aMissingNameIsRefused() {
        #expect(!rules.allows(nil))
    }

    @Test func anAuthorityMayHave260Bytes() {
        let name = String(repeating: "a", count: 260)
        #expect(HostRules(names: [name]).allows(name))
        #expect(!HostRules(names: [name + "a"]).allows(name + "a"))
    }

    @Test func anOriginIsOursWhenSchemeHostAndPortAre() {
        func isOurs(_ origin: String, _ authority: String, isSecure: Bool = false) -> Bool {
            HostRules.isSameOrigin(origin, authority: authority, isSecure: isSecure)
        }
        #expect(isOurs("http://stagebox.local:8080", "StageBox.local:8080"))
        #expect(isOurs("https://stagebox.local", "stagebox.local", isSecure: true))
        #expect(isOurs("https://stagebox.local", "stagebox.local"), "a proxy may end TLS before the box")
        #expect(!isOurs("http://stagebox.local", "stagebox.local", isSecure: true))
        for origin in [
            "null", "", "http://", "http:/stagebox.local", "http://stagebox.local/", "ftp://stagebox.local",
            "http://stagebox.local:8081", "http://evil@stagebox.local", "https//stagebox.local",
        ] {
            #expect(!isOurs(origin, "stagebox.local"), "\(origin)")
        }
        #expect(!HostRules.isSameOrigin("http://a", authority: nil, isSecure: false))
    }

    @Test func noRandomAuthorityPassesAsAName() {
        let seed: UInt64 = 77
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let parts = [
            "stagebox", ".local", "localhost", "127", ".0", ".1", "[", "]", ":", "::1", "@", "8", "/", "evil", ".", "%",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 1...6, using: &random)).map { _ in parts.randomElement(using: &random) ?? ""
            }
            .joined()
            guard rules.allows(text) else { continue }
            let host = HostRules.host(of: text) ?? ""
            let isNumber = host.utf8.allSatisfy { (48...58).contains($0) || (97...102).contains($0) || $0 == 46 }
            #expect(["localhost", "stagebox.local", "venue.example"].contains(host) || isNumber, "\(text)")
        }
    }
}
