import Foundation
import Logging
import StageModel
import Testing

@testable import LocalNetwork
@testable import StageboxApp

/// Names, addresses and the certificate that follows them.
@Suite struct NetworkTests {
    let folder = FileManager.default.temporaryDirectory.appending(path: "network-\(UUID().uuidString)").path
    let clock = BoxClock { Timestamp(milliseconds: 1_900_000_000_000) }
    let home = Neighbourhood(names: ["stagebox.local"], addresses: ["192.168.7.2", "127.0.0.1"])

    private func keeper(
        at clock: BoxClock? = nil, _ change: (inout BoxConfiguration) -> Void = { _ in }
    ) throws -> CertificateKeeper {
        var configuration = BoxConfiguration()
        change(&configuration)
        return try CertificateKeeper(
            configuration: configuration, folder: folder, boxName: "Zum Löwen", neighbourhood: home,
            clock: clock ?? self.clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func theBoxSignsForItsNamesAndAddresses() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let standing = try keeper().standing
        #expect(standing.source == .local && standing.complaints.isEmpty)
        #expect(standing.names == ["stagebox.local", "localhost"])
        #expect(standing.addresses == ["192.168.7.2", "127.0.0.1"])
    }

    @Test func theCertificateIsKeptUntilSomethingChanges() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let keeper = try keeper()
        let leaf = try #require(try keeper.authority?.presentLeaf().leaf)
        keeper.follow(home)
        #expect(try keeper.authority?.presentLeaf().leaf?.fingerprint == leaf.fingerprint)
        #expect(try self.keeper().authority?.presentLeaf().leaf?.fingerprint == leaf.fingerprint, "also over a restart")
        keeper.follow(Neighbourhood(names: ["stagebox-2.local"], addresses: ["10.0.0.9"]))
        #expect(keeper.standing.names == ["stagebox-2.local", "localhost"])
        #expect(keeper.standing.addresses == ["10.0.0.9"])
        #expect(try keeper.authority?.presentLeaf().leaf?.fingerprint != leaf.fingerprint)
    }

    @Test func itIsRenewedAtTwoThirdsOfItsLife() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let renewsAt = try #require(try keeper().standing.renewsAt)
        let expires = try #require(try keeper().standing.expires)
        let before = BoxClock { Timestamp(renewsAt.addingTimeInterval(-1)) }
        #expect(try keeper(at: before).standing.expires == expires)
        let after = BoxClock { Timestamp(renewsAt) }
        #expect(try #require(try keeper(at: after).standing.expires) > expires)
    }

    @Test func anOwnCertificateThatIsWrongIsSaidAndTheBoxesOwnIsShown() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let keeper = try keeper {
            $0.tlsCertificate = "/nonexistent/chain.pem"
            $0.tlsKey = "/nonexistent/key.pem"
        }
        #expect(keeper.standing.source == .local)
        #expect(keeper.standing.complaints.count == 1)
        #expect(CertificateSentence.text(keeper.standing).contains("/nonexistent/chain.pem"))
    }

    @Test func anOwnCertificateIsTakenAndReplacedWithoutARestart() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let own = try OwnFiles()
        defer { own.remove() }
        try own.make(name: "venue.example.org", days: 90)
        // The system's clock: the certificate is made by openssl, now.
        let keeper = try keeper(at: .system) {
            $0.tlsCertificate = own.certificate
            $0.tlsKey = own.key
        }
        #expect(keeper.standing.source == .own)
        #expect(keeper.standing.names == ["venue.example.org"])
        try own.make(name: "other.example.org", days: 90)
        keeper.follow(home)
        #expect(keeper.standing.names == ["other.example.org"])
        try own.spoil()
        keeper.follow(home)
        #expect(keeper.standing.source == .local && !keeper.standing.complaints.isEmpty)
        try own.make(name: "venue.example.org", days: 90)
        keeper.follow(home)
        #expect(keeper.standing.source == .own)
    }

    @Test func withoutHTTPSThereIsNoAuthority() throws {
        let keeper = try keeper { $0.servesHTTPS = false }
        #expect(keeper.identity == nil && keeper.authority == nil && keeper.standing.source == .none)
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func aNameThatANeighbourHasIsNotOurs() {
        var configuration = BoxConfiguration()
        configuration.hostNames = ["stagebox.local", "tickets.example.org"]
        let name = LocalStanding.Name(
            wanted: "stagebox.local", held: "stagebox-2.local", since: nil, lastHeld: "stagebox-2.local")
        let standing = LocalStanding(
            condition: .announcing, since: .distantPast, service: name, aliases: [name], hostName: "venue.local",
            links: [])
        let found = BoxNetwork.neighbourhood(configuration, standing: standing)
        #expect(found.names == ["stagebox-2.local", "venue.local", "tickets.example.org"])
        #expect(found.localNames == ["stagebox-2.local", "venue.local", "localhost"])
        #expect(BoxNetwork.neighbourhood(configuration).names == configuration.hostNames)
    }
}

/// A certificate as an owner brings it.
private struct OwnFiles {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "own-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    var certificate: String { folder.appending(path: "chain.pem").path }
    var key: String { folder.appending(path: "key.pem").path }

    func make(name: String, days: Int) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "\(days)",
            "-keyout", key, "-out", certificate, "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    func spoil() throws { try Data("spoiled".utf8).write(to: URL(fileURLWithPath: certificate)) }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
