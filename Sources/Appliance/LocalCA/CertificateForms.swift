import Cryptography
import Foundation
import SwiftASN1
import X509

import enum Crypto.P256

/// The two forms of certificate that the box makes.
enum CertificateForms {
    static let day: TimeInterval = 86_400
    /// Ten years. Devices keep a root for as long as they live; nobody installs one twice with pleasure.
    static let rootLife: TimeInterval = 3652 * day
    /// 397 days, the last second included: the longest that every browser takes (Apple counts 825 for a root that the
    /// user has added, others do not distinguish).
    static let leafLife: TimeInterval = 397 * day - 1
    /// A phone whose clock is a little slow must not find a fresh certificate not yet valid.
    static let backdating: TimeInterval = 3600

    /// A root that may vouch only for what `LANBounds` names.
    ///
    /// The constraints are critical, so that a system that does not know them refuses the root instead of trusting it
    /// for everything (RFC 5280, section 4.2.1.10). They bind names and addresses, the kinds that TLS looks at.
    static func root(subject: String, key: P256.Signing.PrivateKey, now: Date) throws -> Certificate {
        let name = try DistinguishedName {
            OrganizationName("Stagebox")
            CommonName(subject)
        }
        let publicKey = Certificate.PublicKey(key.publicKey)
        let constraints = NameConstraints(
            permittedDNSDomains: LANBounds.domains,
            permittedIPRanges: LANBounds.networks.map { ASN1OctetString(contentBytes: ($0.base + $0.mask)[...]) })
        let from = wholeSeconds(now) - backdating
        return try Certificate(
            version: .v3, serialNumber: serial(), publicKey: publicKey, notValidBefore: from,
            notValidAfter: from + rootLife, issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                Critical(constraints)
                SubjectKeyIdentifier(hash: publicKey)
            },
            issuerPrivateKey: Certificate.PrivateKey(key))
    }

    /// A certificate for a TLS server, of whatever names: it is `LeafNames` that keeps to the bounds.
    ///
    /// It does not outlive its root.
    static func leaf(
        names: [String], addresses: [Address], key: P256.Signing.PrivateKey, root: Certificate,
        rootKey: P256.Signing.PrivateKey, now: Date
    ) throws -> Certificate {
        let subject = try DistinguishedName {
            OrganizationName("Stagebox")
            CommonName(names.first { $0.utf8.count <= 64 } ?? "Stagebox")
        }
        let publicKey = Certificate.PublicKey(key.publicKey)
        let alternatives =
            names.map { GeneralName.dnsName($0) }
            + addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0.bytes[...])) }
        let from = wholeSeconds(now) - backdating
        let issuerIdentifier = try root.extensions.subjectKeyIdentifier?.keyIdentifier
        return try Certificate(
            version: .v3, serialNumber: serial(), publicKey: publicKey, notValidBefore: from,
            notValidAfter: min(from + leafLife, root.notValidAfter), issuer: root.subject, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(alternatives)
                SubjectKeyIdentifier(hash: publicKey)
                AuthorityKeyIdentifier(keyIdentifier: issuerIdentifier)
            },
            issuerPrivateKey: Certificate.PrivateKey(rootKey))
    }

    static func der(_ certificate: Certificate) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    /// 128 random bits behind a one, which keeps the number positive and always as long.
    private static func serial() -> Certificate.SerialNumber {
        Certificate.SerialNumber(bytes: [1] + SecureRandom.bytes(16))
    }

    private static func wholeSeconds(_ date: Date) -> Date {
        Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
    }
}
