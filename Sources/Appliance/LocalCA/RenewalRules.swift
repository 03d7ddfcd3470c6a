package import Foundation

/// Why the box needs another certificate for its names.
package enum RenewalReason: Sendable, Equatable {
    case none
    case damaged(why: String)
    /// The root is another one, as after a backup was restored.
    case foreign
    /// The certificate begins in the future: it was made while the clock ran ahead.
    case clockWentBack(validFrom: Date)
    case expired(Date)
    /// Names and addresses that are new, and such that are gone.
    case changed(added: [String], gone: [String])
    /// Two thirds of its life are over.
    case due(expires: Date)

    package var sentence: String {
        switch self {
        case .none: "There is no certificate yet; one is made."
        case .damaged(let why): "The certificate of the box cannot be used: it \(why). A new one is made."
        case .foreign: "The certificate was issued by another root than the box has now; a new one is made."
        case .clockWentBack(let validFrom):
            "The certificate begins on \(Words.day(validFrom)), which the clock has not reached; a new one is made. "
                + "Look whether the clock is right."
        case .expired(let date): "The certificate was valid until \(Words.day(date)); a new one is made."
        case .changed(let added, let gone):
            "The names or addresses of the box have changed (\(RenewalReason.changes(added, gone))); "
                + "a new certificate is made."
        case .due(let expires):
            "Two thirds of the certificate's life are over (it ends on \(Words.day(expires))); a new one is made."
        }
    }

    private static func changes(_ added: [String], _ gone: [String]) -> String {
        [
            added.isEmpty ? nil : "new: \(Words.list(added))",
            gone.isEmpty ? nil : "gone: \(Words.list(gone))",
        ].compactMap { $0 }.joined(separator: "; ")
    }
}

/// When a new certificate is made.
enum RenewalRules {
    /// Two thirds of the life, in whole seconds.
    static func renewsAt(validFrom: Date, expires: Date) -> Date {
        validFrom + (expires.timeIntervalSince(validFrom) * 2 / 3).rounded(.down)
    }

    /// The first reason against the present certificate, nil if it is good.
    static func reason(for present: PresentLeaf, root: Root, wanted: LeafNames, now: Date) -> RenewalReason? {
        switch present {
        case .none: return RenewalReason.none
        case .damaged(let why): return .damaged(why: why)
        case .held(let leaf):
            guard leaf.isSigned(by: root) else { return .foreign }
            guard now >= leaf.validFrom else { return .clockWentBack(validFrom: leaf.validFrom) }
            guard now <= leaf.expires else { return .expired(leaf.expires) }
            let has = leaf.names + leaf.addresses
            let wants = wanted.names + wanted.addresses
            let added = wants.filter { !has.contains($0) }
            let gone = has.filter { !wants.contains($0) }
            guard added.isEmpty, gone.isEmpty else { return .changed(added: added, gone: gone) }
            // The last one that a root signs ends with the root: another would end no later.
            guard now < leaf.renewsAt || leaf.expires >= root.expires else { return .due(expires: leaf.expires) }
            return nil
        }
    }
}
