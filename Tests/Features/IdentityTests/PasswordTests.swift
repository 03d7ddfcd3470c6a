import Cryptography
import StageModel
import Testing

@testable import Identity

/// Which passwords are taken, and how they rest.
struct PasswordTests {
    private let about = ["Café Nova", "Nina Simone", "nina.simone@example.org"]

    private func takes(_ text: String) -> Bool {
        (try? PasswordRules.chosen(text, field: "password", about: about)) != nil
    }

    @Test(
        arguments: [
            "wooden kite seven", "hx7!pq2z", "пароль-из-трёх", "密码很长的八个字符", "        a       b", "MixedCaseWord9#x",
            "correct horse battery", "nina likes soup", "🎸🥁🎹🎺🎻🪕🎷🎤", "xk2simonexk2x",
        ])
    func goodOnesAreTakenWithoutRulesOfComposition(_ text: String) {
        #expect(takes(text))
    }

    @Test(
        arguments: [
            "password", "Password1", "P@ssw0rd!", "passwort123", "letmein!!", "iloveyou2", "qwertyuiop", "1qaz2wsx",
            "dragon2024", "!monkey!", "Sunshine99", "trustno1", "footballfootball", "motdepasse", "stagebox1",
            "ADMIN1234",
            "ｐａｓｓｗｏｒｄ", "pässwörd", "superman12345678",
        ])
    func whatEverybodyTriesIsRefused(_ text: String) {
        #expect(!takes(text))
    }

    @Test(
        arguments: [
            "aaaaaaaa", "        ", "abababab", "abcabcabc", "abcdabcd", "12345678", "87654321", "1234567890",
            "abcdefgh",
            "hgfedcba", "asdfghjkl", "QWERTZUIOP", "90123456", "éééééééé",
        ])
    func patternsAreRefused(_ text: String) {
        #expect(!takes(text))
    }

    @Test(
        arguments: [
            "NinaSimone", "nina simone", "nina-simone!", "nina.simone@example.org", "ninasimone12", "Simone1990",
            "cafénova",
            "Cafe Nova 1", "ninanina", "simonesimone",
        ])
    func namesOfThePersonAndTheBoxAreRefused(_ text: String) {
        #expect(!takes(text))
    }

    @Test func theLimitsAreEightAnd256Characters() {
        let text = "kq7zw-xm2"
        #expect(!takes(String(text.prefix(7))))
        #expect(takes(String(text.prefix(8))))
        let long = String(
            (0..<257).map { (index: Int) -> Character in
                let step = (index * 37 + index / 7) % 90
                return Character(Unicode.Scalar(UInt8(33 + step)))
            })
        #expect(takes(String(long.prefix(256))))
        #expect(!takes(long))
    }

    @Test func theLimitOfBytesIs1024() {
        let signs = (0..<256).map { (index: UInt32) -> Character in
            Character(Unicode.Scalar(0x1f400 + index) ?? " ")
        }
        #expect(takes(String(signs)))
        #expect(!takes(String(signs.dropLast()) + "e\u{301}\u{302}\u{303}"))
    }

    @Test func aPasswordSaysNothingOfItselfInALog() throws {
        let password = try PasswordRules.typed("wooden kite seven", field: "password")
        #expect("\(password)" == "password")
        #expect(String(reflecting: password) == "password")
    }

    @Test func theListIsFoldedAndTheWordsAreWords() {
        for word in CommonPasswords.words.union(CommonPasswords.whole) { #expect(word == word.lowercased()) }
        #expect(CommonPasswords.words.allSatisfy { $0.allSatisfy(\.isLetter) })
        #expect(CommonPasswords.words.count + CommonPasswords.whole.count >= 200)
    }

    @Test func atRestItIsOneLineWithItsCost() throws {
        let password = try PasswordRules.typed("wooden kite seven", field: "password")
        let stored = try StoredPassword(
            password, salt: Array(0..<16), cost: Scrypt.Cost(n: 16, r: 2, p: 1))
        #expect(stored.text.hasPrefix("$scrypt$ln=4,r=2,p=1$AAECAwQFBgcICQoLDA0ODw$"))
        #expect(StoredPassword(stored.text) == stored)
        #expect(try stored.matches(password))
        #expect(try !stored.matches(PasswordRules.typed("wooden kite Seven", field: "password")))
    }

    @Test(
        arguments: [
            "", "$", "$scrypt$$$",
            "$argon2$ln=4,r=2,p=1$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
            "$scrypt$ln=4,r=2$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
            "$scrypt$ln=21,r=2,p=1$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
            "$scrypt$ln=0,r=2,p=1$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
            "$scrypt$ln=4,r=33,p=1$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
            "$scrypt$ln=4,r=2,p=17$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
            "$scrypt$ln=4,r=2,p=1$AAEC$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
            "$scrypt$ln=4,r=2,p=1$AAECAwQFBgcICQoLDA0ODw$AAEC", "$scrypt$ln=4,r=2,p=1$!!$!!",
        ])
    func whatIsNoStoredPasswordIsNotRead(_ text: String) {
        #expect(StoredPassword(text) == nil)
    }

    @Test func theCostOfProductionIsTheOneDecidedAndWorks() async throws {
        #expect(PasswordHashing.productionCost == Scrypt.Cost(n: 32768, r: 8, p: 3))
        let hashing = PasswordHashing()
        let password = try PasswordRules.typed("wooden kite seven", field: "password")
        let stored = try await hashing.hash(password, salt: Array(0..<16))
        #expect(stored.text.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
        #expect(try await hashing.check(password, against: stored, salt: Array(0..<16)) == .right(renewed: nil))
    }

    @Test func twoHashAtATimeSixteenWaitAndTheNextIsRefused() async throws {
        let lanes = HashingLanes(parallel: 2, waiting: 16)
        try await lanes.enter()
        try await lanes.enter()
        let waiters = (1...16).map { _ in Task { try await lanes.enter() } }
        while await lanes.waiting < 16 { await Task.yield() }
        await #expect(throws: IdentityRefusal.busy) { try await lanes.enter() }
        await lanes.leave()
        while await lanes.waiting > 15 { await Task.yield() }
        let next = Task { try await lanes.enter() }
        while await lanes.waiting < 16 { await Task.yield() }
        for _ in 1...17 { await lanes.leave() }
        for waiter in waiters { try await waiter.value }
        try await next.value
        await lanes.leave()
        try await lanes.enter()
        #expect(await lanes.waiting == 0)
    }

    @Test func aCallerThatWentAwayPassesItsPlaceOn() async throws {
        let lanes = HashingLanes(parallel: 1, waiting: 2)
        try await lanes.enter()
        let gone = Task { try await lanes.enter() }
        while await lanes.waiting < 1 { await Task.yield() }
        let next = Task { try await lanes.enter() }
        while await lanes.waiting < 2 { await Task.yield() }
        gone.cancel()
        await lanes.leave()
        try await next.value
        await #expect(throws: CancellationError.self) { try await gone.value }
    }

    @Test func refusedForBeingBusyIsARefusalWithAPause() async throws {
        let refusal = IdentityRefusal.busy
        guard case .tooMany(let seconds) = refusal.kind else { throw refusal }
        #expect(seconds == 5)
    }
}
