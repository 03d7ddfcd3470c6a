import Foundation
import Glibc

/// An IPv4 or IPv6 address as certificates carry it: 4 or 16 bytes in network order (RFC 5280, section 4.2.1.6).
struct Address: Hashable, Sendable, CustomStringConvertible {
    let bytes: [UInt8]

    /// Four or sixteen bytes; anything else is no address.
    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = Address.unmapped(Array(bytes))
    }

    /// What `ip address` prints, without the length of the network: `192.168.1.5`, `fe80::1%eth0`.
    ///
    /// The zone after `%` means something on one machine only and is left away.
    init?(_ text: String) {
        guard text.utf8.count <= 128, !text.utf8.contains(0) else { return nil }
        let host = text.prefix { $0 != "%" }
        let isSixth = host.contains(":")
        guard isSixth || host.count == text.count else { return nil }
        var bytes = [UInt8](repeating: 0, count: isSixth ? 16 : 4)
        guard inet_pton(isSixth ? AF_INET6 : AF_INET, String(host), &bytes) == 1 else { return nil }
        self.bytes = Address.unmapped(bytes)
    }

    /// The shortest form (RFC 5952), as browsers show it.
    var description: String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)) != nil else {
            preconditionFailure("sixteen bytes always have a text")
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `::ffff:10.0.0.1` is 10.0.0.1 as a socket for both kinds shows it; browsers ask for the latter.
    private static func unmapped(_ bytes: [UInt8]) -> [UInt8] {
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        return bytes.count == 16 && bytes.starts(with: mapped) ? Array(bytes.suffix(4)) : bytes
    }
}

/// A block of addresses, such as 192.168.0.0/16.
struct Network: Hashable, Sendable {
    let base: [UInt8]
    let mask: [UInt8]

    /// - Parameter length: leading bits that all addresses of the block share.
    init(_ base: [UInt8], length: Int) {
        precondition((base.count == 4 || base.count == 16) && (0...base.count * 8).contains(length))
        self.base = base
        mask = base.indices.map { index in
            let bits = min(8, max(0, length - index * 8))
            return UInt8(truncatingIfNeeded: 0xff00 >> bits)
        }
    }

    func contains(_ address: Address) -> Bool {
        address.bytes.count == base.count
            && zip(address.bytes, zip(base, mask)).allSatisfy { $0 & $1.1 == $1.0 }
    }
}
