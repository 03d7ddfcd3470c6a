import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import LocalCA

@Suite struct LocalAuthorityTests {
    @Test func aRootIsMadeOnceAndLoadedAgain() throws {
        let place = try TemporaryFolder()
        let made = try place.authority()
        let loaded = try place.authority(named: "Another name", now: noon + 3000 * day)
        #expect(loaded.root.der == made.root.der)
        #expect(loaded.root.key.rawRepresentation == made.root.key.rawRepresentation)
        #expect(loaded.root.subject == "Stagebox Attic ROOT")
        #expect(try place.read("authority/root-certificate.pem") == made.root.pem)
    }

    @Test func theRootIsLimitedToLocalNamesAndLivesTenYears() throws {
        let root = try TemporaryFolder().authority().root
        let extensions = root.certificate.extensions
        #expect(try extensions.basicConstraints == .isCertificateAuthority(maxPathLength: 0))
        #expect(try extensions.keyUsage == KeyUsage(keyCertSign: true, cRLSign: true))
        let constraints = try #require(try extensions.nameConstraints)
        #expect(Array(constraints.permittedDNSDomains) == ["local", "localhost"])
        #expect(constraints.permittedIPRanges.count == 8)
        #expect(constraints.excludedSubtrees.isEmpty)
        let criticals: [ASN1ObjectIdentifier] = [
            .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage, .X509ExtensionID.nameConstraints,
        ]
        for identifier in criticals { #expect(extensions[oid: identifier]?.critical == true) }
        #expect(try extensions.subjectKeyIdentifier?.keyIdentifier.count == 20)
        #expect(root.validFrom == noon - 3600)
        #expect(root.expires == noon - 3600 + 3652 * day)
        #expect(root.certificate.serialNumber.bytes.count == 17)
        #expect(P256.Signing.PublicKey(root.certificate.publicKey) != nil)
    }

    @Test func twoRootsShareNothingButTheirName() throws {
        let one = try TemporaryFolder().authority().root
        let other = try TemporaryFolder().authority().root
        #expect(one.subject == other.subject)
        #expect(one.certificate.serialNumber != other.certificate.serialNumber)
        #expect(one.fingerprint != other.fingerprint)
    }

    @Test(arguments: [
        ("Attic", "Stagebox Attic ROOT"), ("", "Stagebox ROOT"), (" \n\t ", "Stagebox ROOT"),
        ("Клуб «Чайка»", "Stagebox Клуб «Чайка» ROOT"), ("ライブ\u{202e}ハウス", "Stagebox ライブハウス ROOT"),
        ("a\u{0}b\u{ffff}  c ", "Stagebox a b c ROOT"),
        (String(repeating: "x", count: 50), "Stagebox \(String(repeating: "x", count: 50)) ROOT"),
        (String(repeating: "x", count: 51), "Stagebox \(String(repeating: "x", count: 50)) ROOT"),
        (String(repeating: "👩‍🎤", count: 17), "Stagebox \(String(repeating: "👩‍🎤", count: 16)) ROOT"),
    ])
    func theRootBearsTheNameOfTheBox(name: String, subject: String) throws {
        let root = try TemporaryFolder().authority(named: name).root
        #expect(root.subject == subject)
        #expect(root.subject.unicodeScalars.count <= 64)
    }

    @Test func theFolderIsPrivateAndIsMadeSoAgain() throws {
        let place = try TemporaryFolder()
        let authority = try LocalAuthority(folder: "\(place.path)/deep/authority", boxName: "A", now: noon)
        _ = try authority.leaf(names: ["a.local"], addresses: [], now: noon)
        let files = ["leaf.pem", "root-certificate.pem", "root.pem"].map { "deep/authority/\($0)" }
        #expect(try place.names(in: "deep/authority").map { "deep/authority/\($0)" } == files)
        #expect(try place.mode("deep/authority") == 0o700)
        for file in files {
            #expect(try place.mode(file) == 0o600)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(place.path)/\(file)")
        }
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: "\(place.path)/deep/authority")
        _ = try LocalAuthority(folder: "\(place.path)/deep/authority", boxName: "A", now: noon).presentLeaf()
        #expect(try place.mode("deep/authority") == 0o700)
        for file in files { #expect(try place.mode(file) == 0o600) }
    }

    @Test func aLeafCarriesItsNamesAndAddressesAndIsLoadedAgain() throws {
        let place = try TemporaryFolder()
        let authority = try place.authority()
        let (leaf, leftOut) = try authority.leaf(
            names: ["Stagebox.local", "attic.local"], addresses: ["192.168.1.5", "8.8.8.8", "fe80::1%eth0"], now: noon)
        #expect(leaf.names == ["stagebox.local", "attic.local"])
        #expect(leaf.addresses == ["192.168.1.5", "fe80::1"])
        #expect(leftOut == ["8.8.8.8"])
        #expect(leaf.validFrom == noon - 3600)
        #expect(leaf.expires.timeIntervalSince(leaf.validFrom) == 397 * day - 1)
        #expect(leaf.certificate.publicKey != authority.root.certificate.publicKey)
        let extensions = leaf.certificate.extensions
        #expect(try extensions.extendedKeyUsage == ExtendedKeyUsage([.serverAuth]))
        #expect(
            try extensions.authorityKeyIdentifier?.keyIdentifier
                == authority.root.certificate.extensions.subjectKeyIdentifier?.keyIdentifier)
        let loaded = try #require(try place.authority().presentLeaf().leaf)
        #expect(loaded.fingerprint == leaf.fingerprint)
        #expect(loaded.keyPEM == leaf.keyPEM)
        #expect(loaded.certificatePEM == leaf.certificatePEM)
    }

