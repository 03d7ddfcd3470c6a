import Foundation
import Testing

@testable import LocalCA

@Suite struct RenewalTests {
    let place: TemporaryFolder
    let authority: LocalAuthority
    let leaf: Leaf

    init() throws {
        place = try TemporaryFolder()
        authority = try place.authority()
        leaf = try authority.leaf(
            names: ["stagebox.local", "attic.local"], addresses: ["192.168.1.5"], now: noon
        ).leaf
    }

    private func reason(
        _ names: [String] = ["stagebox.local", "attic.local"], _ addresses: [String] = ["192.168.1.5"], at now: Date
    ) throws -> RenewalReason? {
        authority.renewal(
            of: .held(leaf), wanted: try LeafNames(names: names, addresses: addresses), now: now)
    }

    @Test func aLeafIsGoodForTwoThirdsOfItsLife() throws {
        let life = leaf.expires.timeIntervalSince(leaf.validFrom)
        #expect(leaf.renewsAt == leaf.validFrom + (life * 2 / 3).rounded(.down))
        #expect(try reason(at: noon) == nil)
        #expect(try reason(at: leaf.renewsAt - 1) == nil)
        #expect(try reason(at: leaf.renewsAt) == .due(expires: leaf.expires))
        #expect(try reason(at: leaf.expires) == .due(expires: leaf.expires))
        #expect(try reason(at: leaf.expires + 1) == .expired(leaf.expires))
    }

    @Test func aClockThatWentBackIsAReason() throws {
        #expect(try reason(at: leaf.validFrom) == nil)
        #expect(try reason(at: leaf.validFrom - 1) == .clockWentBack(validFrom: leaf.validFrom))
    }

    @Test func changedNamesAndAddressesAreAReason() throws {
        #expect(try reason(["attic.local", "STAGEBOX.local"], at: noon) == nil)
        #expect(
            try reason(["stagebox.local", "cellar.local"], at: noon)
                == .changed(added: ["cellar.local"], gone: ["attic.local"]))
        #expect(
            try reason(["stagebox.local", "attic.local"], ["192.168.1.6"], at: noon)
                == .changed(added: ["192.168.1.6"], gone: ["192.168.1.5"]))
        #expect(
            try reason(["stagebox.local"], at: noon) == .changed(added: [], gone: ["attic.local"]))
        // A public address that comes or goes changes nothing.
        #expect(try reason(["stagebox.local", "attic.local"], ["192.168.1.5", "8.8.8.8"], at: noon) == nil)
    }

    @Test func aLeafOfAnotherRootIsAReason() throws {
        let other = try TemporaryFolder().authority()
        let wanted = try LeafNames(names: ["stagebox.local", "attic.local"], addresses: ["192.168.1.5"])
        #expect(other.root.subject == authority.root.subject)
        #expect(other.renewal(of: .held(leaf), wanted: wanted, now: noon) == .foreign)
    }

    @Test func aMissingOrDamagedLeafIsAReason() throws {
        let wanted = try LeafNames(names: ["stagebox.local"], addresses: [])
        #expect(authority.renewal(of: .none, wanted: wanted, now: noon) == RenewalReason.none)
        #expect(authority.renewal(of: .damaged(why: "is x"), wanted: wanted, now: noon) == .damaged(why: "is x"))
    }

    @Test func theLastLeafOfARootIsNotRenewedForEver() throws {
        let root = authority.root
        let last = try authority.leaf(names: ["stagebox.local"], addresses: [], now: root.expires - 10 * day).leaf
        let wanted = try LeafNames(names: ["stagebox.local"], addresses: [])
        #expect(authority.renewal(of: .held(last), wanted: wanted, now: root.expires - 1) == nil)
        #expect(
            authority.renewal(of: .held(last), wanted: wanted, now: root.expires + 1) == .expired(root.expires))
        let before = try authority.leaf(
            names: ["stagebox.local"], addresses: [], now: root.expires - 397 * day + 3600
        ).leaf
        #expect(before.expires == root.expires - 1)
        #expect(
            authority.renewal(of: .held(before), wanted: wanted, now: before.renewsAt) == .due(expires: before.expires))
    }

    @Test func everyReasonIsASentence() {
        let reasons: [RenewalReason] = [
            .none, .damaged(why: "was cut off or changed"), .foreign, .clockWentBack(validFrom: noon), .expired(noon),
            .changed(added: ["a.local"], gone: []), .changed(added: [], gone: ["b.local"]), .due(expires: noon),
        ]
        for reason in reasons { #expect(reason.sentence.hasSuffix(".") && !reason.sentence.contains("()")) }
        let many = RenewalReason.changed(added: (0..<9).map { "a\($0).local" }, gone: ["b.local"]).sentence
        #expect(many.contains("new: a0.local, a1.local, a2.local, a3.local and 5 more; gone: b.local"))
    }
}
