import EventLog
import StageModel

/// The events Identity writes; names and versions never change. No secrets, no mail addresses.
///
/// `people` and `devices` are what the desk's lists listen to, `account:acct_…` what a person's own pages listen to,
/// `box` tells every screen that the box has an owner now.
enum IdentityEvents {
    private struct Of: Encodable { let account: String }
    private struct WithRoles: Encodable { let account: String, roles: [String] }
    private struct OfSession: Encodable { let account, session, client: String }
    private struct Refused: Encodable { let account: String?, client: String, why: String }
    private struct Invited: Encodable { let invitation: String, roles: [String] }
    private struct OfInvitation: Encodable { let invitation: String }
    private struct Accepted: Encodable { let invitation, account: String }
    private struct ClaimTry: Encodable { let client: String, triesLeft: Int }
    private struct OfPairing: Encodable { let pairing, show, door: String }
    private struct OfDevice: Encodable { let device, show, door: String }
    private struct Client: Encodable { let client: String }

    static func claimed(by account: AccountID) throws -> EventDraft {
        try EventDraft(
            "identity.claimed", topic: "box", actor: account.text, audience: .everyone, payload: [String: String]())
    }

    static func claimRefused(client: String, triesLeft: Int) throws -> EventDraft {
        try EventDraft(
            "identity.claim_refused", topic: "box", actor: "anyone", audience: .audit,
            payload: ClaimTry(client: client, triesLeft: triesLeft))
    }

    static func accountCreated(_ account: AccountRecord, actor: String) throws -> EventDraft {
        try EventDraft(
            "identity.account_created", topic: "people", actor: actor, audience: .staff,
            payload: WithRoles(account: account.id.text, roles: account.sortedRoles.map(\.rawValue)))
    }

    static func accountChanged(_ account: AccountID, actor: String) throws -> EventDraft {
        try EventDraft(
            "identity.account_changed", topic: "people", actor: actor, audience: .staff,
            payload: Of(account: account.text))
    }

    static func rolesChanged(_ account: AccountRecord, actor: String) throws -> EventDraft {
        try EventDraft(
            "identity.roles_changed", topic: "people", actor: actor, audience: .staff,
            payload: WithRoles(account: account.id.text, roles: account.sortedRoles.map(\.rawValue)))
    }

    static func blocked(_ account: AccountID, isBlocked: Bool, actor: String) throws -> EventDraft {
        try EventDraft(
            isBlocked ? "identity.blocked" : "identity.unblocked", topic: "people", actor: actor, audience: .staff,
            payload: Of(account: account.text))
    }

    static func passwordChanged(_ account: AccountID, actor: String) throws -> EventDraft {
        try own("identity.password_changed", account, actor: actor, Of(account: account.text))
    }

    static func signedIn(_ account: AccountID, session: SessionID, client: String) throws -> EventDraft {
        try own(
            "identity.signed_in", account, actor: account.text,
            OfSession(account: account.text, session: session.text, client: client))
    }

    static func sessionEnded(_ account: AccountID, session: SessionID, client: String) throws -> EventDraft {
        try own(
            "identity.session_ended", account, actor: account.text,
            OfSession(account: account.text, session: session.text, client: client))
    }

    static func signInRefused(_ account: AccountID?, client: String, why: String) throws -> EventDraft {
        try EventDraft(
            "identity.sign_in_refused", topic: "sign-in", actor: "anyone", audience: .audit,
            payload: Refused(account: account?.text, client: client, why: why))
    }

    static func invited(_ invitation: InvitationRow, actor: String) throws -> EventDraft {
        try EventDraft(
            "identity.invited", topic: "people", actor: actor, audience: .staff,
            payload: Invited(invitation: invitation.id.text, roles: invitation.sortedRoles.map(\.rawValue)))
    }

    static func resetLinkMade(_ invitation: InvitationID, for account: AccountID, actor: String) throws -> EventDraft {
        try EventDraft(
            "identity.reset_link_made", topic: "people", actor: actor, audience: .staff,
            payload: Accepted(invitation: invitation.text, account: account.text))
    }

    static func invitationWithdrawn(_ invitation: InvitationID, actor: String) throws -> EventDraft {
        try EventDraft(
            "identity.invitation_withdrawn", topic: "people", actor: actor, audience: .staff,
            payload: OfInvitation(invitation: invitation.text))
    }

    static func invitationAccepted(_ invitation: InvitationID, by account: AccountID) throws -> EventDraft {
        try EventDraft(
            "identity.invitation_accepted", topic: "people", actor: account.text, audience: .staff,
            payload: Accepted(invitation: invitation.text, account: account.text))
    }

    static func pairingStarted(_ pairing: PairingRow, actor: String) throws -> EventDraft {
        try EventDraft(
            "identity.pairing_started", topic: "devices", actor: actor, audience: .staff,
            payload: OfPairing(pairing: pairing.id.text, show: pairing.show.text, door: pairing.door))
    }

    static func pairingRefused(client: String) throws -> EventDraft {
        try EventDraft(
            "identity.pairing_refused", topic: "devices", actor: "anyone", audience: .audit,
            payload: Client(client: client))
    }

    static func devicePaired(_ device: DeviceRow) throws -> EventDraft {
        try EventDraft(
            "identity.device_paired", topic: "devices", actor: device.id.text, audience: .staff,
            payload: OfDevice(device: device.id.text, show: device.show.text, door: device.door))
    }

    static func deviceRevoked(_ device: DeviceRow, actor: String) throws -> EventDraft {
        try EventDraft(
            "identity.device_revoked", topic: "devices", actor: actor, audience: .staff,
            payload: OfDevice(device: device.id.text, show: device.show.text, door: device.door))
    }

    private static func own(
        _ name: String, _ account: AccountID, actor: String, _ payload: some Encodable
    ) throws -> EventDraft {
        try EventDraft(
            name, topic: "account:\(account.text)", actor: actor, audience: .account(account), payload: payload)
    }
}
