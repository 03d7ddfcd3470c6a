import HTTPTypes
import StageModel
import Testing

@testable import WebEdge

@Suite struct GateTests {
    private func request(_ headers: HTTPFields, _ method: HTTPRequest.Method = .post) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: "stagebox.local", path: "/", headerFields: headers)
    }

    @Test func theCookieOfTheConnectionCounts() {
        let both = request([.cookie: "a=b; stagebox=plain; __Host-stagebox=secure; c=d"])
        #expect(Gate.credential(both, isSecure: false) == .session("plain"))
        #expect(Gate.credential(both, isSecure: true) == .session("secure"))
        #expect(Gate.credential(request([:]), isSecure: false) == nil)
    }

    @Test func aTokenWinsOverACookie() {
        let headers: HTTPFields = [.cookie: "stagebox=a", .authorization: "Bearer tok"]
        #expect(Gate.credential(request(headers), isSecure: false) == .bearer("tok"))
        #expect(Gate.credential(request([.authorization: "bEaReR tok"]), isSecure: false) == .bearer("tok"))
    }

    @Test(arguments: ["Bearer ", "Bearer a b", "Bearer é", "Basic YTpi", "Bearer", "tok"])
    func whatIsNoTokenProvesNothing(_ header: String) {
        #expect(Gate.credential(request([.authorization: header]), isSecure: false) == nil)
    }

    @Test func aTokenMayHave300Bytes() {
        let token = String(repeating: "t", count: 300)
        #expect(Gate.credential(request([.authorization: "Bearer \(token)"]), isSecure: false) == .bearer(token))
        #expect(Gate.credential(request([.authorization: "Bearer \(token)t"]), isSecure: false) == nil)
    }

    @Test func aCookieMayHave200BytesAndStandOnce() {
        let value = String(repeating: "v", count: 200)
        #expect(Gate.cookie(["stagebox=\(value)"], named: "stagebox") == value)
        #expect(Gate.cookie(["stagebox=\(value)v"], named: "stagebox") == nil)
        #expect(Gate.cookie(["stagebox=a; stagebox=b"], named: "stagebox") == nil)
        #expect(Gate.cookie(["stagebox=a", "stagebox=b"], named: "stagebox") == nil)
        #expect(Gate.cookie(["xstagebox=a; stageboxx=b; stagebox"], named: "stagebox") == nil)
        #expect(Gate.cookie(["stagebox="], named: "stagebox") == nil)
    }

    @Test func noRandomCookieHeaderIsMisread() {
        let seed: UInt64 = 5
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let parts = ["stagebox", "=", ";", " ", "a", "\"", ",", "__Host-", "\t", "é", "; "]
        for _ in 0..<20_000 {
            let header = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                parts.randomElement(using: &random) ?? ""
            }
            .joined()
            guard let value = Gate.cookie([header], named: "stagebox") else { continue }
            #expect(header.contains("stagebox=\(value)") && !value.contains(";"), "\(header)")
        }
    }

    @Test func unsafeCallsOfOtherSitesAreRefused() {
        func passes(_ headers: HTTPFields, isSecure: Bool = false) -> Bool {
            (try? Gate.demandSameSite(request(headers), isSecure: isSecure)) != nil
        }
        #expect(passes([:]), "a program sends neither header")
        #expect(passes([.secFetchSite: "same-origin", .origin: "http://stagebox.local"]))
        #expect(passes([.secFetchSite: "none"]))
        #expect(!passes([.secFetchSite: "cross-site"]))
        #expect(!passes([.secFetchSite: "same-site"]))
        #expect(!passes([.origin: "null"]))
        #expect(!passes([.origin: "http://evil.example"]))
        #expect(!passes([.origin: "http://stagebox.local"], isSecure: true))
    }

    @Test func everyRouteLetsInWhomItNames() {
        let people = People()
        let all: [Principal?] = [
            nil, .account(people.fan), .account(people.staff), .account(people.admin), .device(people.device),
        ]
        func admitted(_ access: Access) -> [Bool] { all.map { (try? Gate.demand(access, of: $0)) != nil } }
        #expect(admitted(.anyone) == [true, true, true, true, true])
        #expect(admitted(.signedIn) == [false, true, true, true, false])
        #expect(admitted(.roles([.staff])) == [false, false, true, true, false])
        #expect(admitted(.roles([.admin])) == [false, false, false, true, false])
        #expect(admitted(.roles([.artist])) == [false, false, false, false, false])
        #expect(admitted(.device) == [false, false, false, false, true])
        #expect(admitted(.rolesOrDevice([.staff])) == [false, false, true, true, true])
    }

    @Test func nobodyIsToldToSignInAndSomebodyThatItIsNotAllowed() {
        let people = People()
        #expect(throws: SignInNeeded.self) { try Gate.demand(.roles([.admin]), of: nil) }
        #expect(throws: EdgeRefusal.self) { try Gate.demand(.roles([.admin]), of: .account(people.fan)) }
        #expect(throws: SignInNeeded.self) { try Gate.demand(.signedIn, of: .device(people.device)) }
        #expect(throws: EdgeRefusal.self) { try Gate.demand(.device, of: .account(people.admin)) }
    }
}
