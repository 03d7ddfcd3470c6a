import NIOCore
import QRCode
import StageModel

/// One address under which the box can be opened.
package struct BoxAddress: Encodable, Sendable {
    package let url: String
    package let label: String
    package let qr: [String]
}

/// The addresses of the machine, as a person can type or scan them.
package struct BoxAddresses: Sendable {
    /// The port of HTTPS when it is served, and of plain HTTP.
    package let httpsPort: Int?
    package let httpPort: Int
    package let hostNames: [String]

    package init(httpsPort: Int?, httpPort: Int, hostNames: [String]) {
        self.httpsPort = httpsPort
        self.httpPort = httpPort
        self.hostNames = hostNames
    }

    /// The best address for a phone: by IP, secure if possible; nil without a network.
    package var best: String? { hosts().first.map { url(host: $0) } }

    /// The secure form of the address that a caller used; nil without HTTPS.
    package func secureURL(host: String?) -> String? {
        guard let httpsPort, let host else { return nil }
        return Self.url("https", host: Self.withoutPort(host), port: httpsPort, standard: 443)
    }

    /// Every address with its QR code, IP addresses first because names do not reach every phone.
    package func all() throws -> [BoxAddress] {
        try (hosts().map { ($0, "By number") } + hostNames.map { ($0, "By name") }).map { host, label in
            let url = url(host: host)
            return BoxAddress(url: url, label: label, qr: try QRMatrix(encoding: url, correction: .medium).rows)
        }
    }

    private func url(host: String) -> String {
        if let httpsPort { return Self.url("https", host: host, port: httpsPort, standard: 443) }
        return Self.url("http", host: host, port: httpPort, standard: 80)
    }

    private static func url(_ scheme: String, host: String, port: Int, standard: Int) -> String {
        "\(scheme)://\(host)\(port == standard ? "" : ":\(port)")/"
    }

    private static func withoutPort(_ host: String) -> String {
        if host.hasPrefix("[") { return host.split(separator: "]").first.map { "\($0)]" } ?? host }
        return host.split(separator: ":").first.map(String.init) ?? host
    }

    /// The IPv4 addresses of the machine's networks, private ones first; interfaces of containers are left out.
    private func hosts() -> [String] {
        let devices = (try? System.enumerateDevices()) ?? []
        var seen = Set<String>()
        return devices.compactMap { device -> String? in
            guard case .v4 = device.address, let ip = device.address?.ipAddress, !ip.hasPrefix("127."),
                !["docker", "veth", "br-", "virbr"].contains(where: { device.name.hasPrefix($0) }),
                seen.insert(ip).inserted
            else { return nil }
            return ip
        }
    }
}

extension Box {
    /// Where the box is found while these ports listen.
    package func addresses(_ ports: Ports) -> BoxAddresses {
        BoxAddresses(httpsPort: ports.https, httpPort: ports.http, hostNames: configuration.hostNames)
    }
}
