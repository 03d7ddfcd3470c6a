import Foundation
import Testing

@testable import LocalCA

/// What a kill or a power cut leaves: a folder that opens, with whole files.
@Suite struct DurabilityTests {
    private let wanted: LeafNames

    init() throws { wanted = try LeafNames(names: ["stagebox.local"], addresses: ["192.168.1.5"]) }

    @Test func bytesAreOnDiskBeforeTheNameAndTheNameBeforeTheAnswer() throws {
        let place = try TemporaryFolder()
        let watched = WatchedFolder(place.home)
        let authority = try LocalAuthority(folder: watched.watched, boxName: "Attic", now: noon)
        let first = watched.takeSteps()
        #expect(first.prefix(2) == [.makeFolder, .synchronizeFolder(place.path)])
        expectOrder(Array(first.dropFirst(2).prefix(6)), of: "root.pem", in: place)
        expectOrder(Array(first.dropFirst(8)), of: "root-certificate.pem", in: place)
        _ = try authority.leaf(for: wanted, now: noon)
        expectOrder(watched.takeSteps(), of: "leaf.pem", in: place)
    }

    private func expectOrder(_ steps: [AuthorityFolder.Step], of name: String, in place: TemporaryFolder) {
        guard case .makeDraft(let draft) = steps.first else {
            return #expect(Bool(false), "\(steps) does not begin with a draft")
        }
        #expect(
            steps == [
                .makeDraft(draft), .write(draft), .write(draft), .synchronizeFile(draft), .replace(name),
                .synchronizeFolder(place.home),
            ])
    }

    @Test func whateverTheMomentOfAKillTheFirstStartCanBeRepeated() throws {
        var moment = 0
        while true {
            let place = try TemporaryFolder()
            let watched = WatchedFolder(place.home)
            watched.die(after: moment)
            let made = try? LocalAuthority(folder: watched.watched, boxName: "Attic", now: noon)
            let text = try? place.read("authority/root.pem")
            let had = try text.map { try Root(bytes: Array($0.utf8)) }
            let opened = try place.authority(named: "Later", now: noon + day)
            // A root that was once visible stays: somebody may have installed it.
            if let had { #expect(opened.root.der == had.der) }
            if let made { #expect(opened.root.der == made.root.der) }
            #expect(try place.names(in: "authority") == ["root-certificate.pem", "root.pem"])
            if made != nil { break }
            moment += 1
        }
        #expect(moment == 14)
    }

    @Test func whateverTheMomentOfAKillTheOldLeafOrTheNewOneIsThere() throws {
        let place = try TemporaryFolder()
        let old = try place.authority().leaf(for: wanted, now: noon)
        var found: [Bool] = []
        for moment in 0..<7 {
            let before = try #require(try place.authority().presentLeaf().leaf)
            let watched = WatchedFolder(place.home)
            let authority = try LocalAuthority(folder: watched.watched, boxName: "Attic", now: noon)
            watched.die(after: moment)
            let made = try? authority.leaf(for: wanted, now: noon + day)
            #expect((made != nil) == (moment == 6))
            let opened = try place.authority()
            let leaf = try #require(try opened.presentLeaf().leaf)
            #expect(leaf.isSigned(by: opened.root))
            #expect(opened.renewal(of: .held(leaf), wanted: wanted, now: noon + day) == nil)
            found.append(leaf.fingerprint != before.fingerprint)
            #expect(try place.names(in: "authority") == ["leaf.pem", "root-certificate.pem", "root.pem"])
        }
        #expect(found == [false, false, false, false, false, true, true])
        #expect(try place.authority().presentLeaf().leaf?.fingerprint != old.fingerprint)
    }

    @Test func aDraftWrittenByHalfIsRemovedByTheNextStart() throws {
        let place = try TemporaryFolder()
        let watched = WatchedFolder(place.home)
        let authority = try LocalAuthority(folder: watched.watched, boxName: "Attic", now: noon)
        watched.die(after: 2)
        #expect(throws: WatchedFolder.Dead.self) { try authority.leaf(for: wanted, now: noon) }
        let draft = try #require(try place.names(in: "authority").first { $0.hasPrefix(".draft-") })
        #expect(try place.mode("authority/\(draft)") == 0o600)
        #expect(try !place.read("authority/\(draft)").isEmpty)
        _ = try place.authority()
        #expect(try place.names(in: "authority") == ["root-certificate.pem", "root.pem"])
    }

    @Test func aDiskThatRefusesLeavesNoDraft() throws {
        let place = try TemporaryFolder()
        _ = try place.authority()
        let full = AuthorityFolder(path: place.home) { step in
            if case .write(let path) = step { throw AuthorityFailure.system(path: path, code: ENOSPC) }
        }
        let authority = try LocalAuthority(folder: full, boxName: "Attic", now: noon)
        #expect(throws: AuthorityFailure.self) { try authority.leaf(for: wanted, now: noon) }
        #expect(try place.names(in: "authority") == ["root-certificate.pem", "root.pem"])
    }

    @Test func manyWhoStartAtOnceHaveOneRoot() async throws {
        let place = try TemporaryFolder()
        let roots = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 { group.addTask { try place.authority().root.der } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(roots.count == 1)
    }

    @Test func aReaderNeverSeesTheKeyOfAnotherCertificate() async throws {
        let place = try TemporaryFolder()
        let authority = try place.authority()
        _ = try authority.leaf(for: wanted, now: noon)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask { for _ in 0..<40 { _ = try authority.leaf(for: wanted, now: noon) } }
            }
            group.addTask {
                for _ in 0..<400 {
                    guard case .held = try authority.presentLeaf() else {
                        return #expect(Bool(false), "a reader saw a file that is not whole")
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
