import HTTPTypes

/// All routes, found by the segments of a path.
package struct RouteTable: Sendable {
    /// What a path leads to.
    enum Match {
        case route(Route, parameters: [String: String])
        /// The path exists, the method does not; the methods that do.
        case otherMethods([HTTPRequest.Method])
        case nothing
    }

    private struct Node {
        var routes: [Route] = []
        var children: [String: Int] = [:]
        /// A child for any segment, with the parameter's name.
        var parameter: (name: String, node: Int)?
    }

    private var nodes = [Node()]
    package let routes: [Route]

    /// - Precondition: no two routes with the same method and path.
    package init(_ routes: [Route]) {
        self.routes = routes
        for route in routes {
            var node = 0
            for segment in route.path.split(separator: "/") {
                if segment.hasPrefix("{") && segment.hasSuffix("}") {
                    let name = String(segment.dropFirst().dropLast())
                    if let known = nodes[node].parameter {
                        precondition(known.name == name, "\(route.path) names a parameter in two ways")
                        node = known.node
                    } else {
                        nodes.append(Node())
                        nodes[node].parameter = (name, nodes.count - 1)
                        node = nodes.count - 1
                    }
                } else if let child = nodes[node].children[String(segment)] {
                    node = child
                } else {
                    nodes.append(Node())
                    nodes[node].children[String(segment)] = nodes.count - 1
                    node = nodes.count - 1
                }
            }
            precondition(
                !nodes[node].routes.contains { $0.method == route.method }, "\(route.method) \(route.path) twice")
            nodes[node].routes.append(route)
        }
    }

    /// Literal segments win over parameters; HEAD finds GET.
    func find(_ method: HTTPRequest.Method, _ segments: [String]) -> Match {
        var parameters: [String: String] = [:]
        guard let node = walk(from: 0, segments[...], &parameters), !nodes[node].routes.isEmpty else { return .nothing }
        let wanted = method == .head ? .get : method
        if let route = nodes[node].routes.first(where: { $0.method == wanted }) {
            return .route(route, parameters: parameters)
        }
        return .otherMethods(nodes[node].routes.map(\.method))
    }

    private func walk(from node: Int, _ segments: ArraySlice<String>, _ parameters: inout [String: String]) -> Int? {
        guard let segment = segments.first else { return node }
        if let child = nodes[node].children[segment], let end = walk(from: child, segments.dropFirst(), &parameters),
            !nodes[end].routes.isEmpty
        {
            return end
        }
        guard let (name, child) = nodes[node].parameter else { return nil }
        guard let end = walk(from: child, segments.dropFirst(), &parameters) else { return nil }
        parameters[name] = segment
        return end
    }
}
