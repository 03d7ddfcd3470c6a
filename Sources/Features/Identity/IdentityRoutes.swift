import HTTPTypes
import StageModel
package import WebEdge

/// HTTP in, HTTP out: reads the request, asks the service, maps the answer. Each noun has a file of its own.
///
/// Answers that bear a secret (links, codes, tokens, cookies) are never stored for replay: their routes are
/// `.byFeature` or draw from the `.guessing` budget, which WebEdge never stores. A repeated key makes another link.
package struct IdentityRoutes: Sendable {
    let service: IdentityService

    package init(service: IdentityService) { self.service = service }

    package var routes: [Route] { claim + sessions + accounts + invitations + devices + pairings }

    /// Where a request comes from, as sessions and the audit trail remember it.
    func origin(_ call: Call) -> IdentityService.Origin {
        IdentityService.Origin(
            client: call.client, agent: IdentityRules.agent(call.request.headerFields[.userAgent]))
    }
}

extension Optional {
    /// What is there, or the refusal 404.
    func orNotThere() throws -> Wrapped {
        guard let self else { throw NotThere() }
        return self
    }
}
