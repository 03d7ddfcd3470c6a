package import GRDB
package import StageModel

/// What other features ask about who acted.
extension IdentityService {
    /// The name of `acct_…` or `dev_…` for a person to read; the box's own acts are the box's.
    package func name(of actor: String, in db: Database) throws -> String {
        let identity = IdentityStore(db: db)
        if let account = AccountID(actor) { return try identity.account(account)?.record.name ?? "Somebody who left" }
        if let device = DeviceID(actor) { return try identity.device(device)?.name ?? "A device that left" }
        return "The box"
    }

    /// A device as the list of devices shows it.
    package func deviceAnswer(_ id: DeviceID) async throws -> any Encodable & Sendable {
        DeviceAnswer(try await ownDevice(id))
    }
}
