import Foundation

/// From entries of the event log to sentences. One line per kind of event; a test holds the table against every
/// `…Events.swift`.
enum AuditSentences {
    /// `{actor}` is who did it; other words in braces are keys of the payload: identifiers become names, lists are
    /// joined. `{price}` is made of `total` and `currency`, `{subject}` is what the topic names behind its colon.
    static let templates = [
        "box.backup_ended": "A {kind} ended: {state}.",
        "box.backup_settings_changed": "{actor} changed where or how often backups are made.",
        "box.backup_started": "{actor} started a {kind}.",
        "box.recovery_words_confirmed": "{actor} typed two of the recovery words back.",
        "box.recovery_words_shown": "{actor} had the recovery words shown.",
        "box.restored": "The box was restored from the backup {snapshot}.",
        "box.settings_changed": "{actor} set the box up as “{name}”, in {timeZone}, selling in {currency}.",

        "catalog.album_changed": "{actor} changed the album {id}.",
        "catalog.artist_changed": "{actor} changed the page of {id}.",
        "catalog.editor_added": "{actor} let {account} edit the page of {id}.",
        "catalog.editor_removed": "{actor} no longer lets {account} edit the page of {id}.",
        "catalog.removed": "{actor} removed {id} from the catalogue.",
        "catalog.restored": "{actor} put {id} back into the catalogue.",
        "catalog.track_added": "{actor} uploaded {id}.",
        "catalog.track_changed": "{actor} changed the track {id}.",
        "catalog.track_measured": "The box looked at the recording {id}: {state}.",

        "identity.account_changed": "{actor} changed the name or mail address of {account}.",
        "identity.account_created": "{actor} made an account for {account}, with the roles {roles}.",
        "identity.blocked": "{actor} blocked {account}.",
        "identity.claim_refused": "Somebody at {client} entered a wrong claim code; tries left: {triesLeft}.",
        "identity.claimed": "{actor} took the box and became its owner.",
        "identity.device_paired": "The device {device} was paired for {show}, door “{door}”.",
        "identity.device_revoked": "{actor} took away the access of the device {device} at {show}.",
        "identity.invitation_accepted": "{account} used the link that was made for them.",
        "identity.invitation_withdrawn": "{actor} withdrew the invitation of {invitation}.",
        "identity.invited": "{actor} invited {invitation}, with the roles {roles}.",
        "identity.pairing_refused": "Somebody at {client} tried to pair a device with a wrong code.",
        "identity.pairing_started": "{actor} offered to pair a device for {show}, door “{door}”.",
        "identity.password_changed": "{actor} changed the password of {account}.",
        "identity.reset_link_made": "{actor} made a link with which {account} sets a new password.",
        "identity.roles_changed": "{actor} gave {account} the roles {roles}.",
        "identity.session_ended": "{account} ended a session at {client}.",
        "identity.sign_in_refused": "Somebody at {client} could not sign in as {account}: {why}.",
        "identity.signed_in": "{account} signed in from {client}.",
        "identity.unblocked": "{actor} unblocked {account}.",

        "payments.cancelled": "{actor} gave the reservation of {order} back.",
        "payments.expired": "The reservation of {order} ran out and was given back.",
        "payments.paid": "{actor} took {price} for {order}.",
        "payments.refunded": "{actor} gave {price} back for {order}.",
        "payments.reserved": "{actor} reserved {order} for {price}.",
        "payments.shift_closed": "{actor} counted the drawer and closed the shift.",
        "payments.shift_opened": "{actor} counted the drawer and opened a shift.",

        "ticketing.admitted": "{actor} let somebody in to {subject}, door “{door}”.",
        "ticketing.refused": "{actor} turned somebody away from {subject}, door “{door}”: {outcome}.",
        "ticketing.revoked": "{actor} took back tickets for {show} with {order}: {count}.",
        "ticketing.show_changed": "{actor} changed the show {show}.",
        "ticketing.sold": "{actor} sold tickets for {show} with {order}: {count}.",
        "ticketing.stock_changed": "{actor} changed what is left of {show}.",
        "ticketing.undone": "{actor} took back an admission to {subject}.",
    ]

    /// The same where somebody did it to their own account.
    private static let own = [
        "identity.account_changed": "{actor} changed their own name or mail address.",
        "identity.password_changed": "{actor} changed their own password.",
    ]

