import StageModel

/// Pure decisions about devices and their pairing.
enum DeviceRules {
    static let codeBytes = 5

    /// A device works until it is revoked or its show is a day over; without its show it has nothing to do.
    static func isWorking(_ device: DeviceRow, show: PairableShow?, now: Timestamp) -> Bool {
        guard device.revokedAt == nil, let show else { return false }
        return !isOver(show, now: now)
    }

    static func isOver(_ show: PairableShow, now: Timestamp) -> Bool {
        now >= show.endsAt + IdentityLimits.deviceAfterShow
    }

    /// The door as the show calls it; any name where the show does not tell its doors apart.
    static func door(_ typed: String, of show: PairableShow) throws -> String {
        let door = try FieldRules.line(typed, field: "door", limit: IdentityLimits.doorCharacters)
        guard show.doors.isEmpty || show.doors.contains(door) else {
            throw InvalidInput("door", "This show has no such door. Its doors: \(show.doors.joined(separator: ", ")).")
        }
        return door
    }

    /// Reads a typed code; nil if it cannot be one.
    static func code(_ typed: String) -> String? {
        guard typed.utf8.count <= 20, let code = Crockford.normalized(typed), code.utf8.count == 8 else { return nil }
        return code
    }

    static func state(_ pairing: PairingRow, now: Timestamp) -> PairingState {
        if pairing.usedAt != nil { return .paired }
        return now < pairing.expiresAt ? .waiting : .expired
    }
}

/// What has become of an offer to pair.
enum PairingState: String, Encodable, Sendable {
    case waiting, paired, expired
}
