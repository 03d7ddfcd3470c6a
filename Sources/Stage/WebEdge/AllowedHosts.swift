import NIOCore
import Synchronization

/// Which names a request may have been sent to. A page of a stranger whose name was made to point at the box (DNS
/// rebinding) sends the stranger's name, and is refused.
final class HostRules: Sendable {
    private let names: Mutex<Set<String>>
    /// What was allowed before: screens send the same few over and over.
    private let known = Mutex<Set<String>>([])
    private static let mostKnown = 64

    init(names: [String]) { self.names = Mutex(Self.set(names)) }

    /// Other names from now on.
    func replace(_ names: [String]) {
        self.names.withLock { $0 = Self.set(names) }
        known.withLock { $0.removeAll() }
    }

    private static func set(_ names: [String]) -> Set<String> { Set(names.map { $0.lowercased() }) }

    /// IP literals, `localhost` and the names of the box, with or without a port.
    func allows(_ authority: String?) -> Bool {
        guard let authority, authority.utf8.count <= 260 else { return false }
        if known.withLock({ $0.contains(authority) }) { return true }
        guard let host = Self.host(of: authority),
            host == "localhost" || names.withLock({ $0.contains(host) })
                || (try? SocketAddress(ipAddress: host, port: 0)) != nil
        else { return false }
        known.withLock { known in
            if known.count >= Self.mostKnown { known.removeAll(keepingCapacity: true) }
            known.insert(authority)
        }
        return true
    }

    /// The host without port and brackets, in lower case; nil if it is not one.
    static func host(of authority: String) -> String? {
        let lower = authority.lowercased()
        if lower.hasPrefix("[") {
            guard let end = lower.firstIndex(of: "]"), isPort(lower[lower.index(after: end)...]) else { return nil }
            return String(lower[lower.index(after: lower.startIndex)..<end])
        }
        let parts = lower.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard !parts[0].isEmpty, parts.count == 1 || isPort(":" + parts[1]) else { return nil }
        return parts[0].hasSuffix(".") ? String(parts[0].dropLast()) : String(parts[0])
    }

    private static func isPort(_ text: some StringProtocol) -> Bool {
        guard !text.isEmpty else { return true }
        return text.hasPrefix(":") && text.utf8.count <= 6
            && text.dropFirst().utf8.allSatisfy { (48...57).contains($0) }
    }

    /// Whether an Origin header names the very host that the request was sent to. A page that came over TLS is never
    /// steered by one that did not; the other way round stands a proxy that ends TLS before the box.
    static func isSameOrigin(_ origin: String, authority: String?, isSecure: Bool) -> Bool {
        let parts = origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard let authority, parts.count == 3, parts[1].isEmpty else { return false }
        guard parts[0] == "https:" || (parts[0] == "http:" && !isSecure) else { return false }
        return parts[2].lowercased() == authority.lowercased()
    }
}
