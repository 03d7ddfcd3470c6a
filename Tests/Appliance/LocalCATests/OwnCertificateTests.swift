import Crypto
import Foundation
import Testing
import X509

@testable import LocalCA

@Suite struct OwnCertificateTests {
    let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private func check(
        _ certificates: String, _ key: String, wanted: [String] = ["stage.example.org"], now: Date = noon
    ) throws -> OwnCertificate {
        let certificateFile = try place.write(certificates, to: "cert.pem")
        let keyFile = try place.write(key, to: "key.pem")
        return try OwnCertificate(certificateFile: certificateFile, keyFile: keyFile, wanted: wanted, now: now)
    }

    private var certificateFile: String { "\(place.path)/cert.pem" }
    private var keyFile: String { "\(place.path)/key.pem" }

    @Test func aFullChainIsTakenAndSentWithoutItsRoot() throws {
        let chain = try ForeignChain()
        let short = try check(chain.leaf.pem + chain.middle.pem, chain.leaf.keyPEM)
        #expect(short.chainPEM == (try chain.leaf.pem + chain.middle.pem))
        let whole = try check(chain.leaf.pem + chain.middle.pem + chain.root.pem, chain.leaf.keyPEM)
        #expect(whole.chainPEM == short.chainPEM)
        #expect(whole.keyPEM.contains("PRIVATE KEY"))
        #expect(whole.names == ["stage.example.org"])
        #expect(whole.subject == "stage.example.org" && whole.issuer == "Far Middle")
        #expect(whole.warnings == [])
        #expect(whole.fingerprint == Fingerprint(of: try CertificateForms.der(chain.leaf.certificate)))
    }

    @Test func oneFileMayHoldBoth() throws {
        let chain = try ForeignChain()
        let file = try place.write(chain.leaf.keyPEM + chain.leaf.pem + chain.middle.pem, to: "both.pem")
        let own = try OwnCertificate(certificateFile: file, keyFile: file, wanted: [], now: noon)
        #expect(own.names == ["stage.example.org"])
    }

    @Test func filesAreTakenAsPeopleHaveThem() throws {
        let chain = try ForeignChain()
        let pem = try chain.leaf.pem
        let windows =
            "\u{feff}Bag Attributes\r\n    friendlyName: x\r\n" + pem.replacingOccurrences(of: "\n", with: " \r\n")
        #expect(try check(windows, chain.leaf.keyPEM).names == ["stage.example.org"])
        let lines = pem.split(separator: "\n")
        let oneLine = [lines[0], lines.dropFirst().dropLast().joined()[...], lines[lines.count - 1]].joined(
            separator: "\n")
        #expect(try check(oneLine, chain.leaf.keyPEM).names == ["stage.example.org"])
        #expect(try check(String(pem.dropLast()), chain.leaf.keyPEM).names == ["stage.example.org"])
    }

    @Test func parametersBeforeAKeyAreNoKey() throws {
        let made = "\(place.path)/made.pem"
        try OpenSSL.run("ecparam", "-name", "prime256v1", "-genkey", "-out", made)
        #expect(try place.read("made.pem").contains("BEGIN EC PARAMETERS"))
        try OpenSSL.run(
            "req", "-x509", "-key", made, "-subj", "/CN=x", "-addext", "subjectAltName=IP:192.168.1.5", "-days", "90",
            "-out", certificateFile)
        let own = try OwnCertificate(certificateFile: certificateFile, keyFile: made, wanted: [], now: Date())
        #expect(own.addresses == ["192.168.1.5"] && own.names == [])
    }

