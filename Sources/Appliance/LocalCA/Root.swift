package import Foundation
import SwiftASN1
import X509

import enum Crypto.P256

/// The root of the box: what people install on their devices.
package struct Root: Sendable {
    let certificate: Certificate
    let key: P256.Signing.PrivateKey

    /// For download, as `application/x-x509-ca-cert`.
    package let der: [UInt8]
    /// For download, and for the stores of Linux and Firefox.
    package let pem: String
    package let fingerprint: Fingerprint
    /// The common name, by which it stands in the lists of devices: `Stagebox NAME ROOT`.
    package let subject: String
    package var validFrom: Date { certificate.notValidBefore }
    package var expires: Date { certificate.notValidAfter }

    /// A fresh one.
    init(boxName: String, now: Date) throws {
        let key = P256.Signing.PrivateKey()
        let certificate = try CertificateForms.root(subject: BoxName.rootSubject(boxName), key: key, now: now)
        try self.init(certificate: certificate, key: key)
    }

    /// - Parameter bytes: what `text` gave.
    /// - Throws: `Unfit` for anything that is not a whole root of the box.
    init(bytes: [UInt8]) throws(Unfit) {
        let pair = try CertifiedKey(bytes: bytes)
        guard let key = pair.p256 else { throw Unfit(why: "holds a key of another kind than the box makes") }
        do {
            try self.init(certificate: pair.certificate, key: key)
        } catch {
            throw Unfit(why: "holds a certificate that cannot be read")
        }
        try Root.inspect(certificate)
    }

    private init(certificate: Certificate, key: P256.Signing.PrivateKey) throws {
        self.certificate = certificate
        self.key = key
        der = try CertificateForms.der(certificate)
        pem = PEMText.text(label: "CERTIFICATE", bytes: der)
        fingerprint = Fingerprint(of: der)
        subject = Names.common(in: certificate.subject) ?? "Stagebox ROOT"
    }

    /// The certificate and the key in one file, so that neither is ever without the other.
    var text: String { pem + key.pemRepresentation + "\n" }

    /// A root without constraints, as somebody might put in its place, would be trusted by devices for everything.
    private static func inspect(_ certificate: Certificate) throws(Unfit) {
        let extensions = certificate.extensions
        do {
            guard case .isCertificateAuthority = try extensions.basicConstraints else {
                throw Unfit(why: "holds a certificate that is no root")
            }
            guard try extensions.nameConstraints != nil,
                extensions[oid: .X509ExtensionID.nameConstraints]?.critical == true
            else { throw Unfit(why: "holds a root that is not limited to local names") }
        } catch let unfit as Unfit {
            throw unfit
        } catch {
            throw Unfit(why: "holds a certificate that cannot be read")
        }
        guard certificate.issuer == certificate.subject,
            certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
        else { throw Unfit(why: "holds a root that did not sign itself") }
    }
}

/// Why a file with a certificate and its key cannot be used; completes the sentence that begins with "it".
struct Unfit: Error, Equatable {
    let why: String
}

/// A file of the authority: one certificate and its key.
struct CertifiedKey {
    let certificate: Certificate
    /// Nil for a key of another kind.
    let p256: P256.Signing.PrivateKey?

    init(bytes: [UInt8]) throws(Unfit) {
        let blocks: [PEMBlock]
        do {
            blocks = try PEMText.blocks(bytes)
        } catch {
            throw Unfit(why: "was cut off or changed")
        }
        let certificates = blocks.filter { $0.label == "CERTIFICATE" }
        let keys = blocks.filter { $0.label == "PRIVATE KEY" }
        guard blocks.count <= 2, let first = certificates.first, certificates.count == 1 else {
            throw Unfit(why: "does not hold one certificate")
        }
        guard let second = keys.first, keys.count == 1 else { throw Unfit(why: "does not hold one key") }
        do {
            guard try CertifiedKey.hasWholeSignature(first.bytes) else { throw Unfit(why: "was cut off or changed") }
            certificate = try Certificate(derEncoded: first.bytes)
        } catch let unfit as Unfit {
            throw unfit
        } catch {
            throw Unfit(why: "holds a certificate that cannot be read")
        }
        let key: Certificate.PrivateKey
        do {
            key = try Certificate.PrivateKey(derBytes: second.bytes)
        } catch {
            throw Unfit(why: "holds a key that cannot be read")
        }
        guard key.publicKey == certificate.publicKey else {
            throw Unfit(why: "holds a certificate and a key that do not belong together")
        }
        do {
            p256 = try P256.Signing.PrivateKey(derRepresentation: second.bytes)
        } catch {
            p256 = nil
        }
    }

    /// Whether the signature's bit string has no unused bits. The count of them is not signed and the library does not
    /// look at it, so that a flipped bit there would change the fingerprint and nothing else.
    private static func hasWholeSignature(_ der: [UInt8]) throws -> Bool {
        try DER.sequence(DER.parse(der), identifier: .sequence) { parts in
            var last: ASN1Node?
            while let part = parts.next() { last = part }
            return try last.map { try ASN1BitString(derEncoded: $0).paddingBits == 0 } ?? true
        }
    }
}

/// Names inside certificates.
enum Names {
    static func common(in name: DistinguishedName) -> String? {
        for part in name {
            for attribute in part where attribute.type == .RDNAttributeType.commonName {
                if let text = String(attribute.value) { return text }
            }
        }
        return nil
    }

    /// DNS names in lower case, and addresses, in the order of the certificate; other kinds are left away.
    ///
    /// - Throws: the library's error if the extension cannot be read.
    static func alternatives(of certificate: Certificate) throws -> (names: [String], addresses: [Address]) {
        var names: [String] = []
        var addresses: [Address] = []
        for name in try certificate.extensions.subjectAlternativeNames ?? SubjectAlternativeNames() {
            switch name {
            case .dnsName(let text): names.append(LANBounds.canonical(text))
            case .ipAddress(let octets): if let address = Address(bytes: octets.bytes) { addresses.append(address) }
            default: continue
            }
        }
        return (names, addresses)
    }
}
