import Foundation
import HTTPTypes
import LocalCA
import LocalNetwork
import NIOCore
import StageModel
import WebEdge

/// How the box is found and proved: the console's pages on network and certificates, and what devices download to trust
/// the box.
struct NetworkRoutes: Sendable {
    let network: @Sendable () -> LocalStanding?
    let certificates: CertificateKeeper
    let whereabouts: Whereabouts
    let boxName: @Sendable () async throws -> String

    private struct Link: Encodable {
        let name: String
        let addresses: [String]
    }

    private struct Name: Encodable {
        let wanted: String
        let held: Nullable<String>
        let since: Nullable<Timestamp>
    }

    private struct Network: Encodable {
        let condition, sentence: String
        let needsAttention: Bool
        let names: [Name]
        let service: Nullable<String>
        let links: [Link]
    }

    private struct Authority: Encodable {
        let subject: String
        let expiresAt: Timestamp
    }

    private struct Leaf: Encodable {
        let names, addresses: [String]
        let expiresAt: Timestamp
        let renewsAt: Nullable<Timestamp>
    }

    private struct Certificates: Encodable {
        let source: CertificateKeeper.Standing.Source
        let sentence: String
        let fingerprint: Nullable<String>
        let root: Nullable<Authority>
        let leaf: Nullable<Leaf>
    }

    private struct Trust: Encodable {
        let boxName: String
        let fingerprint, secureUrl: Nullable<String>
        let isSecure: Bool
        let certificateUrl, profileUrl: String
    }

    private static let certificatePath = "/trust/stagebox.crt"
    private static let profilePath = "/trust/\(AppleProfile.fileName)"

    var routes: [Route] {
        [
            Route(.get, "/api/box/network", .roles([.admin]), body: .none) { _ in try .json(networkAnswer()) },
            Route(.get, "/api/box/certificates", .roles([.admin]), body: .none) { _ in
                try .json(certificatesAnswer())
            },
            Route(.get, "/api/trust", .anyone, body: .none) { call in try .json(try await trust(call)) },
            Route(.get, Self.certificatePath, .anyone, budget: .media, body: .none) { _ in
                guard let root = certificates.authority?.root else { throw NotThere() }
                return download(root.der, "application/x-x509-ca-cert", name: "stagebox.crt")
            },
            Route(.get, Self.profilePath, .anyone, budget: .media, body: .none) { _ in
                guard let root = certificates.authority?.root else { throw NotThere() }
                let profile = try AppleProfile(root: root, boxName: try await boxName())
                return download(profile.bytes, AppleProfile.mediaType, name: AppleProfile.fileName)
            },
        ]
    }

    private func download(_ bytes: [UInt8], _ type: String, name: String) -> Reply {
        Reply(
            headers: [.contentType: type, .contentDisposition: "attachment; filename=\"\(name)\""],
            body: .bytes(ByteBuffer(bytes: bytes)))
    }

    private func networkAnswer() -> Network {
        guard let standing = network() else {
            return Network(
                condition: "off", sentence: "The box is not announced, because its configuration says so.",
                needsAttention: false, names: [], service: Nullable(nil), links: [])
        }
        return Network(
            condition: Self.word(standing.condition), sentence: standing.sentence,
            needsAttention: standing.needsAttention,
            names: standing.aliases.map {
                Name(wanted: $0.wanted, held: Nullable($0.held), since: Nullable($0.since.map(Timestamp.init)))
            }, service: Nullable(standing.service.held),
            links: standing.links.map { Link(name: $0.name, addresses: $0.addresses.map(\.text)) })
    }

    private static func word(_ condition: LocalStanding.Condition) -> String {
        switch condition {
        case .beginning: "beginning"
        case .announcing: "announced"
        case .avahiAbsent: "absent"
        case .noNetwork: "no_network"
        case .refused: "refused"
        }
    }

    private func certificatesAnswer() -> Certificates {
        let standing = certificates.standing
        let root = certificates.authority?.root
        return Certificates(
            source: standing.source, sentence: CertificateSentence.text(standing),
            fingerprint: Nullable(root?.fingerprint.grouped),
            root: Nullable(root.map { Authority(subject: $0.subject, expiresAt: Timestamp($0.expires)) }),
            leaf: Nullable(
                standing.expires.map {
                    Leaf(
                        names: standing.names, addresses: standing.addresses, expiresAt: Timestamp($0),
                        renewsAt: Nullable(standing.renewsAt.map(Timestamp.init)))
                }))
    }

    private func trust(_ call: Call) async throws -> Trust {
        let isLocal = certificates.standing.source == .local
        return Trust(
            boxName: try await boxName(),
            fingerprint: Nullable(isLocal ? certificates.authority?.root.fingerprint.grouped : nil),
            secureUrl: Nullable(whereabouts.addresses.secureURL(host: call.request.authority)),
            isSecure: call.isSecure, certificateUrl: Self.certificatePath, profileUrl: Self.profilePath)
    }
}

/// What the certificate means for whoever reads the console.
enum CertificateSentence {
    static func text(_ standing: CertificateKeeper.Standing) -> String {
        if !standing.complaints.isEmpty { return standing.complaints.joined(separator: " ") }
        return switch standing.source {
        case .none: "The box serves no HTTPS, because its configuration says so. Cameras and offline pages need it."
        case .own: "Browsers see the certificate of your own. Replace its files and the box takes the new ones at once."
        case .local:
            "The box signs its own certificate and renews it by itself. Devices that trust the box see no warning."
        }
    }
}
