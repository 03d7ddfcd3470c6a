import StageModel
import Testing

@testable import Identity

/// Decisions on values alone.
struct RuleTests {
    private let now = Timestamp(milliseconds: 1_900_000_000_000)

    @Test func tenTriesAtOnceThenOneEachNinetySeconds() {
        var fullAt: Timestamp?
        for _ in 1...10 {
            guard case .granted(let next) = TryBucket.draw(fullAt: fullAt, now: now) else {
                Issue.record("refused")
                return
            }
            fullAt = next
        }
        #expect(fullAt == now + .seconds(900))
        #expect(TryBucket.draw(fullAt: fullAt, now: now) == .wait(seconds: 90))
        #expect(TryBucket.draw(fullAt: fullAt, now: now + .milliseconds(89_999)) == .wait(seconds: 1))
        #expect(TryBucket.draw(fullAt: fullAt, now: now + .seconds(90)) == .granted(fullAt: now + .seconds(990)))
        #expect(TryBucket.draw(fullAt: fullAt, now: now + .seconds(5000)) == .granted(fullAt: now + .seconds(5090)))
    }

    @Test func aClockThatWasSetBackKeepsNobodyWaitingLongerThanAnEmptyBucket() {
        #expect(TryBucket.draw(fullAt: now + .seconds(86_400), now: now) == .wait(seconds: 90))
    }

    @Test func aSessionIsAliveUntilTheMillisecondOfItsLimit() {
        let made = now
        let idle = IdentityLimits.idle
        #expect(
            SessionRules.isAlive(createdAt: made, lastSeenAt: made, roles: [.fan], now: made + idle - .milliseconds(1)))
        #expect(!SessionRules.isAlive(createdAt: made, lastSeenAt: made, roles: [.fan], now: made + idle))
        #expect(
            !SessionRules.isAlive(
                createdAt: made, lastSeenAt: made, roles: [.fan, .staff], now: made + .seconds(43_200)))
        let seen = made + IdentityLimits.sessionLife
        #expect(!SessionRules.isAlive(createdAt: made, lastSeenAt: seen, roles: [.fan], now: seen))
    }

    @Test(arguments: [("https://b/", "https://b/join#x"), ("https://b", "https://b/join#x"), (nil, "/join#x")])
    func aLinkStandsBehindTheAddress(_ address: String?, _ link: String) {
        #expect(IdentityRules.link("/join#x", behind: address) == link)
    }

    @Test func everyRefusalHasASentenceAndAReasonOfItsOwn() {
        let all: [IdentityRefusal] = [
            .alreadyClaimed, .wrongClaimCode(triesLeft: 1), .wrongCredentials, .blocked, .tooManyTries(seconds: 9),
            .busy,
            .mailTaken, .nameTaken, .lastAdmin, .selfBlock, .personBlocked, .changedMeanwhile, .noSuchPerson, .linkGone,
            .tooManyInvitations, .pairingGone, .wrongPairingCode, .tooManyPairings, .tooManyDevices, .showOver,
        ]
        #expect(Set(all.map(\.reason)).count == all.count)
        #expect(Set(all.map(\.sentence)).count == all.count)
        for refusal in all + [.wrongClaimCode(triesLeft: 0), .wrongClaimCode(triesLeft: 2)] {
            #expect(refusal.reason.hasPrefix("identity."))
            #expect(refusal.sentence.hasSuffix(".") && refusal.sentence.count > 20 && !refusal.sentence.contains("!"))
        }
    }

    @Test(arguments: ["", "short", String(repeating: "i", count: 52) + "x", String(repeating: "-", count: 52)])
    func whatHasNotTheShapeOfATokenIsNotLookedUp(_ text: String) {
        #expect(OpaqueToken.hash(of: text) == nil)
    }

    @Test func tokensHave256BitsAndAreNotTheirHash() {
        let token = OpaqueToken(entropy: SeededEntropy(seed: 2).entropy)
        #expect(token.text.utf8.count == 52)
        #expect(OpaqueToken.hash(of: token.text) == token.hash)
        #expect(Crockford.decode(token.text)?.count == 32)
    }
}
