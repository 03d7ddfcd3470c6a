import HTTPTypes
import QRCode
package import StageModel
import WebEdge

/// A device as the API tells it.
struct DeviceAnswer: Encodable, Sendable {
    let id: DeviceID
    let name: String
    let showId: ShowID
    let showTitle, door: String
    let pairedAt: Timestamp
    let lastSeenAt: Nullable<Timestamp>
    let isRevoked: Bool

    init(_ view: DeviceView) {
        id = view.device.id
        name = view.device.name
        showId = view.device.show
        showTitle = view.showTitle
        door = view.device.door
        pairedAt = view.device.pairedAt
        lastSeenAt = Nullable(view.device.lastSeenAt)
        isRevoked = view.isRevoked
    }
}

/// Devices at doors.
extension IdentityRoutes {
    var devices: [Route] {
        [
            Route(.get, "/api/devices", .roles([.staff]), body: .none) { _ in
                struct List: Encodable { let items: [DeviceAnswer] }
                return try .json(List(items: await service.devices().map(DeviceAnswer.init)))
            },
            Route(.delete, "/api/devices/{id}", .roles([.staff]), body: .none) { call in
                try await service.revokeDevice(call.id(), actor: call.actor)
                return .noContent
            },
            Route(.get, "/api/devices/me", .device, body: .none) { call in
                try .json(DeviceAnswer(await service.ownDevice(call.ownDevice())))
            },
            Route(.delete, "/api/devices/me", .device, body: .none) { call in
                try await service.revokeDevice(call.ownDevice(), actor: call.actor)
                return .noContent
            },
        ]
    }

    var pairings: [Route] {
        [
            Route(.post, "/api/devices/pairings", .roles([.staff]), replay: .byFeature) { call in
                struct Start: Decodable { let showId, door: String }
                struct Made: Encodable {
                    let id: PairingID
                    let path: String
                    /// Left out where the box knows no address.
                    let url: String?
                    let code: String
                    let qr: [String]
                    let expiresAt: Timestamp
                }
                let start = try await call.json(Start.self)
                let made = try await service.startPairing(show: start.showId, door: start.door, actor: call.actor)
                let url = service.ports.address().map { IdentityRules.link(made.path, behind: $0) }
                return try .json(
                    Made(
                        id: made.id, path: made.path, url: url, code: made.code,
                        qr: try QRMatrix(encoding: url ?? made.path, correction: .medium).rows,
                        expiresAt: made.expiresAt), status: .created)
            },
            Route(.get, "/api/devices/pairings/{id}", .roles([.staff]), body: .none) { call in
                struct State: Encodable {
                    let state: PairingState
                    let device: Nullable<DeviceAnswer>
                }
                let pairing = try await service.pairing(call.id())
                return try .json(
                    State(state: pairing.state, device: Nullable(pairing.device.map(DeviceAnswer.init))))
            },
            Route(.post, "/api/devices/pair", .anyone, budget: .guessing) { call in
                struct Pair: Decodable {
                    let token, code: String?
                    let name: String
                }
                struct Paired: Encodable {
                    let deviceToken: String
                    let device: DeviceAnswer
                }
                let pair = try await call.json(Pair.self)
                let made = try await service.pair(
                    try proof(token: pair.token, code: pair.code), name: pair.name, client: call.client)
                return try .json(
                    Paired(deviceToken: made.token, device: DeviceAnswer(made.device)), status: .created)
            },
        ]
    }

    /// The token of the link if there is one, else the typed code.
    private func proof(token: String?, code: String?) throws -> IdentityService.PairingProof {
        if let token, !token.isEmpty { return .token(token) }
        guard let code, !code.isEmpty else { throw InvalidInput("code", "Please fill this in.") }
        return .code(code)
    }
}

extension Call {
    /// The device that asks; on routes that demand one.
    func ownDevice() throws -> DeviceID {
        guard let device = principal?.device else { throw SignInNeeded() }
        return device.id
    }
}

extension IdentityService {
    /// A device as the list of devices shows it, for answers of others that contain it.
    package func deviceAnswer(_ id: DeviceID) async throws -> any Encodable & Sendable {
        DeviceAnswer(try await ownDevice(id))
    }
}