    @Test func aSignatureBySHA1IsRefused() throws {
        try OpenSSL.run(
            "req", "-x509", "-newkey", "rsa:2048", "-sha1", "-nodes", "-subj", "/CN=x", "-addext",
            "subjectAltName=DNS:stage.example.org", "-days", "90", "-keyout", keyFile, "-out", certificateFile)
        #expect(throws: OwnCertificateFailure.signatureUnfit) {
            try OwnCertificate(certificateFile: certificateFile, keyFile: keyFile, wanted: [], now: Date())
        }
    }

    @Test func certbotsLinksAreFollowed() throws {
        let chain = try ForeignChain()
        _ = try check(chain.leaf.pem, chain.leaf.keyPEM)
        let link = "\(place.path)/live.pem"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: certificateFile)
        let own = try OwnCertificate(certificateFile: link, keyFile: keyFile, wanted: [], now: noon)
        #expect(own.warnings == [.mayLackIntermediate])
    }

    @Test(arguments: [["rsa:2048"], ["ec", "ec_paramgen_curve:P-256"], ["ec", "ec_paramgen_curve:P-384"]])
    func keysOfBrowsersAreTaken(kind: [String]) throws {
        try forge(kind, "-nodes")
        let own = try OwnCertificate(
            certificateFile: certificateFile, keyFile: keyFile, wanted: ["stage.example.org"], now: Date())
        #expect(own.warnings == [.selfSigned])
        let oldFile = "\(place.path)/old.pem"
        try OpenSSL.run("pkey", "-in", keyFile, "-traditional", "-out", oldFile)
        #expect(try place.read("old.pem").contains(kind[0] == "ec" ? "BEGIN EC PRIVATE" : "BEGIN RSA PRIVATE"))
        let old = try OwnCertificate(certificateFile: certificateFile, keyFile: oldFile, wanted: [], now: Date())
        #expect(old.fingerprint == own.fingerprint)
        let again = try place.write(own.keyPEM, to: "again.pem")
        #expect(try OpenSSL.run("pkey", "-in", again, "-check", "-noout").status == 0)
    }

    private func forge(_ kind: [String], _ protection: String...) throws {
        let option = kind.count > 1 ? ["-pkeyopt", kind[1]] : ["-utf8"]
        let answer = try OpenSSL.run(
            "req", "-x509", "-newkey", kind[0], option[0], option.count > 1 ? option[1] : "-utf8", "-days", "90",
            "-subj", "/CN=x", "-addext", "subjectAltName=DNS:stage.example.org", "-keyout", keyFile, "-out",
            certificateFile, protection[0], protection.count > 1 ? protection[1] : "-utf8")
        try #require(answer.status == 0, "\(answer.text)")
    }

    @Test func keysThatBrowsersDoNotTakeAreRefused() throws {
        for kind in [["ed25519"], ["ec", "ec_paramgen_curve:P-521"]] {
            try forge(kind, "-nodes")
            #expect(throws: OwnCertificateFailure.keyUnfit) {
                try OwnCertificate(certificateFile: certificateFile, keyFile: keyFile, wanted: [], now: Date())
            }
        }
        for kind in [["rsa:1024"], ["ec", "ec_paramgen_curve:secp256k1"]] {
            try forge(kind, "-nodes")
            #expect(throws: OwnCertificateFailure.self) {
                try OwnCertificate(certificateFile: certificateFile, keyFile: keyFile, wanted: [], now: Date())
            }
        }
    }

    @Test func aKeyBehindAPassphraseIsSaid() throws {
        try forge(["ec", "ec_paramgen_curve:P-256"], "-passout", "pass:secret")
        #expect(throws: OwnCertificateFailure.keyLocked(path: keyFile)) {
            try OwnCertificate(certificateFile: certificateFile, keyFile: keyFile, wanted: [], now: Date())
        }
        let oldFile = "\(place.path)/old.pem"
        try OpenSSL.run(
            "pkey", "-in", keyFile, "-passin", "pass:secret", "-traditional", "-aes128", "-passout", "pass:secret",
            "-out", oldFile)
        #expect(try place.read("old.pem").contains("Proc-Type: 4,ENCRYPTED"))
        #expect(throws: OwnCertificateFailure.keyLocked(path: oldFile)) {
            try OwnCertificate(certificateFile: certificateFile, keyFile: oldFile, wanted: [], now: Date())
        }
    }

    @Test func everyThingThatIsMixedUpIsSaid() throws {
        let chain = try ForeignChain()
        let other = try ForeignChain()
        let leaf = try chain.leaf.pem
        let middle = try chain.middle.pem
        let key = chain.leaf.keyPEM
        let cases: [(certificates: String, key: String, failure: OwnCertificateFailure)] = [
            (leaf, other.leaf.keyPEM, .keyMismatch),
            (middle + leaf, key, .wrongOrder(position: 2)),
            (leaf + (try other.middle.pem), key, .chainBroken(position: 1)),
            (leaf + middle + (try other.root.pem), key, .chainBroken(position: 2)),
            (leaf + leaf, key, .chainBroken(position: 1)),
            (key, key, .noCertificate(path: certificateFile)),
            ("", key, .noCertificate(path: certificateFile)),
            (leaf, "", .noKey(path: keyFile)),
            (leaf, leaf, .noKey(path: keyFile)),
            (leaf, key + key, .severalKeys(path: keyFile)),
            (String(leaf.dropLast(20)), key, .fileBroken(path: certificateFile)),
            (leaf, String(key.dropLast(20)), .fileBroken(path: keyFile)),
            (leaf.replacingOccurrences(of: "\nM", with: "\n*"), key, .fileBroken(path: certificateFile)),
            (
                leaf + PEMText.text(label: "CERTIFICATE", bytes: [0x30, 0]), key,
                .certificateUnreadable(path: certificateFile, position: 2)
            ),
            (leaf, PEMText.text(label: "PRIVATE KEY", bytes: [0x30, 0]), .keyUnreadable(path: keyFile)),
            (middle, chain.middle.keyPEM, .isAuthority),
        ]
        for (certificates, key, failure) in cases {
            #expect(throws: failure) { try check(certificates, key) }
        }
    }

    @Test func aChainHasEightCertificatesAndNoMore() throws {
        var chain = [try Foreign("0", names: [], isAuthority: true, usages: [])]
        for step in 1..<8 {
            chain.insert(try Foreign("\(step)", by: chain[0], isAuthority: step < 7, usages: []), at: 0)
        }
        let text = try chain.map { try $0.pem }.joined()
        #expect(try check(text, chain[0].keyPEM).names == ["stage.example.org"])
        #expect(throws: OwnCertificateFailure.chainTooLong) { try check(text + chain[7].pem, chain[0].keyPEM) }
    }

    @Test func certificatesForOtherPurposesAreRefused() throws {
        let root = try Foreign("Root", names: [], isAuthority: true, usages: [])
        let client = try Foreign("x", by: root, usages: [.clientAuth])
        #expect(throws: OwnCertificateFailure.notForServers) { try check(client.pem, client.keyPEM) }
        let free = try Foreign("x", by: root, usages: [])
        #expect(try check(free.pem, free.keyPEM).names == ["stage.example.org"])
        let nameless = try Foreign("stage.example.org", by: root, names: [])
        #expect(throws: OwnCertificateFailure.namesNothing) { try check(nameless.pem, nameless.keyPEM) }
        let own = try Foreign("x", isAuthority: true)
        #expect(try check(own.pem, own.keyPEM).warnings == [.selfSigned])
    }

    @Test func validityBeginsAndEndsToTheSecond() throws {
        let chain = try ForeignChain(until: noon + 20 * day)
        let text = try chain.leaf.pem + chain.middle.pem
        let begin = chain.leaf.certificate.notValidBefore
        let end = chain.leaf.certificate.notValidAfter
        #expect(throws: OwnCertificateFailure.notYetValid(from: begin)) {
            try check(text, chain.leaf.keyPEM, now: begin - 1)
        }
        #expect(try check(text, chain.leaf.keyPEM, now: begin).daysLeft(now: begin) == 21)
        #expect(try check(text, chain.leaf.keyPEM, now: end - 14 * day).warnings == [])
        #expect(try check(text, chain.leaf.keyPEM, now: end - 14 * day + 1).warnings == [.endsSoon(days: 13)])
        #expect(try check(text, chain.leaf.keyPEM, now: end).warnings == [.endsSoon(days: 0)])
        #expect(throws: OwnCertificateFailure.expired(end)) { try check(text, chain.leaf.keyPEM, now: end + 1) }
    }

    @Test func whatIsNotCoveredIsAWarning() throws {
        let leaf = try Foreign(
            "x", names: ["Stage.example.org", "*.club.example.org"], addresses: ["192.168.1.5", "fd00::5"])
        let own = try check(
            leaf.pem, leaf.keyPEM,
            wanted: ["stage.example.org", "STAGE.example.org.", "a.club.example.org", "192.168.1.5", "fd00:0::5%eth0"])
        #expect(own.warnings == [.selfSigned])
        let bare = ["club.example.org", "a.b.club.example.org", "example.org", "192.168.1.6", "*.club.example.org", ""]
        for name in bare { #expect(!own.covers(name)) }
        #expect(try check(leaf.pem, leaf.keyPEM, wanted: bare).warnings == [.selfSigned, .leavesOut(bare)])
        let broad = try Foreign("x", names: ["*.org"])
        #expect(try !check(broad.pem, broad.keyPEM).covers("example.org"))
    }

    @Test func filesThatAreNotThereOrNoFilesAreSaid() throws {
        let chain = try ForeignChain()
        _ = try check(chain.leaf.pem, chain.leaf.keyPEM)
        func failure(_ certificates: String, _ key: String) -> OwnCertificateFailure? {
            do {
                _ = try OwnCertificate(certificateFile: certificates, keyFile: key, wanted: [], now: noon)
                return nil
            } catch { return error }
        }
        let gone = "\(place.path)/gone.pem"
        #expect(failure(gone, keyFile) == .fileMissing(path: gone))
        #expect(failure(certificateFile, gone) == .fileMissing(path: gone))
        #expect(failure(certificateFile + "/x", keyFile) == .fileMissing(path: certificateFile + "/x"))
        #expect(failure(place.path, keyFile) == .notAFile(path: place.path))
        #expect(failure("/dev/null", keyFile) == .notAFile(path: "/dev/null"))
        #expect(mkfifo(gone, 0o600) == 0)
        #expect(failure(gone, keyFile) == .notAFile(path: gone))
        let limit = OwnCertificate.fileLimit
        let pem = try chain.leaf.pem
        let padding = String(repeating: "\n", count: limit - pem.utf8.count)
        #expect(failure(try place.write(padding + pem, to: "cert.pem"), keyFile) == nil)
        #expect(
            failure(try place.write(padding + "\n" + pem, to: "cert.pem"), keyFile)
                == .fileTooLong(path: certificateFile))
    }

    @Test func aKeyThatOthersMayReadIsAWarning() throws {
        let chain = try ForeignChain()
        let text = try chain.leaf.pem + chain.middle.pem
        _ = try check(text, chain.leaf.keyPEM)
        for (mode, isOpen) in [(0o640, false), (0o600, false), (0o644, true), (0o604, true)] {
            try place.write(chain.leaf.keyPEM, to: "key.pem", mode: mode)
            let own = try OwnCertificate(certificateFile: certificateFile, keyFile: keyFile, wanted: [], now: noon)
            #expect(own.warnings == (isOpen ? [.keyOpenToOthers] : []))
        }
    }

    @Test func theStampTellsEveryChange() throws {
        let chain = try ForeignChain()
        let stamp = { FilePairStamp(certificateFile: certificateFile, keyFile: keyFile) }
        let nothing = stamp()
        let own = try check(chain.leaf.pem, chain.leaf.keyPEM)
        var seen = [nothing, own.stamp]
        #expect(stamp() == own.stamp && nothing != own.stamp)
        func expectNew() {
            let now = stamp()
            #expect(now == stamp())
            #expect(!seen.contains(now))
            seen.append(now)
        }
        // The same bytes under a new inode, as a renewal writes them; a longer file; other permissions; a file gone.
        try Data(chain.leaf.pem.utf8).write(to: URL(fileURLWithPath: "\(place.path)/new"))
        #expect(rename("\(place.path)/new", certificateFile) == 0)
        expectNew()
        try place.write(chain.leaf.keyPEM + "\n", to: "key.pem")
        expectNew()
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: keyFile)
        expectNew()
        try place.remove("key.pem")
        expectNew()
    }

    @Test func everyFailureAndWarningSaysWhatToDo() {
        let path = "/etc/stagebox/own.pem"
        let failures: [OwnCertificateFailure] = [
            .fileMissing(path: path), .fileUnreadable(path: path, code: EACCES), .notAFile(path: path),
            .fileTooLong(path: path), .fileBroken(path: path), .noCertificate(path: path),
            .certificateUnreadable(path: path, position: 2), .chainTooLong, .noKey(path: path),
            .severalKeys(path: path),
            .keyLocked(path: path), .keyUnreadable(path: path), .keyMismatch, .wrongOrder(position: 2),
            .chainBroken(position: 1), .keyUnfit, .signatureUnfit, .isAuthority, .notForServers, .namesNothing,
            .notYetValid(from: noon), .expired(noon),
        ]
        for failure in failures { expectSentence(failure.sentence) }
        #expect(Set(failures.map(\.sentence)).count == failures.count)
        let warnings: [OwnCertificateWarning] = [
            .endsSoon(days: 1), .leavesOut(["a.local"]), .mayLackIntermediate, .selfSigned, .keyOpenToOthers,
        ]
        for warning in warnings { #expect(warning.sentence.hasSuffix(".")) }
        #expect(OwnCertificateWarning.endsSoon(days: 1).sentence.contains("in 1 day."))
    }
}
