package import Foundation
import X509

import enum Crypto.P256

/// A certificate of the box and its key, as the TLS server shows it.
package struct Leaf: Sendable {
    let certificate: Certificate

    /// What the server sends. The root is not in it: a device that trusts the root has it, and one that does not would
    /// not be convinced by it (RFC 8446, section 4.4.2, lets a trust anchor be left out).
    package let certificatePEM: String
    /// PKCS #8. A secret.
    package let keyPEM: String
    package let names: [String]
    package let addresses: [String]
    package let fingerprint: Fingerprint
    package var validFrom: Date { certificate.notValidBefore }
    /// The last second of its life.
    package var expires: Date { certificate.notValidAfter }
    /// When two thirds of its life are over and a new one is planned.
    package var renewsAt: Date { RenewalRules.renewsAt(validFrom: validFrom, expires: expires) }

    init(certificate: Certificate, key: P256.Signing.PrivateKey) throws {
        self.certificate = certificate
        let der = try CertificateForms.der(certificate)
        let alternatives = try Names.alternatives(of: certificate)
        certificatePEM = PEMText.text(label: "CERTIFICATE", bytes: der)
        keyPEM = key.pemRepresentation + "\n"
        names = alternatives.names
        addresses = alternatives.addresses.map(\.description)
        fingerprint = Fingerprint(of: der)
    }

    /// - Parameter bytes: what `text` gave.
    init(bytes: [UInt8]) throws(Unfit) {
        let pair = try CertifiedKey(bytes: bytes)
        guard let key = pair.p256 else { throw Unfit(why: "holds a key of another kind than the box makes") }
        do {
            try self.init(certificate: pair.certificate, key: key)
        } catch {
            throw Unfit(why: "holds a certificate that cannot be read")
        }
    }

    /// The certificate and the key in one file: whoever reads it never sees the key of another certificate.
    var text: String { certificatePEM + keyPEM }

    func isSigned(by root: Root) -> Bool {
        certificate.issuer == root.certificate.subject
            && root.certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
    }
}

/// What the folder holds for the TLS server.
package enum PresentLeaf: Sendable {
    case none
    /// A file that cannot be used; `why` completes the sentence that begins with "it". A new one replaces it.
    case damaged(why: String)
    case held(Leaf)

    package var leaf: Leaf? {
        if case .held(let leaf) = self { leaf } else { nil }
    }
}
