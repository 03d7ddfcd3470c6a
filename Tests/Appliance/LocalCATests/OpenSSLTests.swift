import Foundation
import Testing

@testable import LocalCA

/// OpenSSL as the judge of what the authority makes.
@Suite struct OpenSSLTests {
    let place: TemporaryFolder
    let authority: LocalAuthority

    init() throws {
        place = try TemporaryFolder()
        authority = try place.authority()
    }

    /// Whether openssl takes a leaf, by the strict rules of RFC 5280, at noon.
    private func verify(_ leaf: Leaf, _ check: String...) throws -> (status: Int32, text: String) {
        let file = try place.write(leaf.certificatePEM, to: "judged.pem")
        let at = String(Int(noon.timeIntervalSince1970))
        let root = "\(place.home)/root-certificate.pem"
        return check.isEmpty
            ? try OpenSSL.run(
                "verify", "-x509_strict", "-purpose", "sslserver", "-attime", at, "-CAfile", root, file)
            : try OpenSSL.run(
                "verify", "-x509_strict", "-purpose", "sslserver", "-attime", at, check[0], check[1], "-CAfile", root,
                file)
    }

    @Test func aGoodLeafIsTakenForEveryNameAndAddress() throws {
        let leaf = try authority.leaf(
            names: ["stagebox.local", "attic.stage.local", "localhost"],
            addresses: [
                "10.1.2.3", "172.31.0.1", "192.168.1.5", "169.254.3.4", "127.0.0.1", "fd00::7", "fe80::1", "::1",
            ],
            now: noon
        ).leaf
        let plain = try verify(leaf)
        #expect(plain.status == 0, "\(plain.text)")
        for name in leaf.names { #expect(try verify(leaf, "-verify_hostname", name).status == 0) }
        for address in leaf.addresses { #expect(try verify(leaf, "-verify_ip", address).status == 0) }
        #expect(try verify(leaf, "-verify_hostname", "other.local").status != 0)
        #expect(try verify(leaf, "-verify_ip", "10.1.2.4").status != 0)
    }

    @Test(arguments: ["example.com", "www.example.com", "stagebox", "notlocal", "stagebox.local.example.com"])
    func aLeafForSomebodyElseIsRefused(name: String) throws {
        for names in [[name], ["stagebox.local", name]] {
            let answer = try verify(try authority.makeLeaf(names: names, addresses: [], now: noon))
            #expect(answer.status != 0)
            #expect(answer.text.contains("permitted subtree violation"), "\(answer.text)")
        }
    }

    @Test(arguments: ["8.8.8.8", "11.0.0.0", "172.32.0.0", "192.169.0.0", "128.0.0.1", "2001:db8::1", "fe00::1", "::2"])
    func aLeafForAPublicAddressIsRefused(text: String) throws {
        let address = try #require(Address(text))
        let answer = try verify(try authority.makeLeaf(names: ["stagebox.local"], addresses: [address], now: noon))
        #expect(answer.status != 0)
        #expect(answer.text.contains("permitted subtree violation"), "\(answer.text)")
    }

    @Test func aLeafOfAnotherRootIsRefused() throws {
        let other = try TemporaryFolder().authority()
        #expect(try verify(other.makeLeaf(names: ["stagebox.local"], addresses: [], now: noon)).status != 0)
    }

    @Test func leavesOfAddressesOnlyAndOfLongNamesAreTaken() throws {
        let bare = try authority.leaf(names: [], addresses: ["192.168.1.5"], now: noon).leaf
        #expect(try verify(bare, "-verify_ip", "192.168.1.5").status == 0)
        let long = String(repeating: "a", count: 63) + "." + String(repeating: "b", count: 63) + ".local"
        let leaf = try authority.leaf(names: [long], addresses: [], now: noon).leaf
        #expect(try verify(leaf, "-verify_hostname", long).status == 0)
        let full = try LeafNames(names: (0..<64).map { "a\($0).local" }, addresses: (0..<64).map { "10.0.0.\($0)" })
        #expect(try verify(authority.leaf(for: full, now: noon)).status == 0)
    }

    @Test func theRootIsReadAsMeant() throws {
        let text = try OpenSSL.run(
            "x509", "-in", "\(place.home)/root.pem", "-noout", "-text", "-fingerprint", "-sha256"
        ).text
        #expect(text.contains("X509v3 Name Constraints: critical"))
        #expect(text.contains("CA:TRUE, pathlen:0"))
        #expect(text.contains("DNS:local\n"))
        #expect(text.contains("IP:172.16.0.0/255.240.0.0"))
        #expect(text.contains("Public-Key: (256 bit)"))
        #expect(text.contains("CN = Stagebox Attic ROOT"))
        #expect(text.contains("Fingerprint=\(authority.root.fingerprint)"))
        let der = "\(place.path)/root.der"
        try Data(authority.root.der).write(to: URL(fileURLWithPath: der))
        #expect(try OpenSSL.run("x509", "-inform", "der", "-in", der, "-noout").status == 0)
    }

    @Test func aNameInAnyScriptIsReadByOthers() throws {
        let other = try TemporaryFolder().authority(named: "Клуб ライブ")
        let file = try place.write(other.root.pem, to: "any.pem")
        let text = try OpenSSL.run("x509", "-in", file, "-noout", "-subject", "-nameopt", "utf8,sep_comma_plus").text
        #expect(text.contains("CN=Stagebox Клуб ライブ ROOT"))
    }

    @Test func theOneFileOfALeafGivesOthersBothHalves() throws {
        _ = try authority.leaf(names: ["stagebox.local"], addresses: [], now: noon)
        let file = "\(place.home)/leaf.pem"
        let ofCertificate = try OpenSSL.run("x509", "-in", file, "-noout", "-pubkey")
        let ofKey = try OpenSSL.run("pkey", "-in", file, "-pubout")
        #expect(ofCertificate.status == 0 && ofCertificate.text.contains("BEGIN PUBLIC KEY"))
        #expect(ofCertificate.text == ofKey.text)
    }
}
