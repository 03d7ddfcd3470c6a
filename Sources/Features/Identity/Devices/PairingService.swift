import SQLStore
import StageModel

/// An offer to pair that was just made: the one moment at which its secrets are known.
struct MadePairing: Sendable {
    let id: PairingID
    /// `/door/#pair=TOKEN`.
    let path: String
    /// Eight characters to type instead.
    let code: String
    let expiresAt: Timestamp
}

/// A device that has just paired: the one moment at which its token is known.
struct MadeDevice: Sendable {
    let token: String
    let device: DeviceView
}

/// Pairing: the desk offers a link and a code, a device trades one of them for a token of its own.
extension IdentityService {
    /// What a device shows to be paired.
    enum PairingProof: Sendable {
        case token(String)
        case code(String)
    }

    private enum PairOutcome: Sendable {
        case paired(MadeDevice)
        case refused(IdentityRefusal)
    }

    func startPairing(show showText: String, door: String, actor: String) async throws -> MadePairing {
        let unknown = InvalidInput("showId", "There is no such show. Choose one from the list.")
        guard let id = ShowID(showText) else { throw unknown }
        let now = clock.now()
        return try await store.write { db in
            let identity = IdentityStore(db: db)
            guard let show = try ports.show(db, id) else { throw unknown }
            let door = try DeviceRules.door(door, of: show)
            guard !DeviceRules.isOver(show, now: now) else { throw IdentityRefusal.showOver }
            guard try identity.countOpenPairings(at: now) < IdentityLimits.openPairings else {
                throw IdentityRefusal.tooManyPairings
            }
            let token = OpaqueToken(entropy: entropy)
            let code = Crockford.encode(entropy.bytes(DeviceRules.codeBytes))
            let pairing = PairingRow(
                id: PairingID(at: now, entropy: entropy), show: id, door: door, startedBy: actor, createdAt: now,
                expiresAt: now + IdentityLimits.pairingLife, device: nil, usedAt: nil)
            try identity.insert(pairing, tokenHash: token.hash, codeTag: codeTag(code))
            try append(IdentityEvents.pairingStarted(pairing, actor: actor), in: identity)
            return MadePairing(
                id: pairing.id, path: "/door/#pair=\(token.text)", code: code.uppercased(),
                expiresAt: pairing.expiresAt)
        }
    }

    /// What became of an offer, and the device if one took it.
    func pairing(_ id: PairingID) async throws -> (state: PairingState, device: DeviceView?) {
        let now = clock.now()
        return try await store.read { db -> (state: PairingState, device: DeviceView?)? in
            let identity = IdentityStore(db: db)
            guard let pairing = try identity.pairing(id) else { return nil }
            let device = try pairing.device.flatMap { try identity.device($0) }
            return (
                DeviceRules.state(pairing, now: now), try device.map { try view($0, at: now, in: identity) }
            )
        }.orNotThere()
    }

    /// Trades an offer for a device's token. A wrong proof is told to the audit trail.
    func pair(_ proof: PairingProof, name: String, client: String) async throws -> MadeDevice {
        let name = try FieldRules.line(name, field: "name", limit: IdentityLimits.deviceNameCharacters)
        let now = clock.now()
        let outcome = try await store.write { db -> PairOutcome in
            let identity = IdentityStore(db: db)
            guard let pairing = try offer(proof, in: identity), DeviceRules.state(pairing, now: now) == .waiting else {
                try append(IdentityEvents.pairingRefused(client: client), in: identity)
                if case .code = proof { return .refused(.wrongPairingCode) }
                return .refused(.pairingGone)
            }
            guard let show = try ports.show(db, pairing.show), !DeviceRules.isOver(show, now: now) else {
                return .refused(.showOver)
            }
            guard try identity.countDevices(of: pairing.show) < IdentityLimits.devicesPerShow else {
                return .refused(.tooManyDevices)
            }
            let token = OpaqueToken(entropy: entropy)
            let device = DeviceRow(
                id: DeviceID(at: now, entropy: entropy), name: name, show: pairing.show, showTitle: show.title,
                door: pairing.door, pairedAt: now, lastSeenAt: nil, revokedAt: nil)
            try identity.insert(device, tokenHash: token.hash)
            try identity.setUsed(pairing.id, by: device.id, at: now)
            try append(IdentityEvents.devicePaired(device), in: identity)
            return .paired(MadeDevice(token: token.text, device: try view(device, at: now, in: identity)))
        }
        switch outcome {
        case .paired(let device): return device
        case .refused(let refusal): throw refusal
        }
    }

    private func offer(_ proof: PairingProof, in identity: IdentityStore) throws -> PairingRow? {
        switch proof {
        case .token(let token):
            guard let hash = OpaqueToken.hash(of: token) else { return nil }
            return try identity.pairing(tokenHash: hash)
        case .code(let typed):
            guard let code = DeviceRules.code(typed) else { return nil }
            return try identity.pairing(codeTag: codeTag(code))
        }
    }

    /// Forty bits are found in no time in a copy of the database; under the box's key they are not.
    private func codeTag(_ code: String) -> [UInt8] { keys.pairing.tag(code.utf8, length: 16) }
}