    @Test func namesOutsideTheBoundsAreRefusedBeforeSigning() throws {
        let place = try TemporaryFolder()
        let authority = try place.authority()
        #expect(throws: AuthorityFailure.names(.outside("example.com"))) {
            try authority.leaf(names: ["a.local", "example.com"], addresses: [], now: noon)
        }
        #expect(throws: AuthorityFailure.names(.nothing)) {
            try authority.leaf(names: [], addresses: ["8.8.8.8"], now: noon)
        }
        #expect(try place.names(in: "authority") == ["root-certificate.pem", "root.pem"])
    }

    @Test func aRootIsNotMadeByAClockThatCannotBeRight() throws {
        let place = try TemporaryFolder()
        let dawn = LocalAuthority.dawn
        #expect(throws: AuthorityFailure.clockImplausible(dawn - 1)) { try place.authority(now: dawn - 1) }
        #expect(try place.names(in: "authority") == [])
        _ = try place.authority(now: dawn)
        // It is loaded whatever the clock says, so that the pages stay up.
        _ = try place.authority(now: Date(timeIntervalSince1970: 0))
    }

    @Test func aLeafIsSignedOnlyWhileTheRootIsValid() throws {
        let place = try TemporaryFolder()
        let authority = try place.authority()
        let root = authority.root
        _ = try authority.leaf(names: ["a.local"], addresses: [], now: root.validFrom)
        #expect(throws: AuthorityFailure.clockBehindRoot(validFrom: root.validFrom)) {
            try authority.leaf(names: ["a.local"], addresses: [], now: root.validFrom - 1)
        }
        let last = try authority.leaf(names: ["a.local"], addresses: [], now: root.expires - 1).leaf
        #expect(last.expires == root.expires)
        #expect(throws: AuthorityFailure.rootExpired(root.expires)) {
            try authority.leaf(names: ["a.local"], addresses: [], now: root.expires)
        }
        #expect(try authority.presentLeaf().leaf?.fingerprint == last.fingerprint)
    }

    @Test func aMissingRootIsNeverReplaced() throws {
        for trace in ["root-certificate.pem", "leaf.pem"] {
            let place = try TemporaryFolder()
            _ = try place.authority().leaf(names: ["a.local"], addresses: [], now: noon)
            for file in ["root-certificate.pem", "leaf.pem", "root.pem"] where file != trace {
                try place.remove("authority/\(file)")
            }
            #expect(throws: AuthorityFailure.rootMissing) { try place.authority() }
            #expect(try place.names(in: "authority") == [trace])
        }
    }

    @Test func halvesOfTwoRootsAreRefused() throws {
        let place = try TemporaryFolder()
        _ = try place.authority()
        let other = try TemporaryFolder().authority().root
        try place.write(other.pem, to: "authority/root-certificate.pem")
        #expect(throws: AuthorityFailure.halvesDiffer) { try place.authority() }
        try place.remove("authority/root-certificate.pem")
        #expect(try place.authority().root.pem == (try place.read("authority/root-certificate.pem")))
    }

    @Test func aDamagedRootIsSaidAndNotReplaced() throws {
        let other = try TemporaryFolder().authority()
        let leaf = try other.makeLeaf(names: ["a.local"], addresses: [], now: noon)
        let whole = other.root.text
        let key = other.root.key.pemRepresentation + "\n"
        let open = try unlimitedRoot()
        let cases: [(text: String, why: String)] = [
            ("", "does not hold one certificate"),
            (other.root.pem, "does not hold one key"),
            (key, "does not hold one certificate"),
            (String(whole.dropLast(5)), "was cut off or changed"),
            (String(whole.prefix(whole.count / 2)), "was cut off or changed"),
            (whole + whole, "does not hold one certificate"),
            (other.root.pem + leaf.keyPEM, "holds a certificate and a key that do not belong together"),
            (leaf.text, "holds a certificate that is no root"),
            (open, "holds a root that is not limited to local names"),
            (other.root.pem + PEMText.text(label: "PRIVATE KEY", bytes: [0x30, 0]), "holds a key that cannot be read"),
            (PEMText.text(label: "CERTIFICATE", bytes: [0x30, 0]) + key, "holds a certificate that cannot be read"),
            (String(repeating: "x", count: AuthorityFolder.fileLimit + 1), "is far too long"),
        ]
        for (text, why) in cases {
            let place = try TemporaryFolder()
            _ = try place.authority()
            try place.write(text, to: "authority/root.pem")
            #expect(throws: AuthorityFailure.damaged(file: "root.pem", why: why)) { try place.authority() }
            #expect(try place.read("authority/root.pem") == text)
        }
    }

    /// A root without name constraints, as openssl makes it.
    private func unlimitedRoot() throws -> String {
        let place = try TemporaryFolder()
        try OpenSSL.run(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Open",
            "-addext", "basicConstraints=critical,CA:TRUE", "-keyout", "\(place.path)/key", "-out", "\(place.path)/cert"
        )
        return try place.read("cert") + place.read("key")
    }

    @Test func aDamagedCopyOfTheRootIsSaid() throws {
        let place = try TemporaryFolder()
        let root = try place.authority().root
        try place.write(String(root.pem.dropLast(30)), to: "authority/root-certificate.pem")
        #expect(throws: AuthorityFailure.damaged(file: "root-certificate.pem", why: "was cut off or changed")) {
            try place.authority()
        }
        try place.write("", to: "authority/root-certificate.pem")
        #expect(throws: AuthorityFailure.damaged(file: "root-certificate.pem", why: "does not hold one certificate")) {
            try place.authority()
        }
    }

    @Test func everyBitOfTheRootCounts() throws {
        let text = Array(try TemporaryFolder().authority().root.text.utf8)
        var generator = SeededGenerator(for: "bits of a root")
        // The lowest bit of every byte, and another one.
        for place in text.indices.flatMap({ [$0, $0] }).enumerated() {
            var changed = text
            let bit = place.offset % 2 == 0 ? 0 : UInt8.random(in: 1..<8, using: &generator)
            changed[place.element] ^= 1 << bit
            if let root = try? Root(bytes: changed) {
                // Blanks, line ends, and bits that base64 does not use may change without changing anything.
                #expect(root.text.utf8.elementsEqual(text))
            }
        }
    }

    @Test func aBitThatNoSignatureCoversCountsToo() throws {
        // Every other signature ends in a bit that could as well be unused.
        var root = try Root(boxName: "Attic", now: noon)
        while root.der.last.map({ $0 & 1 }) != 0 { root = try Root(boxName: "Attic", now: noon) }
        var der = root.der
        // Before the signature, a sequence of 68 to 72 bytes at the end, stands the count of the bits that are unused.
        let found = (66...74).map { der.count - $0 }.first {
            der[$0] == 0 && der[$0 + 1] == 0x30 && der[$0 - 2] == 0x03
        }
        let place = try #require(found)
        der[place] = 1
        let text = PEMText.text(label: "CERTIFICATE", bytes: der) + root.key.pemRepresentation
        #expect(throws: Unfit(why: "was cut off or changed")) { try Root(bytes: Array(text.utf8)) }
    }

    @Test func aLinkOrAFolderInPlaceOfAFileIsRefused() throws {
        let place = try TemporaryFolder()
        let whole = try place.authority().root.text
        try place.write(whole, to: "elsewhere")
        try place.remove("authority/root.pem")
        try FileManager.default.createSymbolicLink(
            atPath: "\(place.home)/root.pem", withDestinationPath: "\(place.path)/elsewhere")
        let refusal = AuthorityFailure.damaged(file: "root.pem", why: "is not a plain file")
        #expect(throws: refusal) { try place.authority() }
        try place.remove("authority/root.pem")
        try FileManager.default.createDirectory(atPath: "\(place.home)/root.pem", withIntermediateDirectories: false)
        #expect(throws: refusal) { try place.authority() }
    }

    @Test func aFileInPlaceOfTheFolderIsRefused() throws {
        let place = try TemporaryFolder()
        try place.write("", to: "authority")
        #expect(throws: AuthorityFailure.system(path: place.home, code: ENOTDIR)) { try place.authority() }
        #expect(throws: AuthorityFailure.system(path: "\(place.home)/in/it", code: ENOTDIR)) {
            try LocalAuthority(folder: "\(place.home)/in/it/authority", boxName: "Attic", now: noon)
        }
    }

    @Test func aDamagedLeafIsAValue() throws {
        let place = try TemporaryFolder()
        let authority = try place.authority()
        guard case .none = try authority.presentLeaf() else { return #expect(Bool(false), "no leaf was made yet") }
        let leaf = try authority.leaf(names: ["a.local"], addresses: [], now: noon).leaf
        for text in ["", leaf.certificatePEM, leaf.certificatePEM + authority.root.key.pemRepresentation, "x"] {
            try place.write(text, to: "authority/leaf.pem")
            guard case .damaged = try place.authority().presentLeaf() else {
                #expect(Bool(false), "a damaged leaf was taken")
                continue
            }
        }
        _ = try authority.leaf(names: ["a.local"], addresses: [], now: noon)
        #expect(try authority.presentLeaf().leaf != nil)
    }

    @Test func fingerprintsAreGroupedForPeople() throws {
        let root = try TemporaryFolder().authority().root
        #expect(Fingerprint(of: []).description.hasPrefix("E3:B0:C4:42:98:FC:1C:14:"))
        #expect(Fingerprint(of: []).grouped.hasPrefix("E3B0 C442 98FC 1C14 "))
        #expect(root.fingerprint.grouped.split(separator: " ").map(\.count) == Array(repeating: 4, count: 16))
        #expect(root.fingerprint.bytes == Array(SHA256.hash(data: root.der)))
    }

    @Test func everyFailureSaysWhatToDo() {
        let failures: [AuthorityFailure] = [
            .clockImplausible(noon), .clockBehindRoot(validFrom: noon), .rootMissing,
            .damaged(file: "root.pem", why: "was cut off or changed"), .halvesDiffer, .rootExpired(noon),
            .names(.nothing), .system(path: "/x", code: ENOSPC), .notMade("detail"),
        ]
        for failure in failures { expectSentence(failure.sentence) }
        #expect(AuthorityFailure.rootExpired(noon).sentence.contains("2026-11-25"))
        #expect(AuthorityFailure.system(path: "/x", code: ENOSPC).sentence.contains("No space left on device"))
    }
}
