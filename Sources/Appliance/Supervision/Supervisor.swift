import Glibc

// Supervision: what the box and the service manager that started it tell each other.
//
// Purpose. systemd hands over ports that it opened, wants to hear when the box is ready, when it stops, and regularly
// that it is alive; a box that falls silent is killed and started again. The protocols are two environment variables
// and datagrams of text (sd_notify(3), sd_listen_fds(3)), stable by promise and meant to be spoken without libsystemd.
//
// Limits. Says nothing where nobody listens: started by hand, every call is a no-op. Never waits.
//
// Callers. StageboxApp, when it starts, runs and stops.

/// The service manager, if one started this process.
package struct Supervisor: Sendable {
    /// Something the service manager wants to know.
    package enum News: Sendable, Equatable {
        /// The ports listen; what depends on the box may start.
        case ready
        case stopping
        /// One line for whoever asks how the box is.
        case status(String)
        /// The box is alive.
        case alive
        /// Starting takes at least this much longer from now.
        case moreTime(Duration)

        var text: String {
            switch self {
            case .ready: "READY=1"
            case .stopping: "STOPPING=1"
            case .status(let line): "STATUS=\(line.replacing("\n", with: " "))"
            case .alive: "WATCHDOG=1"
            case .moreTime(let span): "EXTEND_TIMEOUT_USEC=\(span.microseconds)"
            }
        }
    }

    private let address: String?
    /// How long the service manager waits for a sign of life; nil if it waits for none.
    package let patience: Duration?

    /// - Parameters:
    ///   - environment: of the process; `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` are looked at.
    ///   - process: the identity of this process, to which the variables must be addressed.
    package init(environment: [String: String], process: Int32 = getpid()) {
        address = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
        let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == process } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        patience = isMeant ? microseconds.map { .microseconds($0) } : nil
    }

    /// Whether a service manager listens.
    package var isThere: Bool { address != nil }

    /// Says it; true if somebody took it.
    @discardableResult
    package func tell(_ news: News...) -> Bool {
        guard let address, var place = Self.place(address) else { return false }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let text = Array(news.map(\.text).joined(separator: "\n").utf8)
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.utf8.count)
        let sent = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                sendto(
                    descriptor, text, text.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), pointer,
                    length)
            }
        }
        return sent == text.count
    }

    /// A path, or with `@` a name in the abstract name space (unix(7)).
    private static func place(_ address: String) -> sockaddr_un? {
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(address.utf8)
        guard bytes.count > 1, bytes.count < MemoryLayout.size(ofValue: place.sun_path) else { return nil }
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: bytes) }
        return place
    }
}

extension Duration {
    fileprivate var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
