package import Foundation
import SwiftASN1
import X509

import enum Crypto.Curve25519
import enum Crypto.P521

/// A certificate and key of the owner's own, from two PEM files or one, found good to be shown by the TLS server.
package struct OwnCertificate: Sendable {
    /// Bytes of one file.
    package static let fileLimit = 256 << 10
    /// Certificates in the file.
    package static let chainLimit = 8
    /// Below so many days a certificate is due; those of Let's Encrypt are renewed when 30 are left.
    package static let warningDays = 14

    /// What the server sends: the certificate of the box first, without the root at the end.
    package let chainPEM: String
    /// A secret.
    package let keyPEM: String
    /// As the certificate has them; a name may begin with `*.`.
    package let names: [String]
    package let addresses: [String]
    package let subject: String?
    package let issuer: String?
    package let fingerprint: Fingerprint
    package let validFrom: Date
    /// The last second of its life.
    package let expires: Date
    package private(set) var warnings: [OwnCertificateWarning] = []
    /// The files as they were before they were read.
    package let stamp: FilePairStamp

    /// Reads and checks the two files, which may be one and the same, and may be links, as certbot's are.
    ///
    /// - Parameters:
    ///   - wanted: names and addresses under which the box is reached; what is not covered becomes a warning.
    /// - Throws: `OwnCertificateFailure`.
    package init(certificateFile: String, keyFile: String, wanted: [String], now: Date) throws(OwnCertificateFailure) {
        let stamp = FilePairStamp(certificateFile: certificateFile, keyFile: keyFile)
        let certificates = try OwnFile(path: certificateFile)
        let keys = keyFile == certificateFile ? certificates : try OwnFile(path: keyFile)
        try self.init(certificates: certificates, keys: keys, stamp: stamp, now: now)
        warn(wanted: wanted, now: now, isKeyOpen: keys.isOpenToOthers)
    }

    init(
        certificates file: OwnFile, keys: OwnFile, stamp: FilePairStamp, now: Date
    ) throws(OwnCertificateFailure) {
        let chain = try OwnCertificate.chain(in: file)
        let key = try OwnCertificate.key(in: keys)
        let leaf = chain[0]
        guard key.publicKey == leaf.publicKey else {
            if let place = chain.firstIndex(where: { $0.publicKey == key.publicKey }) {
                throw .wrongOrder(position: place + 1)
            }
            throw .keyMismatch
        }
        for (place, (one, next)) in zip(chain, chain.dropFirst()).enumerated() {
            guard one.isSigned(by: next) else { throw .chainBroken(position: place + 1) }
        }
        let facts = try OwnCertificate.inspect(leaf, path: file.path)
        guard now >= leaf.notValidBefore else { throw .notYetValid(from: leaf.notValidBefore) }
        guard now <= leaf.notValidAfter else { throw .expired(leaf.notValidAfter) }
        // A device that trusts the root has it already.
        let sent = chain.count > 1 && chain[chain.count - 1].isSelfSigned ? chain.dropLast() : chain[...]
        do {
            let ders = try sent.map { try CertificateForms.der($0) }
            chainPEM = ders.map { PEMText.text(label: "CERTIFICATE", bytes: $0) }.joined()
            fingerprint = Fingerprint(of: ders[0])
        } catch {
            throw .certificateUnreadable(path: file.path, position: 1)
        }
        do {
            keyPEM = try key.serializeAsPEM().pemString + "\n"
        } catch {
            throw .keyUnreadable(path: keys.path)
        }
        names = facts.names
        addresses = facts.addresses.map(\.description)
        subject = Names.common(in: leaf.subject)
        issuer = Names.common(in: leaf.issuer)
        validFrom = leaf.notValidBefore
        expires = leaf.notValidAfter
        self.stamp = stamp
        if leaf.isSelfSigned { warnings.append(.selfSigned) }
        if chain.count == 1, !leaf.isSelfSigned { warnings.append(.mayLackIntermediate) }
    }

    /// Whole days that are left, 0 on the last one, negative after it.
    package func daysLeft(now: Date) -> Int {
        Int((expires.timeIntervalSince(now) / CertificateForms.day).rounded(.down))
    }

    /// Whether a browser takes it for a name or an address (RFC 9525: `*` stands for one whole label, the first).
    package func covers(_ host: String) -> Bool {
        if let address = Address(host) { return addresses.contains(address.description) }
        let name = LANBounds.canonical(host)
        guard LANBounds.isHostName(name) else { return false }
        if names.contains(name) { return true }
        guard let dot = name.firstIndex(of: ".") else { return false }
        let rest = name[name.index(after: dot)...]
        return rest.contains(".") && names.contains("*.\(rest)")
    }

    private mutating func warn(wanted: [String], now: Date, isKeyOpen: Bool) {
        let days = daysLeft(now: now)
        if days < OwnCertificate.warningDays { warnings.append(.endsSoon(days: days)) }
        let bare = wanted.filter { !covers($0) }
        if !bare.isEmpty { warnings.append(.leavesOut(bare)) }
        if isKeyOpen { warnings.append(.keyOpenToOthers) }
    }

    private static func chain(in file: OwnFile) throws(OwnCertificateFailure) -> [Certificate] {
        let blocks = file.blocks.filter { ["CERTIFICATE", "X509 CERTIFICATE"].contains($0.label) && !$0.isLocked }
        guard !blocks.isEmpty else { throw .noCertificate(path: file.path) }
        guard blocks.count <= chainLimit else { throw .chainTooLong }
        var chain: [Certificate] = []
        for block in blocks {
            do {
                chain.append(try Certificate(derEncoded: block.bytes))
            } catch {
                throw .certificateUnreadable(path: file.path, position: chain.count + 1)
            }
        }
        return chain
    }

    private static func key(in file: OwnFile) throws(OwnCertificateFailure) -> Certificate.PrivateKey {
        // `EC PARAMETERS`, which openssl writes before a key, says nothing that the key does not say.
        let blocks = file.blocks.filter { $0.label.hasSuffix("PRIVATE KEY") }
        guard let block = blocks.first else { throw .noKey(path: file.path) }
        guard blocks.count == 1 else { throw .severalKeys(path: file.path) }
        guard !block.isLocked, block.label != "ENCRYPTED PRIVATE KEY" else { throw .keyLocked(path: file.path) }
        do {
            return try Certificate.PrivateKey(pemDocument: PEMDocument(type: block.label, derBytes: block.bytes))
        } catch {
            throw .keyUnreadable(path: file.path)
        }
    }

    private static func inspect(
        _ leaf: Certificate, path: String
    ) throws(OwnCertificateFailure) -> (names: [String], addresses: [Address]) {
        let facts: (names: [String], addresses: [Address])
        let purposes: ExtendedKeyUsage?
        let constraints: BasicConstraints?
        do {
            facts = try Names.alternatives(of: leaf)
            purposes = try leaf.extensions.extendedKeyUsage
            constraints = try leaf.extensions.basicConstraints
        } catch {
            throw .certificateUnreadable(path: path, position: 1)
        }
        let isUnfit =
            Curve25519.Signing.PublicKey(leaf.publicKey) != nil || P521.Signing.PublicKey(leaf.publicKey) != nil
        guard !isUnfit else { throw .keyUnfit }
        guard leaf.signatureAlgorithm != .sha1WithRSAEncryption else { throw .signatureUnfit }
        // What people make with one line of openssl signs itself and calls itself an authority; browsers take it.
        if case .isCertificateAuthority = constraints, !leaf.isSelfSigned { throw .isAuthority }
        if let purposes, !purposes.contains(.serverAuth), !purposes.contains(.any) { throw .notForServers }
        guard !facts.names.isEmpty || !facts.addresses.isEmpty else { throw .namesNothing }
        return facts
    }
}

extension Certificate {
    func isSigned(by issuer: Certificate) -> Bool {
        self.issuer == issuer.subject && issuer.publicKey.isValidSignature(signature, for: self)
    }

    var isSelfSigned: Bool { isSigned(by: self) }
}
