internal import CAvahi

/// All of libavahi: made, used and freed on one thread. Callbacks only note what they hear; it is acted upon between
/// two turns of the poll loop, never inside libavahi.
final class AvahiLoop {
    /// A group's callback knows it by its number.
    private final class Group {
        let number: Int
        unowned let loop: AvahiLoop
        var pointer: OpaquePointer?

        init(number: Int, loop: AvahiLoop) {
            self.number = number
            self.loop = loop
        }
    }

    private enum Heard {
        case client(AvahiClientState)
        case group(Int, AvahiEntryGroupState)
    }

    private let poll: OpaquePointer
    private let onNews: (AvahiNews) -> Void
    private var client: OpaquePointer?
    private var clientNumber = 0
    private var groups: [Int: Group] = [:]
    private var heard: [Heard] = []

    private init(poll: OpaquePointer, onNews: @escaping (AvahiNews) -> Void) {
        self.poll = poll
        self.onNews = onNews
    }

    /// Works until the mailbox ends.
    static func run(_ mailbox: AvahiMailbox, onNews: @escaping (AvahiNews) -> Void) {
        guard let poll = avahi_simple_poll_new() else { preconditionFailure("No memory for a poll loop.") }
        let loop = AvahiLoop(poll: poll, onNews: onNews)
        let calls = avahi_simple_poll_get(poll)
        let watch = calls?.pointee.watch_new(
            calls, mailbox.bell, AVAHI_WATCH_IN, { _, bell, _, _ in AvahiMailbox.silence(bell) }, nil)
        guard let watch else { preconditionFailure("No memory for a poll loop.") }
        while let orders = mailbox.take() {
            for order in orders {
                loop.carryOut(order)
                loop.tell()
            }
            if avahi_simple_poll_iterate(poll, -1) < 0 { loop.lose(AvahiFailure(code: AVAHI_ERR_OS)) }
            loop.tell()
        }
        loop.close()
        calls?.pointee.watch_free(watch)
        avahi_simple_poll_free(poll)
    }

    private func carryOut(_ order: AvahiOrder) {
        switch order {
        case .open(let number): open(number)
        case .close: close()
        case .withdraw(let number): withdraw(number)
        case .publish(let number, let records):
            do {
                try publish(records, as: number)
            } catch {
                withdraw(number)
                onNews(error.isCollision ? .collided(group: number) : .refused(group: number, failure: error))
            }
        }
    }

    // MARK: The client

    private func open(_ number: Int) {
        close()
        clientNumber = number
        var code: Int32 = 0
        // The callback runs for the first time inside this call.
        let client = avahi_client_new(
            avahi_simple_poll_get(poll), AVAHI_CLIENT_NO_FAIL,
            { _, state, me in
                guard let me else { return }
                Unmanaged<AvahiLoop>.fromOpaque(me).takeUnretainedValue().heard.append(.client(state))
            }, Unmanaged.passUnretained(self).toOpaque(), &code)
        guard let client else {
            heard = []
            return onNews(.lost(client: number, failure: AvahiFailure(code)))
        }
        self.client = client
    }

    private func close() {
        heard = []
        guard let client else { return }
        avahi_client_free(client)  // Frees the groups too.
        self.client = nil
        groups = [:]
    }

    private func lose(_ failure: AvahiFailure) {
        guard client != nil else { return }
        close()
        onNews(.lost(client: clientNumber, failure: failure))
    }

    /// Tells what the callbacks noted.
    private func tell() {
        while !heard.isEmpty {
            switch heard.removeFirst() {
            case .client(let state): tell(state)
            case .group(let number, let state): tell(number, state)
            }
        }
    }

    private func tell(_ state: AvahiClientState) {
        guard let client else { return }
        switch state {
        case AVAHI_CLIENT_CONNECTING: onNews(.waiting(client: clientNumber))
        case AVAHI_CLIENT_S_REGISTERING, AVAHI_CLIENT_S_COLLISION: onNews(.preparing(client: clientNumber))
        case AVAHI_CLIENT_S_RUNNING:
            guard let host = avahi_client_get_host_name_fqdn(client) else {
                return lose(AvahiFailure(avahi_client_errno(client)))
            }
            onNews(.running(client: clientNumber, host: String(cString: host)))
        default: lose(AvahiFailure(avahi_client_errno(client)))
        }
    }

