import Avahi
import Testing

@Suite struct AvahiServiceTests {
    @Test func otherNamesAreCounted() {
        #expect(AvahiService.alternative(to: "Club") == "Club #2")
        #expect(AvahiService.alternative(to: "Club #2") == "Club #3")
        #expect(AvahiService.alternative(to: "Club #9") == "Club #10")
        #expect(AvahiService.alternative(to: "Клуб") == "Клуб #2")
    }

    @Test(arguments: ["x", "é", "日", "🎶"])
    func aLongNameIsCutAndStaysText(letter: String) {
        let name = String(repeating: letter, count: 63 / letter.utf8.count)
        let other = AvahiService.alternative(to: name)
        #expect(other.utf8.count <= 63)
        #expect(other.hasSuffix(" #2"))
        #expect(other.dropLast(3).allSatisfy { String($0) == letter })
    }

    @Test(arguments: ["", "a\0b", String(repeating: "x", count: 64)])
    func whatIsNoNameComesBackAsItIs(name: String) {
        #expect(AvahiService.alternative(to: name) == name)
    }

    @Test func failuresHaveWords() {
        #expect(AvahiFailure(code: -50).reason == "Not permitted")
        #expect(!AvahiFailure(code: -50).isConnectionLost)
        #expect(AvahiFailure(code: -23).isConnectionLost)
        #expect(!AvahiFailure(code: Int.min).reason.isEmpty)
    }
}
