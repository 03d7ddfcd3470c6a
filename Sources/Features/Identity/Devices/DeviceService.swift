import SQLStore
import StageModel
import WebEdge

/// A device with its show's title as it is now, and whether it still opens anything.
struct DeviceView: Sendable, Hashable {
    let device: DeviceRow
    let showTitle: String
    let isRevoked: Bool
}

/// Devices at doors: who holds the token is the device.
extension IdentityService {
    /// Which device holds this token, or none; one that was revoked or whose show is over is none.
    func device(token: String) async throws -> PairedDevice? {
        guard let hash = OpaqueToken.hash(of: token) else { return nil }
        let now = clock.now()
        let found = try await store.read { db -> DeviceRow? in
            guard let device = try IdentityStore(db: db).device(tokenHash: hash) else { return nil }
            return DeviceRules.isWorking(device, show: try ports.show(db, device.show), now: now) ? device : nil
        }
        guard let device = found else { return nil }
        if SessionRules.isSeenStale(device.lastSeenAt, now: now) {
            await noteSeen { identity in try identity.setSeen(now, device: device.id) }
        }
        return PairedDevice(id: device.id, name: device.name, show: device.show, door: device.door)
    }

    func devices() async throws -> [DeviceView] {
        let now = clock.now()
        return try await store.read { db in
            let identity = IdentityStore(db: db)
            return try identity.devices(limit: IdentityLimits.devicesListed).map { try view($0, at: now, in: identity) }
        }
    }

    func ownDevice(_ id: DeviceID) async throws -> DeviceView {
        let now = clock.now()
        return try await store.read { db -> DeviceView? in
            let identity = IdentityStore(db: db)
            return try identity.device(id).map { try view($0, at: now, in: identity) }
        }.orNotThere()
    }

    /// Takes a device's access away at once. Repeatable.
    func revokeDevice(_ id: DeviceID, actor: String) async throws {
        let now = clock.now()
        try await store.write { db in
            let identity = IdentityStore(db: db)
            guard let device = try identity.device(id) else { throw NotThere() }
            guard device.revokedAt == nil else { return }
            try identity.setRevoked(now, device: id)
            try append(IdentityEvents.deviceRevoked(device, actor: actor), in: identity)
        }
    }

    func view(_ device: DeviceRow, at now: Timestamp, in identity: IdentityStore) throws -> DeviceView {
        let show = try ports.show(identity.db, device.show)
        return DeviceView(
            device: device, showTitle: show?.title ?? device.showTitle,
            isRevoked: !DeviceRules.isWorking(device, show: show, now: now))
    }
}
