package import StageModel

/// What Identity will not do.
package enum IdentityRefusal: Refusal, Equatable {
    case alreadyClaimed
    case wrongClaimCode(triesLeft: Int)
    case wrongCredentials
    case blocked
    case tooManyTries(seconds: Int)
    case busy
    case mailTaken
    case nameTaken
    case lastAdmin
    case selfBlock
    case personBlocked
    case changedMeanwhile
    case noSuchPerson
    case linkGone
    case tooManyInvitations
    case pairingGone
    case wrongPairingCode
    case tooManyPairings
    case tooManyDevices
    case showOver

    package var kind: RefusalKind {
        switch self {
        case .wrongCredentials: .unauthorized
        case .blocked: .forbidden
        case .noSuchPerson, .linkGone, .pairingGone: .notFound
        case .wrongClaimCode, .wrongPairingCode: .invalid
        case .tooManyTries(let seconds): .tooMany(retryAfterSeconds: seconds)
        case .busy: .tooMany(retryAfterSeconds: 5)
        case .alreadyClaimed, .mailTaken, .nameTaken, .lastAdmin, .selfBlock, .personBlocked, .changedMeanwhile,
            .tooManyInvitations, .tooManyPairings, .tooManyDevices, .showOver:
            .conflict
        }
    }

    package var reason: String {
        switch self {
        case .alreadyClaimed: "identity.already_claimed"
        case .wrongClaimCode: "identity.wrong_claim_code"
        case .wrongCredentials: "identity.wrong_credentials"
        case .blocked: "identity.blocked"
        case .tooManyTries: "identity.too_many_tries"
        case .busy: "identity.busy"
        case .mailTaken: "identity.mail_taken"
        case .nameTaken: "identity.name_taken"
        case .lastAdmin: "identity.last_admin"
        case .selfBlock: "identity.self_block"
        case .personBlocked: "identity.person_blocked"
        case .changedMeanwhile: "identity.changed_meanwhile"
        case .noSuchPerson: "identity.no_such_person"
        case .linkGone: "identity.link_gone"
        case .tooManyInvitations: "identity.too_many_invitations"
        case .pairingGone: "identity.pairing_gone"
        case .wrongPairingCode: "identity.wrong_pairing_code"
        case .tooManyPairings: "identity.too_many_pairings"
        case .tooManyDevices: "identity.too_many_devices"
        case .showOver: "identity.show_over"
        }
    }

    package var sentence: String {
        switch self {
        case .alreadyClaimed:
            "This box has an owner already. Sign in instead, or ask an admin of the box for an invitation."
        case .wrongClaimCode(let left) where left > 0:
            "This is not the claim code. \(left == 1 ? "One try is" : "\(left) tries are") left before it changes."
        case .wrongClaimCode:
            "This was not the claim code, and the box has made a new one. Look at the machine, or run 'stagebox claim'."
        case .wrongCredentials:
            "Name or password is not right. Check both; an admin of the box can make you a link for a new password."
        case .blocked:
            "This account is blocked. Ask an admin of the box."
        case .tooManyTries(let seconds):
            "There were too many wrong tries. Wait \(seconds) seconds, then try again."
        case .busy:
            "Many people are signing in at this moment. Try again in a few seconds."
        default: sentenceOnStanding
        }
    }

    private var sentenceOnStanding: String {
        switch self {
        case .mailTaken:
            "Somebody on this box has this mail address already. Use another one, or sign in with it."
        case .nameTaken:
            "Somebody on this box has this name already. Give a mail address too, or choose another name."
        case .lastAdmin:
            "This is the last admin. Make somebody else an admin first, so that the box stays in somebody's hands."
        case .selfBlock:
            "You cannot block yourself. Another admin can."
        case .personBlocked:
            "This person is blocked. Unblock them first, then make the link."
        case .changedMeanwhile:
            "This account was changed at the same moment. Look again, then repeat it."
        case .noSuchPerson:
            "Nobody on this box has this mail address. 'stagebox user list' shows everybody."
        case .linkGone:
            "This link was used, withdrawn or has run out. Ask an admin of the box for a new one."
        case .tooManyInvitations:
            "There are \(IdentityLimits.openInvitations) open invitations. Withdraw some that nobody needs."
        case .pairingGone:
            "This pairing was used or has run out. Start a new one at the desk, it is good for ten minutes."
        case .wrongPairingCode:
            "No door waits for this code. Check the 8 characters; a code is good once and for ten minutes."
        case .tooManyPairings:
            "There are \(IdentityLimits.openPairings) open pairings. Use those, or wait until they run out."
        case .tooManyDevices:
            "This show has \(IdentityLimits.devicesPerShow) devices already. Revoke some that nobody needs."
        case .showOver:
            "This show is over. Choose one that is still to come."
        default: ""
        }
    }

    package var fields: [String: String] {
        switch self {
        case .wrongClaimCode, .wrongPairingCode: ["code": sentence]
        case .mailTaken: ["mail": sentence]
        case .nameTaken: ["name": sentence]
        default: [:]
        }
    }
}
