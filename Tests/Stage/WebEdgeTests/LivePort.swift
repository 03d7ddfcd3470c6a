import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Testing

@testable import WebEdge

/// A port of a real server on this machine, and the way to stop it.
struct LivePort: Sendable {
    let port: Int
    private let group: ServiceGroup

    /// Tells the server to stop, as SIGTERM would.
    func stop() async { await group.triggerGracefulShutdown() }

    /// Serves while the body works; then stops gracefully and waits for the end.
    static func serve(
        _ bench: EdgeBench, place: PortPlace = .address(host: "127.0.0.1", port: 0), identity: TLSIdentity? = nil,
        _ body: @escaping @Sendable (LivePort) async throws -> Void
    ) async throws {
        let (ports, told) = AsyncStream<Int>.makeStream()
        let server = EdgeServer(edge: bench.edge, at: place, identity: identity)
            .service(on: MultiThreadedEventLoopGroup.singleton, logger: bench.logbook.logger) { told.yield($0) }
        let group = ServiceGroup(services: [server, bench.edge.fan], logger: bench.logbook.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            do {
                try await body(LivePort(port: port, group: group))
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// A connection on which tests say bytes and read bytes.
    func connect<Result: Sendable>(
        receiveBytes: Int? = nil, isSecure: Bool = false, _ body: @Sendable (inout RawTalk) async throws -> Result
    ) async throws -> Result {
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        if let receiveBytes {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: receiveBytes)
        }
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                if isSecure {
                    var configuration = TLSConfiguration.makeClientConfiguration()
                    configuration.certificateVerification = .none
                    let handler = try NIOSSLClientHandler(
                        context: try NIOSSLContext(configuration: configuration), serverHostname: nil)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
                return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(
                        backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2),
                        isOutboundHalfClosureEnabled: true))
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            var talk = RawTalk(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&talk)
        }
    }

    /// One request, written as it is, and its answer.
    func ask(_ request: String) async throws -> RawAnswer {
        try await connect { talk in
            try await talk.say(request)
            return try await talk.answer()
        }
    }
}

/// An answer as it stands on the wire.
struct RawAnswer: Sendable {
    let head: String
    let body: String

    var status: Int { Int(head.dropFirst("HTTP/1.1 ".count).prefix(3)) ?? 0 }

    subscript(_ name: String) -> String? {
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix(name.lowercased() + ": ") {
            return String(line.dropFirst(name.count + 2))
        }
        return nil
    }
}

/// Bytes said and read on one connection.
struct RawTalk {
    struct Ended: Error {}

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var held = ByteBuffer()

    init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound
        self.outbound = outbound
    }

    func say(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    func say(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    /// Says that nothing more will come.
    func finish() { outbound.finish() }

    private mutating func more() async throws -> Bool {
        guard var part = try await inbound.next() else { return false }
        held.writeBuffer(&part)
        return true
    }

    /// Exactly so many bytes.
    mutating func read(_ count: Int) async throws -> [UInt8] {
        while held.readableBytes < count { if try await !more() { throw Ended() } }
        return held.readBytes(length: count) ?? []
    }

    /// Everything up to a text, with it.
    mutating func read(until mark: String) async throws -> String {
        while true {
            let view = held.readableBytesView
            if let found = view.firstRange(of: Array(mark.utf8)) {
                return held.readString(length: found.upperBound - view.startIndex) ?? ""
            }
            if try await !more() { throw Ended() }
        }
    }

    /// An answer with a length, in chunks, or without a body.
    mutating func answer(toHead: Bool = false) async throws -> RawAnswer {
        let head = try await read(until: "\r\n\r\n")
        let plain = RawAnswer(head: head, body: "")
        if toHead || [100, 204, 304].contains(plain.status) { return plain }
        if let length = plain["Content-Length"].flatMap(Int.init) {
            return RawAnswer(head: head, body: String(decoding: try await read(length), as: UTF8.self))
        }
        var body = ""
        while true {
            let line = try await read(until: "\r\n")
            let length = Int(line.dropLast(2).trimmingCharacters(in: .whitespaces), radix: 16) ?? 0
            body += String(decoding: try await read(length), as: UTF8.self)
            _ = try await read(until: "\r\n")
            if length == 0 { return RawAnswer(head: head, body: body) }
        }
    }

    /// Waits until the other side ends the connection; what came before is dropped.
    mutating func waitForEnd() async {
        while (try? await more()) == true { held.clear() }
    }
}

/// Frames of a WebSocket (RFC 6455 section 5.2), as a client sends and reads them.
extension RawTalk {
    enum Opcode: UInt8 {
        case more, text, binary
        case close = 8
        case ping, pong
    }

    /// The handshake of section 1.3; true if it was accepted.
    mutating func upgrade(_ headers: String = "", path: String = "/ws/events") async throws -> RawAnswer {
        try await say(
            "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\(headers)\r\n")
        let head = try await read(until: "\r\n\r\n")
        guard let length = RawAnswer(head: head, body: "")["Content-Length"].flatMap(Int.init) else {
            return RawAnswer(head: head, body: "")
        }
        return RawAnswer(head: head, body: String(decoding: try await read(length), as: UTF8.self))
    }

    static func frame(_ opcode: Opcode, _ payload: [UInt8], isLast: Bool = true, isMasked: Bool = true) -> [UInt8] {
        var bytes = [opcode.rawValue | (isLast ? 0x80 : 0)]
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case 0..<126: bytes.append(mask | UInt8(payload.count))
        case 126..<65536: bytes += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default: bytes += [mask | 127] + (0..<8).map { UInt8(payload.count >> (56 - 8 * $0) & 255) }
        }
        let key: [UInt8] = [1, 2, 3, 4]
        guard isMasked else { return bytes + payload }
        return bytes + key + payload.enumerated().map { $0.element ^ key[$0.offset % 4] }
    }

    func sayText(_ text: String) async throws { try await say(Self.frame(.text, Array(text.utf8))) }

    /// The next frame that is no ping.
    mutating func frame() async throws -> (opcode: Opcode, payload: [UInt8]) {
        while true {
            let start = try await read(2)
            var length = Int(start[1] & 0x7F)
            if length == 126 { length = try await read(2).reduce(0) { $0 << 8 | Int($1) } }
            let payload = try await read(length)
            let opcode = try #require(Opcode(rawValue: start[0] & 15))
            if opcode != .ping { return (opcode, payload) }
        }
    }

    mutating func text() async throws -> String {
        let (opcode, payload) = try await frame()
        try #require(opcode == .text)
        return String(decoding: payload, as: UTF8.self)
    }

    /// The code of the close frame that comes next.
    mutating func closeCode() async throws -> Int {
        let (opcode, payload) = try await frame()
        try #require(opcode == .close)
        return payload.prefix(2).reduce(0) { $0 << 8 | Int($1) }
    }
}
