package import Foundation

import enum Crypto.P256

// LocalCA: the box as the certificate authority of its own names in the local network.
//
// Purpose. Browsers give the camera, the microphone and installation only to pages behind TLS, and nobody sells
// certificates for `stagebox.local` or 192.168.1.5. So the box makes a root once, which people install on their
// devices, and signs short-lived certificates for the names and addresses that it has at the moment. It also checks a
// certificate that the owner brings along, and makes the profile by which Apple's devices install the root.
//
// Layout. `root.pem` (certificate and key), `root-certificate.pem` (the certificate again, for people, and as the proof
// that there was a root when the other file is gone) and `leaf.pem` (certificate and key for the TLS server). A reader
// of one file never sees halves of two. The folder is 0700, the files 0600, each replaced by renaming after its bytes
// are on disk; a kill at any instruction leaves a folder that opens. A root is never replaced by itself: what is
// damaged or missing is said.
//
// Limits. The root may vouch only for names below `local` and `localhost` and for addresses of local networks, by
// critical name constraints that devices enforce; the box refuses other names before it signs. P-256 and SHA-256 only.
// The root lives ten years, a leaf 397 days and no longer than its root. Nothing is revoked: a leaf that is replaced
// stays valid until its end, and its key is overwritten. Several processes may use one folder; a lock keeps their
// changes apart. Time is an argument everywhere. All calls block for the disk, some milliseconds.
//
// Callers. App: the TLS listener, the onboarding page, the console's page on certificates, the health page and backup.

/// The authority in its folder.
package struct LocalAuthority: Sendable {
    static let rootFile = "root.pem"
    static let rootCopy = "root-certificate.pem"
    static let leafFile = "leaf.pem"

    /// 2025-01-01: before it no box with this software existed, so such a clock is wrong.
    static let dawn = Date(timeIntervalSince1970: 1_735_689_600)

    package let root: Root
    let folder: AuthorityFolder

    /// Opens the authority; in a folder without one, makes a root.
    ///
    /// - Parameters:
    ///   - path: the folder, made with its parents when it is not there.
    ///   - boxName: becomes part of a new root's name; a root that is there keeps the name that it has.
    ///   - now: the clock, which a new root goes by.
    /// - Throws: `AuthorityFailure`.
    package init(folder path: String, boxName: String, now: Date) throws {
        try self.init(folder: AuthorityFolder(path: path), boxName: boxName, now: now)
    }

    init(folder: AuthorityFolder, boxName: String, now: Date) throws {
        self.folder = folder
        try folder.make()
        root = try folder.alone {
            try folder.removeDrafts()
            let root = try LocalAuthority.root(in: folder) ?? LocalAuthority.makeRoot(in: folder, boxName, now)
            guard let copy = try folder.read(LocalAuthority.rootCopy) else {
                try folder.keep(root.pem, as: LocalAuthority.rootCopy)
                return root
            }
            try LocalAuthority.compare(copy, with: root)
            return root
        }
    }

    /// What the folder holds for the TLS server. Reads one file.
    ///
    /// - Throws: `AuthorityFailure.system` when the disk refuses; a file that is damaged is a value.
    package func presentLeaf() throws -> PresentLeaf {
        do {
            guard let bytes = try folder.read(LocalAuthority.leafFile) else { return .none }
            return .held(try Leaf(bytes: bytes))
        } catch let unfit as Unfit {
            return .damaged(why: unfit.why)
        } catch AuthorityFailure.damaged(_, let why) {
            return .damaged(why: why)
        }
    }

    /// Whether a new certificate is needed; nil if the present one is good.
    package func renewal(of present: PresentLeaf, wanted: LeafNames, now: Date) -> RenewalReason? {
        RenewalRules.reason(for: present, root: root, wanted: wanted, now: now)
    }

    /// Makes a key, signs a certificate for it, and puts both in place of the present ones.
    ///
    /// - Throws: `AuthorityFailure`; the present leaf then stays.
    package func leaf(for wanted: LeafNames, now: Date) throws -> Leaf {
        guard now >= root.validFrom else { throw AuthorityFailure.clockBehindRoot(validFrom: root.validFrom) }
        guard now < root.expires else { throw AuthorityFailure.rootExpired(root.expires) }
        let leaf = try AuthorityFailure.whileMaking {
            try makeLeaf(names: wanted.names, addresses: wanted.numbers, now: now)
        }
        try folder.alone { try folder.keep(leaf.text, as: LocalAuthority.leafFile) }
        return leaf
    }

    /// As `leaf(for:now:)`, for names as they come.
    ///
    /// - Returns: the leaf, and the public addresses that it does not carry.
    /// - Throws: `AuthorityFailure.names` before anything is signed, and the others.
    package func leaf(
        names: [String], addresses: [String], now: Date
    ) throws -> (leaf: Leaf, leftOut: [String]) {
        let wanted: LeafNames
        do {
            wanted = try LeafNames(names: names, addresses: addresses)
        } catch {
            throw AuthorityFailure.names(error)
        }
        return (try leaf(for: wanted, now: now), wanted.leftOut)
    }

    /// Signs whatever is asked for, and keeps nothing.
    func makeLeaf(names: [String], addresses: [Address], now: Date) throws -> Leaf {
        let key = P256.Signing.PrivateKey()
        return try Leaf(
            certificate: try CertificateForms.leaf(
                names: names, addresses: addresses, key: key, root: root.certificate, rootKey: root.key, now: now),
            key: key)
    }

    private static func root(in folder: AuthorityFolder) throws -> Root? {
        if let bytes = try folder.read(rootFile) {
            do {
                return try Root(bytes: bytes)
            } catch {
                throw AuthorityFailure.damaged(file: rootFile, why: error.why)
            }
        }
        // Whatever else is here was made after a root.
        for trace in [rootCopy, leafFile] where try folder.read(trace) != nil { throw AuthorityFailure.rootMissing }
        return nil
    }

    private static func makeRoot(in folder: AuthorityFolder, _ boxName: String, _ now: Date) throws -> Root {
        guard now >= dawn else { throw AuthorityFailure.clockImplausible(now) }
        let root = try AuthorityFailure.whileMaking { try Root(boxName: boxName, now: now) }
        try folder.keep(root.text, as: rootFile)
        return root
    }

    private static func compare(_ copy: [UInt8], with root: Root) throws {
        let blocks: [PEMBlock]
        do {
            blocks = try PEMText.blocks(copy)
        } catch {
            throw AuthorityFailure.damaged(file: rootCopy, why: "was cut off or changed")
        }
        guard blocks.count == 1, blocks[0].label == "CERTIFICATE" else {
            throw AuthorityFailure.damaged(file: rootCopy, why: "does not hold one certificate")
        }
        guard blocks[0].bytes == root.der else { throw AuthorityFailure.halvesDiffer }
    }
}