    /// What stands for a thing that is gone.
    private static let nouns = [
        "acct": "somebody", "dev": "a former device", "art": "an artist", "alb": "an album", "trk": "a track",
        "show": "a show", "ord": "an order", "inv": "a person", "pair": "a pairing", "scan": "a scan",
        "shift": "a shift", "sess": "a session", "tick": "a ticket", "type": "a kind of ticket", "tx": "a transfer",
        "job": "a job",
    ]

    /// Keys whose values are codes.
    private static let coded: Set = ["why", "state", "outcome", "kind"]

    /// Codes in payloads, where the code alone says too little.
    private static let meanings = [
        "password": "the password was wrong", "current_password": "the current password was wrong",
        "test_restore": "test restore", "done": "it went well", "cancelled": "it was stopped",
        "blocked": "the account is blocked", "ready": "it is ready", "failed": "without success",
        "already_inside": "already inside", "refunded": "the ticket was refunded",
        "wrong_show": "another show's ticket",
        "show_cancelled": "the show was cancelled", "too_early": "too early", "too_late": "too late",
        "unknown": "no ticket of this box",
    ]

    /// - Parameter label: what an identifier is called today; nil for what is gone.
    static func sentence(_ entry: AuditStore.Entry, label: (String) throws -> String?) rethrows -> String {
        let actor = try who(entry.actor, label)
        guard let template = template(entry), let values = try values(entry, actor: actor, label) else {
            return "\(entry.name) by \(actor)."
        }
        var sentence = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            sentence += rest[..<open]
            let key = String(rest[rest.index(after: open)..<close])
            sentence += values[key] ?? "something"
            rest = rest[rest.index(after: close)...]
        }
        sentence += rest
        return sentence.prefix(1).uppercased() + sentence.dropFirst()
    }

    private static func template(_ entry: AuditStore.Entry) -> String? {
        if let own = own[entry.name], object(entry.payload)?["account"] as? String == entry.actor { return own }
        return templates[entry.name]
    }

    /// Everything that a template may name; nil when the payload is no JSON object.
    private static func values(
        _ entry: AuditStore.Entry, actor: String, _ label: (String) throws -> String?
    ) rethrows -> [String: String]? {
        guard let object = object(entry.payload) else { return nil }
        var values = ["actor": actor]
        for (key, value) in object {
            values[key] = try words(value, label)
            if coded.contains(key), let code = value as? String, let meaning = meanings[code] { values[key] = meaning }
        }
        if let account = object["account"], account is NSNull { values["account"] = "somebody unknown" }
        if entry.name == "identity.sign_in_refused", object["account"] == nil { values["account"] = "somebody unknown" }
        if let total = object["total"] as? String, let currency = object["currency"] as? String {
            values["price"] = price(total, currency)
        }
        if let colon = entry.topic.firstIndex(of: ":") {
            values["subject"] = try name(String(entry.topic[entry.topic.index(after: colon)...]), label)
        }
        return values
    }

    private static func object(_ payload: String) -> [String: Any]? {
        do {
            return try JSONSerialization.jsonObject(with: Data(payload.utf8)) as? [String: Any]
        } catch {
            return nil
        }
    }

    private static func words(_ value: Any, _ label: (String) throws -> String?) rethrows -> String {
        switch value {
        case let text as String: return try name(text, label)
        case let list as [Any]:
            let words = try list.map { try Self.words($0, label) }
            return words.isEmpty ? "none" : words.joined(separator: ", ")
        case let number as NSNumber: return number.stringValue
        default: return "something"
        }
    }

    private static func who(_ actor: String, _ label: (String) throws -> String?) rethrows -> String {
        switch actor {
        case "box": "the box"
        case "anyone": "somebody"
        default: try name(actor, label)
        }
    }

    /// An identifier by its name, other text as it is.
    private static func name(_ text: String, _ label: (String) throws -> String?) rethrows -> String {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 26, let noun = nouns[String(parts[0])] else { return text }
        return try label(text) ?? noun
    }

    /// An amount of the smallest unit as people write it, `15.00 EUR`.
    static func price(_ amount: String, _ currency: String) -> String {
        let digits = smallUnits[currency] ?? 2
        guard let whole = Int64(amount), digits > 0 else { return "\(amount) \(currency)" }
        let sign = whole < 0 ? "-" : ""
        let text = String(whole.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits)) \(currency)"
    }

    /// Digits behind the point where they are not two, ISO 4217.
    private static let smallUnits = [
        "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
        "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3,
        "OMR": 3, "TND": 3,
    ]
}
