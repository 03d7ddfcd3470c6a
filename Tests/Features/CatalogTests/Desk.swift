import Foundation
import HTTPTypes
import NIOCore
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// Calls of the routes, as WebEdge would make them.
struct Desk {
    let bench: Bench

    func call(
        _ method: HTTPRequest.Method, _ target: String, _ body: [UInt8] = [], fileName: String? = nil,
        as account: SignedInAccount? = nil
    ) async throws -> Answer {
        let halves = target.split(separator: "?", maxSplits: 1).map(String.init)
        let pairs = (halves.count > 1 ? halves[1] : "").split(separator: "&").map { $0.split(separator: "=") }
        let query = Dictionary(pairs.map { (String($0[0]), String($0[1]).removingPercentEncoding ?? "") }) { $1 }
        let (route, parameters) = try #require(match(method, halves[0]), "no route \(method) \(target)")
        guard admits(route.access, account) else { return Answer(status: account == nil ? 401 : 403, text: "") }
        var request = HTTPRequest(method: method, scheme: "http", authority: "box", path: target)
        if let fileName { request.headerFields[.uploadFilename] = fileName }
        let call = Call(
            request: request, principal: account.map(Principal.account), parameters: parameters, query: query,
            requestID: "req_1", client: "10.0.0.5", isSecure: false, body: Bench.body(body))
        do {
            let reply = try await route.run(call)
            switch reply.body {
            case .bytes(let buffer): return Answer(status: reply.status.code, text: String(buffer: buffer))
            case .file(let file): return Answer(status: reply.status.code, text: "", file: file)
            default: return Answer(status: reply.status.code, text: "")
            }
        } catch let refusal as any Refusal {
            return Answer(status: 400, text: refusal.sentence, refusal: refusal)
        }
    }

    func call(
        _ method: HTTPRequest.Method, _ target: String, json: String, as account: SignedInAccount? = nil
    ) async throws -> Answer {
        try await call(method, target, Array(json.utf8), as: account)
    }

    var routes: [Route] { CatalogRoutes(service: bench.service, audioBytes: 64 << 20).routes }

    private func match(_ method: HTTPRequest.Method, _ path: String) -> (Route, [String: String])? {
        let parts = path.split(separator: "/")
        return routes.filter { $0.method == method }.compactMap { route -> (Route, [String: String])? in
            let wanted = route.path.split(separator: "/")
            guard wanted.count == parts.count else { return nil }
            var parameters: [String: String] = [:]
            for (want, part) in zip(wanted, parts) where want != part {
                guard want.hasPrefix("{") else { return nil }
                parameters[String(want.dropFirst().dropLast())] = String(part).removingPercentEncoding ?? ""
            }
            return (route, parameters)
        }.min { $0.1.count < $1.1.count }
    }

    private func admits(_ access: Access, _ account: SignedInAccount?) -> Bool {
        switch access {
        case .anyone: true
        case .signedIn: account != nil
        case .roles(let roles), .rolesOrDevice(let roles): account?.has(any: roles) ?? false
        case .device: false
        }
    }
}

/// What a call was answered.
struct Answer: Sendable {
    let status: Int
    let text: String
    var file: FileAnswer?
    var refusal: (any Refusal)?

    var reason: String? { refusal?.reason }

    var object: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    func id() throws -> String { try #require(object["id"] as? String, "\(text)") }

    /// The JSON with sorted keys, identifiers shortened to their kind, CIDs, colours and waveforms to a word.
    func shape() throws -> String {
        let sorted = try JSONSerialization.data(
            withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: sorted, as: UTF8.self)
            .replacing(/"([a-z]+)_[0-9a-hjkmnp-tv-z]{26}"/) { "\"\($0.output.1)\"" }
            .replacing(/"baf[a-z2-7]{56}"/, with: "CID")
            .replacing(/"#[0-9a-f]{6}"/, with: "COLOUR")
            .replacing(/"waveform":"[^"]{536}"/, with: "\"waveform\":WAVE")
            .replacing(/"loudnessLufs":-[0-9.]+/, with: "\"loudnessLufs\":LUFS")
    }
}
