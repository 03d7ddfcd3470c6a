import Glibc

/// One network card, or what looks like one, with its addresses.
package struct NetworkLink: Sendable, Hashable {
    /// `eth0`.
    package let name: String
    /// As the kernel counts; a card that is pulled and put back gets another number.
    package let index: Int
    /// `IFF_UP`, `IFF_RUNNING`, `IFF_LOOPBACK` and so on, of netdevice(7).
    package let flags: UInt32
    package var addresses: [NetworkAddress]

    package init(name: String, index: Int, flags: UInt32, addresses: [NetworkAddress]) {
        (self.name, self.index, self.flags, self.addresses) = (name, index, flags, addresses)
    }
}

/// An address and the network it is in.
package struct NetworkAddress: Sendable, Hashable {
    /// `192.168.1.20` or `fd00::1`.
    package let text: String
    /// The 4 or 16 bytes of the address.
    package let bytes: [UInt8]
    /// How many leading bits of the address name the network.
    package let prefixBits: Int

    package init(text: String, bytes: [UInt8], prefixBits: Int) {
        (self.text, self.bytes, self.prefixBits) = (text, bytes, prefixBits)
    }

    package var isIPv6: Bool { bytes.count == 16 }

    /// RFC 1918 and RFC 4193: a network of one's own.
    package var isPrivate: Bool {
        if isIPv6 { return bytes[0] & 0xfe == 0xfc }
        return bytes[0] == 10 || bytes[0] == 172 && bytes[1] & 0xf0 == 16 || bytes[0] == 192 && bytes[1] == 168
    }

    /// RFC 3927 and RFC 4291: an address that a card gives itself.
    package var isLinkLocal: Bool {
        isIPv6 ? bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80 : bytes[0] == 169 && bytes[1] == 254
    }

    /// The network's part of the address, bit for bit, to compare.
    var network: [UInt8] {
        bytes.enumerated().map { place, byte in
            let bits = min(8, max(0, prefixBits - 8 * place))
            return byte & UInt8(truncatingIfNeeded: 0xff00 >> bits)
        }
    }
}

/// The addresses under which other devices reach this machine.
package enum NetworkAddresses {
    /// Interfaces of containers and virtual machines, by how their names begin: what is behind them is on this machine.
    static let virtual = ["docker", "veth", "br-", "virbr", "lxcbr", "lxdbr", "incusbr", "podman", "cni", "vnet"]

    /// What is announced on each interface must fit into the 32 entries that avahi-daemon takes in one group.
    static let maximumLinks = 8
    static let maximumAnswers = 32

    /// The interfaces of this machine that can be used now, with the addresses that can be used.
    ///
    /// - Throws: `SystemFailure`.
    package static func usable() throws(SystemFailure) -> [NetworkLink] { choose(from: try all()) }

    /// Chooses what other devices can reach: interfaces that are up, have their cable or their Wi-Fi, and can
    /// multicast; not the loopback, tunnels, or bridges of containers. Of IPv6, addresses that a card gives itself
    /// (`fe80::…`) are left out, because browsers cannot use them. The order is the kernel's, of eight at most; IPv4
    /// before IPv6, networks of one's own first.
    static func choose(from links: [NetworkLink]) -> [NetworkLink] {
        let needed = UInt32(IFF_UP | IFF_RUNNING | IFF_MULTICAST)
        let unwanted = UInt32(IFF_LOOPBACK | IFF_POINTOPOINT)
        return links.compactMap { link in
            guard link.flags & needed == needed, link.flags & unwanted == 0,
                !virtual.contains(where: { link.name.hasPrefix($0) })
            else { return nil }
            var link = link
            link.addresses = link.addresses.filter { !($0.isIPv6 && $0.isLinkLocal) }
                .sorted(by: stands)
            return link.addresses.isEmpty ? nil : link
        }.sorted { ($0.index, $0.name) < ($1.index, $1.name) }.prefix(maximumLinks).map { $0 }
    }

    private static func stands(_ one: NetworkAddress, before other: NetworkAddress) -> Bool {
        (rank(one), one.text) < (rank(other), other.text)
    }

    private static func rank(_ address: NetworkAddress) -> Int {
        (address.isIPv6 ? 4 : 0) + (address.isLinkLocal ? 2 : address.isPrivate ? 0 : 1)
    }

    /// Which addresses to give for a name on each interface, by the interface's number: its own. Where cable and Wi-Fi
    /// lead into the same network, both give the addresses of both: else each half of the daemon tells everybody to
    /// forget what the other half said (the cache-flush bit, RFC 6762 section 10.2), and the name flips between two
    /// addresses.
    ///
    /// - Parameter links: eight at most.
    static func answers(_ links: [NetworkLink]) -> [(interface: Int, addresses: [String])] {
        links.map { link in
            let networks = Set(link.addresses.map(\.network))
            let neighbours = links.filter { other in
                other.index != link.index && other.addresses.contains { networks.contains($0.network) }
            }
            let addresses = Set(([link] + neighbours).flatMap(\.addresses)).sorted(by: stands)
            return (link.index, addresses.prefix(maximumAnswers / links.count).map(\.text))
        }
    }

    // MARK: Asking the kernel

    /// All interfaces, with the addresses that are good to be used for a while (getifaddrs(3)).
    static func all() throws(SystemFailure) -> [NetworkLink] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { throw SystemFailure(code: errno) }
        defer { freeifaddrs(list) }
        let passing = PassingAddresses.read()
        var links: [String: NetworkLink] = [:]
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            let name = String(cString: entry.ifa_name)
            guard let address = entry.ifa_addr, let parsed = parse(address, mask: entry.ifa_netmask) else { continue }
            if parsed.isIPv6, passing.contains(parsed.bytes) { continue }
            let index = Int(if_nametoindex(entry.ifa_name))
            guard index > 0 else { continue }  // Gone in the meantime.
            links[name, default: NetworkLink(name: name, index: index, flags: entry.ifa_flags, addresses: [])]
                .addresses.append(parsed)
        }
        return links.values.sorted { $0.index < $1.index }
    }

    private static func parse(
        _ address: UnsafeMutablePointer<sockaddr>, mask: UnsafeMutablePointer<sockaddr>?
    ) -> NetworkAddress? {
        let family = Int32(address.pointee.sa_family)
        guard let bytes = bytes(address, family) else { return nil }
        // A mask without a family is one of zero bits.
        let maskBytes = mask.flatMap { self.bytes($0, family) } ?? []
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return nil }
        let letters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return NetworkAddress(
            text: String(decoding: letters, as: UTF8.self), bytes: bytes,
            prefixBits: maskBytes.reduce(0) { $0 + $1.nonzeroBitCount })
    }

    private static func bytes(_ address: UnsafeMutablePointer<sockaddr>, _ family: Int32) -> [UInt8]? {
        let raw = UnsafeRawPointer(address)
        switch family {
        case AF_INET: return withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in.self).sin_addr) { Array($0) }
        case AF_INET6: return withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { Array($0) }
        default: return nil
        }
    }
}

/// The system refused.
package struct SystemFailure: Error, Sendable, Equatable {
    /// An `errno`.
    package let code: Int32
}
