import Testing

@testable import LocalCA

/// What the root may vouch for: the last address inside each block and the first outside, and names.
@Suite struct BoundsTests {
    @Test(arguments: [
        ("9.255.255.255", false), ("10.0.0.0", true), ("10.255.255.255", true), ("11.0.0.0", false),
        ("172.15.255.255", false), ("172.16.0.0", true), ("172.31.255.255", true), ("172.32.0.0", false),
        ("192.167.255.255", false), ("192.168.0.0", true), ("192.168.255.255", true), ("192.169.0.0", false),
        ("169.253.255.255", false), ("169.254.0.0", true), ("169.254.255.255", true), ("169.255.0.0", false),
        ("126.255.255.255", false), ("127.0.0.1", true), ("127.255.255.255", true), ("128.0.0.0", false),
        ("8.8.8.8", false), ("0.0.0.0", false), ("255.255.255.255", false), ("100.64.0.1", false),
        ("fbff:ffff::1", false), ("fc00::", true), ("fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true),
        ("fe00::", false), ("fe7f:ffff::", false), ("fe80::1", true), ("febf:ffff::1", true), ("fec0::", false),
        ("::", false), ("::1", true), ("::2", false), ("2001:db8::1", false), ("::ffff:8.8.8.8", false),
        ("::ffff:10.0.0.1", true),
    ])
    func onlyAddressesOfLocalNetworksArePermitted(text: String, isPermitted: Bool) throws {
        let address = try #require(Address(text))
        #expect(LANBounds.permits(address) == isPermitted)
    }

    @Test(arguments: [
        ("192.168.1.5", "192.168.1.5"), ("FE80::1%eth0", "fe80::1"), ("::ffff:192.168.1.5", "192.168.1.5"),
        ("fd00:0:0:0:0:0:0:1", "fd00::1"), ("::1", "::1"),
    ])
    func addressesHaveOneForm(text: String, form: String) throws {
        #expect(try #require(Address(text)).description == form)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.4 ", "01.2.3.4x", "10.0.0.1%eth0", "10.0.0.1/8",
        "fe80::1/64",
        ":::", "fe80:::1", "g::1", "stagebox.local", "10.0.0.1\0", "::1\0", "%", "%eth0", "12345::",
        String(repeating: ":", count: 1000),
    ])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(Address(text) == nil)
        #expect(throws: NameRefusal.notAnAddress(text)) {
            try LeafNames(names: ["stagebox.local"], addresses: [text])
        }
    }

    @Test(arguments: [
        "stagebox.local", "a.local", "my-box.stage.local", "localhost", "x.localhost", "1.local", "xn--mller-kva.local",
        String(repeating: "a", count: 63) + ".local",
    ])
    func localNamesArePermitted(name: String) throws {
        #expect(try LeafNames(names: [name], addresses: []).names == [name])
    }

    @Test(arguments: [
        "example.com", "local", "stagebox", "notlocal", "stagebox.notlocal", "local.example.com", "stagebox.local.com",
        "stagebox.lan", "mylocalhost",
    ])
    func namesOfOthersAreRefused(name: String) {
        #expect(throws: NameRefusal.outside(name)) { try LeafNames(names: [name], addresses: ["10.0.0.1"]) }
    }

    @Test(arguments: [
        "", ".", ".local", "stagebox..local", "*.local", "-a.local", "a-.local", "a_b.local", "müller.local",
        "stage box.local", "stagebox.local..", "\u{212a}.local", "a.local\0.com", "stagebox.local\n", "💃.local",
        String(repeating: "a", count: 64) + ".local",
    ])
    func whatBrowsersCannotAskForIsRefused(name: String) {
        #expect(throws: NameRefusal.notAName(name)) { try LeafNames(names: [name], addresses: ["10.0.0.1"]) }
    }

    @Test func aNameHas253CharactersAndNoMore() throws {
        let long = String(repeating: "a.", count: 123) + "x.local"
        #expect(long.count == 253)
        #expect(try LeafNames(names: [long], addresses: []).names == [long])
        #expect(throws: NameRefusal.notAName("b" + long)) { try LeafNames(names: ["b" + long], addresses: []) }
    }

    @Test func namesAndAddressesAreCarriedOnce() throws {
        let wanted = try LeafNames(
            names: ["Stagebox.LOCAL.", "stagebox.local", "attic.local"],
            addresses: ["192.168.1.5", "::ffff:192.168.1.5", "fe80::1%eth0", "fe80::1%wlan0"])
        #expect(wanted.names == ["stagebox.local", "attic.local"])
        #expect(wanted.addresses == ["192.168.1.5", "fe80::1"])
        #expect(wanted.leftOut == [])
    }

    @Test func publicAddressesAreLeftOutAndReported() throws {
        let wanted = try LeafNames(
            names: ["stagebox.local"], addresses: ["8.8.8.8", "192.168.1.5", "2001:db8:0::1", "8.8.8.8"])
        #expect(wanted.addresses == ["192.168.1.5"])
        #expect(wanted.leftOut == ["8.8.8.8", "2001:db8::1"])
    }

    @Test func nothingToVouchForIsRefused() {
        #expect(throws: NameRefusal.nothing) { try LeafNames(names: [], addresses: ["8.8.8.8"]) }
        #expect(throws: NameRefusal.nothing) { try LeafNames(names: [], addresses: []) }
    }

    @Test func thereAreAtMost64NamesAndAsManyAddresses() throws {
        let names = (0..<65).map { "a\($0).local" }
        let addresses = (0..<65).map { "10.0.0.\($0)" }
        let full = try LeafNames(names: Array(names.prefix(64)), addresses: Array(addresses.prefix(64)))
        #expect(full.names.count == 64 && full.addresses.count == 64)
        #expect(throws: NameRefusal.tooMany) { try LeafNames(names: names, addresses: []) }
        #expect(throws: NameRefusal.tooMany) { try LeafNames(names: ["a.local"], addresses: addresses) }
    }

    @Test func everyRefusalSaysWhatToDo() {
        let refusals: [NameRefusal] = [
            .notAName("a b\n"), .outside("example.com"), .notAnAddress("x"), .nothing, .tooMany,
        ]
        for refusal in refusals { expectSentence(refusal.sentence) }
        #expect(NameRefusal.notAName("a b\n\u{1b}").sentence.contains("\u{201c}a b  \u{201d}"))
        #expect(NameRefusal.outside(String(repeating: "x", count: 5000)).sentence.count < 300)
    }
}

/// Begins with a capital or a path, ends with a full stop, is one line and does not shout.
func expectSentence(_ sentence: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(sentence.hasSuffix("."), sourceLocation: sourceLocation)
    #expect(!sentence.contains("\n") && !sentence.contains("!"), sourceLocation: sourceLocation)
    #expect(sentence.contains(". ") || sentence.count > 60, sourceLocation: sourceLocation)
}
