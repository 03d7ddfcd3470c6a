import Foundation
import Testing

@testable import LocalCA

@Suite struct AppleProfileTests {
    private func read(_ profile: AppleProfile) throws -> [String: Any] {
        var format = PropertyListSerialization.PropertyListFormat.binary
        let list = try PropertyListSerialization.propertyList(from: Data(profile.bytes), format: &format)
        #expect(format == .xml)
        return try #require(list as? [String: Any])
    }

    private func certificate(_ profile: [String: Any]) throws -> [String: Any] {
        let content = try #require(profile["PayloadContent"] as? [[String: Any]])
        #expect(content.count == 1)
        return try #require(content.first)
    }

    @Test func aProfileCarriesTheRoot() throws {
        let root = try TemporaryFolder().authority().root
        let profile = try read(AppleProfile(root: root, boxName: "Attic"))
        #expect(profile["PayloadType"] as? String == "Configuration")
        #expect(profile["PayloadVersion"] as? Int == 1)
        #expect(profile["PayloadDisplayName"] as? String == "Attic (Stagebox)")
        let inner = try certificate(profile)
        #expect(inner["PayloadType"] as? String == "com.apple.security.root")
        #expect(inner["PayloadContent"] as? Data == Data(root.der))
        #expect(inner["PayloadDisplayName"] as? String == "Stagebox Attic ROOT")
        #expect(inner["PayloadUUID"] as? String != profile["PayloadUUID"] as? String)
        let identifier = try #require(profile["PayloadUUID"] as? String)
        #expect(UUID(uuidString: identifier)?.uuidString == identifier)
    }

    @Test func aProfileDownloadedAgainReplacesTheOneBefore() throws {
        let root = try TemporaryFolder().authority().root
        #expect(try AppleProfile(root: root, boxName: "Attic") == AppleProfile(root: root, boxName: "Attic"))
        let one = try read(AppleProfile(root: root, boxName: "Attic"))
        let renamed = try read(AppleProfile(root: root, boxName: "Cellar"))
        let other = try read(AppleProfile(root: try TemporaryFolder().authority().root, boxName: "Attic"))
        for key in ["PayloadUUID", "PayloadIdentifier"] {
            let first = try #require(one[key] as? String)
            #expect(renamed[key] as? String == first)
            #expect(try certificate(renamed)[key] as? String == certificate(one)[key] as? String)
            #expect(other[key] as? String != first)
        }
    }

    @Test(arguments: [
        ("Клуб «Чайка»", "Клуб «Чайка» (Stagebox)"), ("ライブハウス", "ライブハウス (Stagebox)"),
        ("نادي", "نادي (Stagebox)"), ("👩‍🎤", "👩‍🎤 (Stagebox)"),
        ("<b>&amp;</b>]]>\"'", "<b>&amp;</b>]]>\"' (Stagebox)"),
        ("a\u{0}\u{1}\u{b}b\u{fffe}\u{ffff}", "a b (Stagebox)"), ("", "Stagebox"), ("\u{7}", "Stagebox"),
        (String(repeating: "&", count: 65), String(repeating: "&", count: 64) + " (Stagebox)"),
    ])
    func namesInAnyScriptAreEscaped(name: String, shown: String) throws {
        let root = try TemporaryFolder().authority(named: name).root
        let profile = try read(AppleProfile(root: root, boxName: name))
        #expect(profile["PayloadDisplayName"] as? String == shown)
        #expect(try certificate(profile)["PayloadContent"] as? Data == Data(root.der))
    }

    @Test func noNameBreaksAProfile() throws {
        let root = try TemporaryFolder().authority().root
        var generator = SeededGenerator(for: "names in profiles")
        for _ in 0..<500 {
            var name = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<100, using: &generator) {
                let limit: UInt32 = Bool.random(using: &generator) ? 0x80 : 0x110000
                if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator)) { name.append(scalar) }
            }
            let profile = try AppleProfile(root: root, boxName: String(name))
            #expect(try certificate(read(profile))["PayloadContent"] as? Data == Data(root.der))
        }
    }
}
