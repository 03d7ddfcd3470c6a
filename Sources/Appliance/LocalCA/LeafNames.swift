/// The names and addresses that a certificate of the box is to carry, checked against what its root may vouch for.
package struct LeafNames: Sendable, Hashable {
    /// Names below `local` and `localhost`, in lower case, each once.
    package let names: [String]
    /// Addresses of local networks in their shortest form, each once.
    package let addresses: [String]
    /// Public addresses that were asked for and are not carried, since no device would believe this root about them.
    package let leftOut: [String]

    /// The most names, and the most addresses, that one certificate carries; with names of usual length it stays small.
    package static let limit = 64

    let numbers: [Address]

    /// Puts names into the form that browsers compare, and leaves public addresses out.
    ///
    /// - Parameters:
    ///   - names: such as `stagebox.local`; a dot at the end and capitals do not matter.
    ///   - addresses: such as `192.168.1.5` or `fe80::1%eth0`.
    package init(names: [String], addresses: [String]) throws(NameRefusal) {
        var kept: [String] = []
        for name in names {
            let plain = LANBounds.canonical(name)
            guard LANBounds.isHostName(plain) else { throw .notAName(name) }
            guard LANBounds.permits(name: plain) else { throw .outside(name) }
            if !kept.contains(plain) { kept.append(plain) }
            guard kept.count <= LeafNames.limit else { throw .tooMany }
        }
        var numbers: [Address] = []
        var leftOut: [String] = []
        for text in addresses {
            guard let address = Address(text) else { throw .notAnAddress(text) }
            if !LANBounds.permits(address) {
                if !leftOut.contains(address.description) { leftOut.append(address.description) }
            } else if !numbers.contains(address) {
                numbers.append(address)
            }
            guard numbers.count <= LeafNames.limit, leftOut.count <= LeafNames.limit else { throw .tooMany }
        }
        guard !kept.isEmpty || !numbers.isEmpty else { throw .nothing }
        self.names = kept
        self.numbers = numbers
        self.addresses = numbers.map(\.description)
        self.leftOut = leftOut
    }
}

/// What the root may vouch for: names and addresses that exist in local networks only, so that a stolen key is of no
/// use against anybody's bank.
enum LANBounds {
    /// Roots of names: `local` by RFC 6762, `localhost` by RFC 6761.
    static let domains = ["local", "localhost"]

    /// Private (RFC 1918), link-local (RFC 3927), this machine; unique local (RFC 4193) and link-local IPv6.
    static let networks = [
        Network([10, 0, 0, 0], length: 8),
        Network([172, 16, 0, 0], length: 12),
        Network([192, 168, 0, 0], length: 16),
        Network([169, 254, 0, 0], length: 16),
        Network([127, 0, 0, 0], length: 8),
        Network([0xfc] + zeros(15), length: 7),
        Network([0xfe, 0x80] + zeros(14), length: 10),
        Network(zeros(15) + [1], length: 128),
    ]

    static func permits(_ address: Address) -> Bool {
        networks.contains { $0.contains(address) }
    }

    /// For a name in canonical form. `local` alone is nobody's name; `localhost` is everybody's own.
    static func permits(name: String) -> Bool {
        name == "localhost" || domains.contains { name.hasSuffix(".\($0)") }
    }

    /// Lower case, without the dot at the end. ASCII only: elsewhere the Kelvin sign would become a k.
    static func canonical(_ name: String) -> String {
        let isCapital = { (byte: UInt8) in (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
        let lower = String(decoding: name.utf8.map { isCapital($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        return lower.hasSuffix(".") ? String(lower.dropLast()) : lower
    }

    /// Labels of 1 to 63 letters, digits and inner hyphens, 253 characters in all (RFC 1123, section 2.1).
    static func isHostName(_ name: String) -> Bool {
        guard (1...253).contains(name.utf8.count) else { return false }
        return name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            let hyphen = UInt8(ascii: "-")
            guard (1...63).contains(label.count), label.first != hyphen, label.last != hyphen else { return false }
            return label.allSatisfy {
                $0 == hyphen || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
        }
    }

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
