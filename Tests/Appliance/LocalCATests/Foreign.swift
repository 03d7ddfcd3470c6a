import Crypto
import Foundation
import SwiftASN1
import X509

@testable import LocalCA

/// A certificate and its key, made by somebody else than the box.
struct Foreign {
    let certificate: Certificate
    let key: P256.Signing.PrivateKey

    /// - Parameter issuer: nil for one that signs itself.
    init(
        _ subject: String, by issuer: Foreign? = nil, names: [String] = ["stage.example.org"], addresses: [String] = [],
        isAuthority: Bool = false, usages: [ExtendedKeyUsage.Usage] = [.serverAuth], from: Date = noon - day,
        until: Date = noon + 90 * day
    ) throws {
        key = P256.Signing.PrivateKey()
        let publicKey = Certificate.PublicKey(key.publicKey)
        let name = try DistinguishedName { CommonName(subject) }
        let alternatives =
            names.map { GeneralName.dnsName($0) }
            + addresses.compactMap(Address.init).map { .ipAddress(ASN1OctetString(contentBytes: $0.bytes[...])) }
        certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey, notValidBefore: from,
            notValidAfter: until, issuer: issuer?.certificate.subject ?? name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(
                    isAuthority
                        ? BasicConstraints.isCertificateAuthority(maxPathLength: nil) : .notCertificateAuthority)
                if !usages.isEmpty { try ExtendedKeyUsage(usages) }
                if !alternatives.isEmpty { SubjectAlternativeNames(alternatives) }
                SubjectKeyIdentifier(hash: publicKey)
            },
            issuerPrivateKey: Certificate.PrivateKey(issuer?.key ?? key))
    }

    var pem: String {
        get throws { PEMText.text(label: "CERTIFICATE", bytes: try CertificateForms.der(certificate)) }
    }

    var keyPEM: String { key.pemRepresentation + "\n" }
}

/// A root, an intermediate and a certificate for a server, as an authority would give them.
struct ForeignChain {
    let root: Foreign
    let middle: Foreign
    let leaf: Foreign

    init(names: [String] = ["stage.example.org"], until: Date = noon + 90 * day) throws {
        root = try Foreign("Far Root", names: [], isAuthority: true, usages: [])
        middle = try Foreign("Far Middle", by: root, names: [], isAuthority: true, usages: [])
        leaf = try Foreign("stage.example.org", by: middle, names: names, until: until)
    }
}
