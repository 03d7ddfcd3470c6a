package import Foundation
package import LocalCA
import Logging
import StageModel
import Synchronization
package import WebEdge

/// With what the box proves its name: a certificate of the owner's if there is a good one, else one that the box signs
/// for the names and addresses that it has at the moment. Follows changes while the box runs.
package final class CertificateKeeper: Sendable {
    /// What is shown to browsers now.
    package struct Standing: Sendable {
        package enum Source: String, Sendable, Encodable { case local, own, none }

        package var source = Source.none
        /// What a person should know or do; empty when all is well.
        package var complaints: [String] = []
        package var names: [String] = []
        package var addresses: [String] = []
        package var expires: Date?
        package var renewsAt: Date?
    }

    /// PEM files.
    private struct OwnFiles: Sendable {
        let certificate: String
        let key: String
    }

    private struct State {
        var standing = Standing()
        var ownStamp: FilePairStamp?
        var hasOwn = false
        /// The names and addresses that the own certificate was compared with.
        var compared: [String] = []
    }

    /// What the ports show; nil where HTTPS is not served.
    package let identity: TLSIdentity?
    /// The authority of this box, which devices may be told to trust; nil where HTTPS is not served.
    package let authority: LocalAuthority?
    private let ownFiles: OwnFiles?
    private let clock: BoxClock
    private let logger: Logger
    private let state = Mutex(State())

    /// Makes the authority where there is none, and a first certificate.
    ///
    /// - Throws: `AuthorityFailure`, whose sentence says what to do.
    init(
        configuration: BoxConfiguration, folder: String, boxName: String, neighbourhood: Neighbourhood, clock: BoxClock,
        logger: Logger
    ) throws {
        self.clock = clock
        self.logger = logger
        guard configuration.servesHTTPS else {
            (identity, authority, ownFiles) = (nil, nil, nil)
            return
        }
        let now = clock.now().date
        let authority = try LocalAuthority(folder: folder, boxName: boxName, now: now)
        let present = try authority.presentLeaf()
        let wanted = try LeafNames(names: neighbourhood.localNames, addresses: neighbourhood.addresses)
        let leaf =
            if let held = present.leaf, authority.renewal(of: present, wanted: wanted, now: now) == nil { held }
            else { try authority.leaf(for: wanted, now: now) }
        self.authority = authority
        identity = try TLSIdentity(chainPEM: leaf.certificatePEM, keyPEM: leaf.keyPEM)
        ownFiles =
            configuration.tlsCertificate.isEmpty
            ? nil : OwnFiles(certificate: configuration.tlsCertificate, key: configuration.tlsKey)
        state.withLock { $0.standing = Self.standing(of: leaf, complaints: []) }
        follow(neighbourhood)
    }

    package var standing: Standing { state.withLock { $0.standing } }

    /// Looks whether another certificate is needed, and shows it. Blocks for the disk, some milliseconds; for one
    /// caller.
    func follow(_ neighbourhood: Neighbourhood) {
        guard let identity, let authority else { return }
        let now = clock.now().date
        var complaints: [String] = []
        if let ownFiles {
            do {
                if try takeOwn(ownFiles, neighbourhood, identity, now) { return }
            } catch let failure as OwnCertificateFailure {
                complaints.append(failure.sentence)
            } catch {
                complaints.append("The owner's certificate cannot be used (\(error)). The box shows its own instead.")
            }
        }
        do {
            let wanted = try LeafNames(names: neighbourhood.localNames, addresses: neighbourhood.addresses)
            let present = try authority.presentLeaf()
            let isShown = state.withLock { $0.standing.source == .local }
            if let held = present.leaf, isShown, authority.renewal(of: present, wanted: wanted, now: now) == nil {
                return state.withLock { $0.standing = Self.standing(of: held, complaints: complaints) }
            }
            let leaf =
                if let held = present.leaf, authority.renewal(of: present, wanted: wanted, now: now) == nil { held }
                else { try authority.leaf(for: wanted, now: now) }
            try identity.replace(chainPEM: leaf.certificatePEM, keyPEM: leaf.keyPEM)
            state.withLock { $0.standing = Self.standing(of: leaf, complaints: complaints) }
            logger.info("The box shows a new certificate", metadata: ["names": "\(leaf.names + leaf.addresses)"])
        } catch {
            let sentence = (error as? AuthorityFailure)?.sentence ?? (error as? NameRefusal)?.sentence ?? "\(error)"
            state.withLock { $0.standing.complaints = complaints + [sentence] }
        }
    }

    /// Shows the owner's certificate if its files changed; true while it is the one that is shown.
    private func takeOwn(
        _ files: OwnFiles, _ neighbourhood: Neighbourhood, _ identity: TLSIdentity, _ now: Date
    ) throws -> Bool {
        let stamp = FilePairStamp(certificateFile: files.certificate, keyFile: files.key)
        let wanted = neighbourhood.names
        let isKnown = state.withLock { state in
            let isKnown = state.ownStamp == stamp && state.hasOwn && state.compared == wanted
            (state.ownStamp, state.compared) = (stamp, wanted)
            return isKnown
        }
        if isKnown, let expires = standing.expires, now <= expires { return true }
        state.withLock { $0.hasOwn = false }
        let own = try OwnCertificate(
            certificateFile: files.certificate, keyFile: files.key, wanted: wanted, now: now)
        try identity.replace(chainPEM: own.chainPEM, keyPEM: own.keyPEM)
        state.withLock { state in
            state.hasOwn = true
            state.standing = Standing(
                source: .own, complaints: own.warnings.map(\.sentence), names: own.names, addresses: own.addresses,
                expires: own.expires, renewsAt: nil)
        }
        logger.info("The box shows the owner's certificate", metadata: ["names": "\(own.names)"])
        return true
    }

    private static func standing(of leaf: Leaf, complaints: [String]) -> Standing {
        Standing(
            source: .local, complaints: complaints, names: leaf.names, addresses: leaf.addresses,
            expires: leaf.expires, renewsAt: leaf.renewsAt)
    }
}

/// The names and addresses under which the box is found at a moment.
struct Neighbourhood: Sendable, Equatable {
    /// Names, the best first.
    var names: [String]
    /// Addresses of this machine in numbers, the best first.
    var addresses: [String]

    /// The names that the box may vouch for itself.
    var localNames: [String] {
        names.filter { $0.lowercased().hasSuffix(".local") } + ["localhost"]
    }
}
