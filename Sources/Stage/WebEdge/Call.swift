import Foundation
package import HTTPTypes
package import NIOCore
package import StageModel

/// One request as a feature sees it: already authenticated, limited and matched.
package struct Call: Sendable {
    package let request: HTTPRequest
    package let principal: Principal?
    /// Path parameters by the names in the route's path, percent-decoded.
    package let parameters: [String: String]
    /// Query parameters, percent-decoded; of a repeated name the last.
    package let query: [String: String]
    package let requestID: String
    /// The client's address, for limits and the record of sessions; never trusted as identity.
    package let client: String
    /// True when the connection is TLS (cookies are then `__Host-` and Secure).
    package let isSecure: Bool
    /// The raw body; read it once.
    package let body: CallBody

    package init(
        request: HTTPRequest, principal: Principal?, parameters: [String: String], query: [String: String],
        requestID: String, client: String, isSecure: Bool, body: CallBody
    ) {
        self.request = request
        self.principal = principal
        self.parameters = parameters
        self.query = query
        self.requestID = requestID
        self.client = client
        self.isSecure = isSecure
        self.body = body
    }

    /// The identifier in the path; a refusal 404 when it has not the shape of one.
    package func id<Kind: IdentifierKind>(
        _ name: String = "id", as kind: Identifier<Kind>.Type = Identifier<Kind>.self
    ) throws -> Identifier<Kind> {
        guard let id = Identifier<Kind>(parameters[name] ?? "") else { throw NotThere() }
        return id
    }

    /// Decodes the JSON body; unknown keys are ignored, a wrong shape is a refusal that names the field.
    package func json<Value: Decodable>(_ type: Value.Type = Value.self) async throws -> Value {
        try RequestJSON.decode(type, from: try await body.collect())
    }

    /// Who acts, for the event log. Only on routes that demand somebody.
    package var actor: String { principal?.actor ?? "anyone" }

    /// `limit` from the query within 1…`most`, else `usual`.
    package func limit(usual: Int = 50, most: Int = 200) throws -> Int {
        guard let text = query["limit"] else { return usual }
        guard let limit = Int(text), (1...most).contains(limit) else {
            throw InvalidInput("limit", "Ask for 1 to \(most) entries at a time.")
        }
        return limit
    }
}

/// The bytes of a request: an asynchronous sequence that WebEdge bounds to the route's `BodyLimit`.
package struct CallBody: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer
    /// From Content-Length, nil when the client did not say.
    package let expectedBytes: Int64?
    private let make: @Sendable () -> AsyncIterator

    package init<Source: AsyncSequence & Sendable>(_ source: Source, expectedBytes: Int64?)
    where Source.Element == ByteBuffer {
        self.expectedBytes = expectedBytes
        make = {
            var iterator = source.makeAsyncIterator()
            return AsyncIterator { try await iterator.next() }
        }
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        let pull: () async throws -> ByteBuffer?

        package mutating func next() async throws -> ByteBuffer? { try await pull() }
    }

    package func makeAsyncIterator() -> AsyncIterator { make() }

    /// All bytes in memory; only for bodies limited to JSON or pictures.
    package func collect() async throws -> ByteBuffer {
        var whole = ByteBuffer()
        for try await var part in self { whole.writeBuffer(&part) }
        return whole
    }
}

/// Nothing at this address, or nothing that this caller may know of.
package struct NotThere: Refusal {
    package let kind = RefusalKind.notFound
    package let reason = "not_found"
    package let sentence = "There is nothing here. It may have been removed, or the address is mistyped."

    package init() {}
}

/// Reads request JSON and turns decoding errors into refusals with the field's name.
enum RequestJSON {
    static func decode<Value: Decodable>(_ type: Value.Type, from buffer: ByteBuffer) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
        } catch let DecodingError.keyNotFound(key, context) {
            throw InvalidInput(name(context.codingPath + [key]), "Please fill this in.")
        } catch let DecodingError.typeMismatch(_, context) {
            throw InvalidInput(name(context.codingPath), "This has the wrong kind of value.")
        } catch let DecodingError.valueNotFound(_, context) {
            throw InvalidInput(name(context.codingPath), "Please fill this in.")
        } catch let DecodingError.dataCorrupted(context) {
            let path = name(context.codingPath)
            guard path == "body" else { throw InvalidInput(path, context.debugDescription) }
            throw InvalidInput(path, isJSON(buffer) ? wrongNumber : "The request is not valid JSON.")
        }
    }

    private static let wrongNumber = "A number in this request has a fraction or is too large. Use a whole number."

    /// The decoder does not say where a number does not fit, only that one does not.
    private static func isJSON(_ buffer: ByteBuffer) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(buffer.readableBytesView), options: .fragmentsAllowed)) != nil
    }

    private static func name(_ path: [any CodingKey]) -> String {
        path.isEmpty
            ? "body" : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}

extension Call {
    /// The signed-in account; on routes that demand one.
    package func account() throws -> SignedInAccount {
        guard let account = principal?.account else { throw SignInNeeded() }
        return account
    }

    /// A Boolean of the query: `true` or `false`, absent means false.
    package func flag(_ name: String) throws -> Bool {
        switch query[name] {
        case nil, "false": return false
        case "true": return true
        default: throw InvalidInput(name, "Say true or false.")
        }
    }

    /// The cursor of a list: the identifier of the last entry seen.
    package func cursor<Kind: IdentifierKind>(
        as kind: Identifier<Kind>.Type = Identifier<Kind>.self
    ) throws -> Identifier<Kind>? {
        guard let text = query["cursor"] else { return nil }
        guard let cursor = Identifier<Kind>(text) else {
            throw InvalidInput("cursor", "This list has moved on. Begin it again from the top.")
        }
        return cursor
    }
}

/// Nobody is signed in where somebody must be.
package struct SignInNeeded: Refusal {
    package let kind = RefusalKind.unauthorized
    package let reason = "sign_in_needed"
    package let sentence = "Please sign in first."

    package init() {}
}
