import Glibc

/// Ports that the service manager opened before this process began (sd_listen_fds(3)).
package struct InheritedSockets: Sendable, Equatable {
    /// Descriptors by the names of the socket units (`FileDescriptorName=`); of a repeated name the first.
    package let byName: [String: CInt]

    private static let first: CInt = 3
    /// More than any unit of the box hands over.
    private static let most = 16

    /// Takes what was handed to this process, and keeps it from programs that the box starts.
    ///
    /// - Parameter environment: `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES` are looked at.
    package init(environment: [String: String], process: Int32 = getpid()) {
        guard environment["LISTEN_PID"].flatMap({ Int32($0) }) == process,
            let count = environment["LISTEN_FDS"].flatMap({ Int($0) }), (1...Self.most).contains(count)
        else {
            byName = [:]
            return
        }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        var found: [String: CInt] = [:]
        for index in 0..<count {
            let descriptor = Self.first + CInt(index)
            guard Self.listens(descriptor) else { continue }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            let name = index < names.count ? String(names[index]) : "unknown"
            if found[name] == nil { found[name] = descriptor }
        }
        byName = found
    }

    /// Whether a descriptor is a stream socket that accepts connections.
    static func listens(_ descriptor: CInt) -> Bool {
        var (answer, length) = (CInt(0), socklen_t(MemoryLayout<CInt>.size))
        return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &answer, &length) == 0 && answer != 0
    }
}