    private func tell(_ number: Int, _ state: AvahiEntryGroupState) {
        guard let group = groups[number] else { return }
        switch state {
        case AVAHI_ENTRY_GROUP_ESTABLISHED: onNews(.established(group: number))
        case AVAHI_ENTRY_GROUP_COLLISION:
            withdraw(group.number)
            onNews(.collided(group: number))
        case AVAHI_ENTRY_GROUP_FAILURE:
            let failure = lastFailure
            withdraw(group.number)
            onNews(.refused(group: number, failure: failure))
        default: break  // Not committed yet, or not sure yet.
        }
    }

    // MARK: Groups

    private func withdraw(_ number: Int) {
        guard let pointer = groups.removeValue(forKey: number)?.pointer else { return }
        avahi_entry_group_free(pointer)
        // What the group said before is of no interest to anybody.
        heard.removeAll { if case .group(number, _) = $0 { true } else { false } }
    }

    private func publish(_ records: [AvahiRecord], as number: Int) throws(AvahiFailure) {
        guard client != nil else { throw AvahiFailure(code: AVAHI_ERR_DISCONNECTED) }
        let group = try makeGroup(number)
        for record in records {
            switch record {
            case .address(let name, let address, let interface):
                try Self.add(name, address, interface, to: group)
            case .service(let service): try Self.add(service, to: group)
            }
        }
        try Self.demand(avahi_entry_group_commit(group))
    }

    /// Why the last call to libavahi failed.
    private var lastFailure: AvahiFailure {
        client.map { AvahiFailure(avahi_client_errno($0)) } ?? AvahiFailure(code: AVAHI_ERR_DISCONNECTED)
    }

    private func makeGroup(_ number: Int) throws(AvahiFailure) -> OpaquePointer {
        withdraw(number)
        let group = Group(number: number, loop: self)
        // The callback runs for the first time inside this call.
        group.pointer = avahi_entry_group_new(
            client,
            { _, state, group in
                guard let group else { return }
                let known = Unmanaged<Group>.fromOpaque(group).takeUnretainedValue()
                known.loop.heard.append(.group(known.number, state))
            }, Unmanaged.passUnretained(group).toOpaque())
        guard let pointer = group.pointer else {
            throw lastFailure
        }
        groups[number] = group
        return pointer
    }

    private static func add(
        _ name: String, _ address: String, _ interface: Int, to group: OpaquePointer
    ) throws(AvahiFailure) {
        var parsed = AvahiAddress()
        guard avahi_address_parse(address, anyProtocol, &parsed) != nil else {
            throw AvahiFailure(code: AVAHI_ERR_INVALID_ADDRESS)
        }
        try demand(
            avahi_entry_group_add_address(
                group, AvahiIfIndex(clamping: interface), anyProtocol, AVAHI_PUBLISH_NO_REVERSE, name, &parsed))
    }

    private static func add(_ service: AvahiService, to group: OpaquePointer) throws(AvahiFailure) {
        // Each string is put before those that are there, and the daemon turns the order around once more. It must add
        // nothing of its own to the strings.
        var text: UnsafeMutablePointer<AvahiStringList>?
        for line in service.text { text = avahi_string_list_add(text, line) }
        defer { avahi_string_list_free(text) }
        let interface = AvahiIfIndex(clamping: service.interface)
        try demand(
            avahi_entry_group_add_service_strlst(
                group, interface, anyProtocol, AVAHI_PUBLISH_NO_COOKIE, service.name, service.type, nil, service.host,
                service.port, text))
        for subtype in service.subtypes {
            try demand(
                avahi_entry_group_add_service_subtype(
                    group, interface, anyProtocol, AvahiPublishFlags(rawValue: 0), service.name, service.type, nil,
                    subtype))
        }
    }

    private static let anyProtocol = AvahiProtocol(AVAHI_PROTO_UNSPEC)

    private static func demand(_ code: Int32) throws(AvahiFailure) {
        if code < 0 { throw AvahiFailure(code) }
    }
}
