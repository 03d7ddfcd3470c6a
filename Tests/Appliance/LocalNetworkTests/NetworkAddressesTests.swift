import Foundation
import Testing

@testable import LocalNetwork

/// A card that is up, with addresses such as `192.168.1.20` or `10.0.0.7/8`; /24 and /64 unless said otherwise.
func link(_ name: String, _ index: Int, flags: UInt32? = nil, _ addresses: String...) -> NetworkLink {
    NetworkLink(
        name: name, index: index, flags: flags ?? UInt32(IFF_UP | IFF_RUNNING | IFF_MULTICAST | IFF_BROADCAST),
        addresses: addresses.map(address))
}

func address(_ text: String) -> NetworkAddress {
    let parts = text.split(separator: "/").map(String.init)
    let isIPv6 = text.contains(":")
    var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
    #expect(inet_pton(isIPv6 ? AF_INET6 : AF_INET, parts[0], &bytes) == 1, "\(text) is no address")
    return NetworkAddress(
        text: parts[0], bytes: bytes, prefixBits: parts.count > 1 ? Int(parts[1]) ?? -1 : isIPv6 ? 64 : 24)
}

@Suite struct NetworkAddressesTests {
    private func chosen(_ links: NetworkLink...) -> [String] {
        NetworkAddresses.choose(from: links).map { "\($0.name) \($0.addresses.map(\.text).joined(separator: " "))" }
    }

