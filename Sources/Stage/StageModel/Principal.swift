/// What a person may do on the box. `admin` includes everything that `staff` may; the others stand alone.
package enum Role: String, Codable, CaseIterable, Sendable, Hashable {
    case admin, staff, door, artist, producer, fan
}

/// Who is asking: nobody known, a person with a session, or a paired device.
package enum Principal: Sendable, Hashable {
    case account(SignedInAccount)
    case device(PairedDevice)

    /// The name under which the event log remembers who acted: `acct_…` or `dev_…`.
    package var actor: String {
        switch self {
        case .account(let account): account.id.text
        case .device(let device): device.id.text
        }
    }

    package var account: SignedInAccount? {
        if case .account(let account) = self { account } else { nil }
    }

    package var device: PairedDevice? {
        if case .device(let device) = self { device } else { nil }
    }
}

/// A person with a valid session.
package struct SignedInAccount: Sendable, Hashable {
    package let id: AccountID
    package let name: String
    package let roles: Set<Role>
    package let session: SessionID

    package init(id: AccountID, name: String, roles: Set<Role>, session: SessionID) {
        self.id = id
        self.name = name
        self.roles = roles
        self.session = session
    }

    /// True if the account has one of these roles; an admin passes wherever staff does.
    package func has(any wanted: Set<Role>) -> Bool {
        !roles.isDisjoint(with: wanted) || (roles.contains(.admin) && wanted.contains(.staff))
    }
}

/// A device that was paired for one show's door.
package struct PairedDevice: Sendable, Hashable {
    package let id: DeviceID
    package let name: String
    package let show: ShowID
    package let door: String

    package init(id: DeviceID, name: String, show: ShowID, door: String) {
        self.id = id
        self.name = name
        self.show = show
        self.door = door
    }
}
