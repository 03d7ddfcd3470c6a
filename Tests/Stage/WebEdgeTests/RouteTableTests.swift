import HTTPTypes
import Testing

@testable import WebEdge

@Suite struct RouteTableTests {
    private let table = RouteTable(
        [
            (HTTPRequest.Method.get, "/api/shows"), (.post, "/api/shows"), (.get, "/api/shows/{id}"),
            (.get, "/api/shows/next"), (.post, "/api/shows/{id}/doors/{door}"), (.get, "/api/shows/next/doors/main"),
            (.get, "/"),
        ].map { method, path in Route(method, path, .anyone) { _ in .noContent } })

    private func find(_ method: HTTPRequest.Method, _ path: String) -> String {
        switch table.find(method, path.split(separator: "/").map(String.init)) {
        case .nothing: "nothing"
        case .otherMethods(let methods): "other " + methods.map(\.rawValue).sorted().joined(separator: ",")
        case .route(let route, let parameters):
            "\(route.method.rawValue) \(route.path) "
                + parameters.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: ",")
        }
    }

    @Test func pathsFindTheirRoutes() {
        #expect(find(.get, "/api/shows") == "GET /api/shows ")
        #expect(find(.get, "/api/shows/a b") == "GET /api/shows/{id} id=a b")
        #expect(find(.post, "/api/shows/1/doors/2") == "POST /api/shows/{id}/doors/{door} door=2,id=1")
        #expect(find(.get, "/") == "GET / ")
    }

    @Test func wordsWinOverParametersAndFallBackToThem() {
        #expect(find(.get, "/api/shows/next") == "GET /api/shows/next ")
        #expect(find(.get, "/api/shows/next/doors/main") == "GET /api/shows/next/doors/main ")
        #expect(find(.post, "/api/shows/next/doors/side") == "POST /api/shows/{id}/doors/{door} door=side,id=next")
    }

    @Test func headFindsGetAndUnknownMethodsTheKnownOnes() {
        #expect(find(.head, "/api/shows") == "GET /api/shows ")
        #expect(find(.delete, "/api/shows") == "other GET,POST")
        #expect(find(.get, "/api/shows/1/doors/2") == "other POST")
    }

    @Test func whatNobodyDeclaredIsNothing() {
        for path in ["/api", "/api/shows/1/doors", "/api/shows/1/doors/2/x", "/x"] {
            #expect(find(.get, path) == "nothing")
        }
    }
}