    @Test func cardsWithAnAddressAreUsedInTheOrderOfTheKernel() {
        #expect(
            chosen(link("wlan0", 3, "10.0.0.7"), link("eth0", 2, "192.168.1.20"), link("eth1", 4))
                == ["eth0 192.168.1.20", "wlan0 10.0.0.7"])
    }

    @Test(arguments: [
        "docker0", "docker_gwbridge", "veth12ab", "br-90fe", "virbr0", "lxcbr0", "lxdbr0", "incusbr0", "podman1",
        "cni0", "vnet3",
    ])
    func interfacesOfContainersAreLeftOut(name: String) {
        #expect(chosen(link(name, 5, "172.17.0.1")) == [])
    }

    @Test(arguments: ["eth0", "enp3s0", "wlp2s0", "br0", "bond0", "usb0", "eth0.5", "v-box"])
    func otherInterfacesAreUsed(name: String) {
        #expect(chosen(link(name, 5, "172.17.0.1")) == ["\(name) 172.17.0.1"])
    }

    @Test func whatIsDownUnpluggedOrNoNetworkIsLeftOut() {
        let (up, running, many) = (UInt32(IFF_UP), UInt32(IFF_RUNNING), UInt32(IFF_MULTICAST))
        #expect(chosen(link("eth0", 2, flags: up | running | many, "10.0.0.1")).count == 1)
        for flags in [
            running | many, up | many, up | running, up | running | many | UInt32(IFF_LOOPBACK),
            up | running | many | UInt32(IFF_POINTOPOINT),
        ] {
            #expect(chosen(link("eth0", 2, flags: flags, "10.0.0.1")) == [])
        }
    }

    @Test func addressesStandInTheOrderInWhichToTryThem() {
        #expect(
            chosen(link("eth0", 2, "2001:db8::5", "169.254.7.7/16", "fe80::1", "8.8.4.4", "fd00::5", "192.168.1.20"))
                == ["eth0 192.168.1.20 8.8.4.4 169.254.7.7 fd00::5 2001:db8::5"])
        #expect(chosen(link("eth0", 2, "fe80::1")) == [])
    }

    static let kinds: [(String, Bool, Bool)] = [
        ("9.255.255.255", false, false), ("10.0.0.0", true, false), ("10.255.255.255", true, false),
        ("11.0.0.0", false, false), ("172.15.255.255", false, false), ("172.16.0.0", true, false),
        ("172.31.255.255", true, false), ("172.32.0.0", false, false), ("192.167.255.255", false, false),
        ("192.168.0.0", true, false), ("192.168.255.255", true, false), ("192.169.0.0", false, false),
        ("169.253.255.255", false, false), ("169.254.0.0", false, true), ("169.254.255.255", false, true),
        ("169.255.0.0", false, false), ("fbff::1", false, false), ("fc00::1", true, false), ("fdff::1", true, false),
        ("fe00::1", false, false), ("fe7f::1", false, false), ("fe80::1", false, true), ("febf::1", false, true),
        ("fec0::1", false, false),
    ]

    @Test(arguments: kinds)
    func networksOfOnesOwnEndWhereTheyEnd(text: String, isPrivate: Bool, isLinkLocal: Bool) {
        #expect(address(text).isPrivate == isPrivate)
        #expect(address(text).isLinkLocal == isLinkLocal)
    }

    @Test func aNetworkIsTheLeadingBits() {
        #expect(address("192.168.1.20/24").network == [192, 168, 1, 0])
        #expect(address("192.168.1.20/32").network == [192, 168, 1, 20])
        #expect(address("192.168.1.20/0").network == [0, 0, 0, 0])
        #expect(address("10.255.255.255/9").network == [10, 128, 0, 0])
        #expect(address("10.255.255.255/15").network == [10, 254, 0, 0])
    }

    @Test func everyInterfaceAnswersWithItsOwnAddresses() {
        let answers = NetworkAddresses.answers([
            link("eth0", 2, "192.168.1.20"), link("wlan0", 3, "10.0.0.7", "fd00::7"),
        ])
        #expect(answers.map(\.interface) == [2, 3])
        #expect(answers.map(\.addresses) == [["192.168.1.20"], ["10.0.0.7", "fd00::7"]])
    }

    @Test func interfacesInOneNetworkAnswerWithTheAddressesOfBoth() {
        let answers = NetworkAddresses.answers([
            link("eth0", 2, "192.168.1.20", "fd00::20"), link("wlan0", 3, "192.168.1.30"), link("eth1", 4, "10.0.0.7"),
        ])
        let both = ["192.168.1.20", "192.168.1.30", "fd00::20"]
        #expect(answers.map(\.addresses) == [both, both, ["10.0.0.7"]])
    }

    @Test func noMoreIsAnnouncedThanTheDaemonTakes() {
        func cards(_ count: Int) -> [NetworkLink] {
            NetworkAddresses.choose(
                from: (1...count).map { number in
                    NetworkLink(
                        name: "eth\(number)", index: number, flags: link("", 0).flags,
                        addresses: (1...9).map { address("10.0.\(number).\($0)") })
                })
        }
        #expect(cards(8).count == 8)
        #expect(cards(9) == cards(8))
        for count in 1...8 {
            let answers = NetworkAddresses.answers(cards(count))
            #expect(answers.allSatisfy { $0.addresses.count == min(9, 32 / count) })
            #expect(answers.map(\.addresses.count).reduce(0, +) <= 32)
        }
    }

    @Test func theKernelIsAskedForReal() throws {
        let loopback = try #require(NetworkAddresses.all().first { $0.flags & UInt32(IFF_LOOPBACK) != 0 })
        let own = try #require(loopback.addresses.first { $0.text == "127.0.0.1" })
        #expect(own.bytes == [127, 0, 0, 1])
        #expect(own.prefixBits == 8)
        #expect(loopback.index == Int(if_nametoindex(loopback.name)))
        #expect(try !NetworkAddresses.usable().contains { $0.name == loopback.name })
    }

    // MARK: Addresses that pass

    private static func line(_ flags: String, _ digits: String = "20010db8000000000000000000000005") -> String {
        "\(digits) 02 40 00 \(flags)     eth0\n"
    }

    @Test(arguments: [
        ("80", false), ("00", false), ("01", true), ("08", true), ("20", true), ("40", true), ("a1", true),
    ])
    func anAddressThatPassesIsKnownByItsFlags(flags: String, isPassing: Bool) {
        let found = PassingAddresses.parse(Self.line(flags))
        #expect(found == (isPassing ? [address("2001:db8::5").bytes] : []))
    }

    @Test func whatIsNoLineOfTheKernelSaysNothing() {
        let text =
            "\n \nabc\n" + Self.line("01", "20010db8") + Self.line("01", String(repeating: "g", count: 32))
            + Self.line("01", String(repeating: "é", count: 16)) + Self.line("zz") + Self.line("fffffffff")
        #expect(PassingAddresses.parse(text) == [])
        #expect(PassingAddresses.parse(text + Self.line("01")).count == 1)
    }

    @Test func noBytesBreakTheReader() {
        var random = SeededGenerator(for: "lines of if_inet6")
        let whole = Array((Self.line("80") + Self.line("01") + Self.line("a0")).utf8)
        for _ in 0..<2000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                if Bool.random(using: &random) {
                    bytes[place] = UInt8.random(in: 0...255, using: &random)
                } else {
                    bytes.remove(at: place)
                }
            }
            let found = PassingAddresses.parse(String(decoding: bytes, as: UTF8.self))
            #expect(found.allSatisfy { $0.count == 16 })
        }
    }
}
