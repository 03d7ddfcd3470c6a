import SQLStore
import StageModel

/// Work on a timer: takes away what has ended. App's scheduler calls `run` every few minutes; it may be killed anywhere
/// and repeated at will, because everything it takes away is void already.
package struct IdentityJobs: Sendable {
    private let service: IdentityService

    package init(service: IdentityService) { self.service = service }

    /// How many rows went, by kind.
    package struct Swept: Sendable, Hashable {
        package var sessions = 0
        package var invitations = 0
        package var pairings = 0
        package var devices = 0
        package var tries = 0
    }

    /// Sweeps once: dead sessions, run-out links and pairings, tries that are full again, devices revoked long ago; and
    /// revokes devices whose show is a day over or gone.
    @discardableResult
    package func run() async throws -> Swept {
        let now = service.clock.now()
        let service = service
        return try await service.store.write { db in
            let identity = IdentityStore(db: db)
            var swept = Swept()
            swept.sessions = try identity.deleteDeadSessions(
                createdBy: now - IdentityLimits.sessionLife, seenBy: now - IdentityLimits.idle,
                deskSeenBy: now - IdentityLimits.deskIdle)
            swept.invitations = try identity.deleteExpiredInvitations(at: now)
            swept.pairings = try identity.deletePairings(expiredBefore: now - IdentityLimits.endedPairingsKept)
            swept.tries = try identity.deleteFullTries(now: now)
            for device in try identity.workingDevices() {
                let show = try service.ports.show(db, device.show)
                guard !DeviceRules.isWorking(device, show: show, now: now) else { continue }
                try identity.setRevoked(now, device: device.id)
                try service.append(IdentityEvents.deviceRevoked(device, actor: "box"), in: identity)
            }
            swept.devices = try identity.deleteDevices(revokedBefore: now - IdentityLimits.revokedDevicesKept)
            return swept
        }
    }
}
