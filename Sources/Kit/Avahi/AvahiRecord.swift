internal import CAvahi

/// What can be announced.
package enum AvahiRecord: Sendable, Equatable {
    /// A service of DNS-SD (RFC 6763): its PTR, SRV and TXT records.
    case service(AvahiService)
    /// A and AAAA records of a name, without the way back from the address to the name: an address has one host name,
    /// and the daemon announces that one itself.
    case address(name: String, address: String, interface: Int)
}

/// A service on one interface.
package struct AvahiService: Sendable, Equatable {
    /// What people see; any UTF-8 of 1 to 63 bytes.
    package var name: String
    /// `_https._tcp`.
    package var type: String
    /// Full names, as `_door._sub._stagebox._tcp`.
    package var subtypes: [String]
    /// The host that serves, as `venue.local`.
    package var host: String
    package var port: UInt16
    /// The strings of the TXT record, 255 bytes each at most, in their order.
    package var text: [String]
    /// As the kernel counts interfaces.
    package var interface: Int

    package init(
        name: String, type: String, subtypes: [String] = [], host: String, port: UInt16, text: [String], interface: Int
    ) {
        (self.name, self.type, self.subtypes, self.host) = (name, type, subtypes, host)
        (self.port, self.text, self.interface) = (port, text, interface)
    }

    /// The name to try when another device has this one: `Club` becomes `Club #2`, that becomes `Club #3`; long names
    /// are cut so that 63 bytes are enough.
    ///
    /// - Parameter name: 1 to 63 bytes of UTF-8 without zero characters; anything else is returned as it is, because
    ///   libavahi ends the process over it.
    package static func alternative(to name: String) -> String {
        guard (1...63).contains(name.utf8.count), !name.utf8.contains(0) else { return name }
        guard let other = avahi_alternative_service_name(name) else { return name }
        defer { avahi_free(other) }
        return String(cString: other)
    }
}

/// Why something could not be done.
package struct AvahiFailure: Error, Sendable, Equatable {
    /// As libavahi numbers its errors, negative.
    package let code: Int
    /// libavahi's words for it, such as `Not permitted`.
    package let reason: String

    package init(code: Int) {
        self.code = code
        reason = avahi_strerror(Int32(truncatingIfNeeded: code)).map { String(cString: $0) } ?? "error \(code)"
    }

    init(_ code: Int32) { self.init(code: Int(code)) }

    /// True if nothing can be done any more over this connection.
    package var isConnectionLost: Bool {
        [AVAHI_ERR_DISCONNECTED, AVAHI_ERR_DBUS_ERROR, AVAHI_ERR_NO_DAEMON, AVAHI_ERR_BAD_STATE].contains(code)
    }

    /// True if a name in the records belongs to somebody else already.
    var isCollision: Bool { code == AVAHI_ERR_COLLISION }
}
