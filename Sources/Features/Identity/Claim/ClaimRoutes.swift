import HTTPTypes
import WebEdge

/// The first claim of a new box.
extension IdentityRoutes {
    var claim: [Route] {
        [
            Route(.post, "/api/claim", .anyone, budget: .guessing) { call in
                struct Claim: Decodable {
                    let code, boxName: String
                    let timeZone, currency: String?
                    let name, mail, password: String
                }
                let claim = try await call.json(Claim.self)
                let session = try await service.claim(
                    IdentityService.ClaimRequest(
                        code: claim.code, boxName: claim.boxName, timeZone: claim.timeZone, currency: claim.currency,
                        name: claim.name, mail: claim.mail, password: claim.password), from: origin(call))
                return try opened(session, call)
            }
        ]
    }
}
