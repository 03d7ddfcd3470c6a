import EventLog
import Foundation
import NIOCore
import StageModel
import Testing

@testable import WebEdge

/// The WebSocket over a real connection, frame by frame.
@Suite(.serialized, .timeLimit(.minutes(5))) struct EventSocketTests {
    private func bench(_ change: (inout Limits) -> Void = { _ in }) throws -> EdgeBench {
        var limits = Limits()
        limits.farewell = .milliseconds(200)
        change(&limits)
        return try EdgeBench(limits: limits)
    }

    private let subscription = "{\"type\":\"SUBSCRIBE\",\"topics\":[\"catalog\",\"orders\"]}"

    private func connected(
        _ bench: EdgeBench, _ headers: String = "",
        _ body: @escaping @Sendable (LivePort, inout RawTalk) async throws -> Void
    ) async throws {
        try await LivePort.serve(bench) { live in
            try await live.connect { talk in
                let answer = try await talk.upgrade(headers)
                #expect(answer.status == 101)
                #expect(answer["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "RFC 6455 section 1.3")
                #expect(answer["Sec-WebSocket-Extensions"] == nil)
                try await body(live, &talk)
            }
        }
    }

    @Test func aSubscriberHearsItsTopics() async throws {
        let bench = try bench()
        try await connected(bench) { _, talk in
            try await talk.sayText(subscription)
            #expect(try await talk.text() == "{\"topics\":[\"catalog\",\"orders\"],\"type\":\"SUBSCRIBED\"}")
            try await bench.append("a.silent", topic: "people")
            try await bench.append("a.told", topic: "orders")
            #expect(try await talk.text() == "{\"name\":\"a.told\",\"seq\":2,\"topic\":\"orders\",\"type\":\"EVENT\"}")
            try await talk.sayText("{\"type\":\"SUBSCRIBE\",\"topics\":[\"people\"]}")
            _ = try await talk.text()
            try await bench.append("a.silent", topic: "orders")
            try await bench.append("a.told", topic: "people")
            #expect(try await talk.text().contains("\"seq\":4"))
        }
    }

    @Test(arguments: [
        ("Cookie: stagebox=staff\r\n", true), ("Authorization: Bearer device\r\n", true), ("", false),
        ("Cookie: stagebox=fan\r\n", false), ("Authorization: Bearer wrong\r\n", false),
    ])
    func itHearsWhatItMay(_ headers: String, _ hears: Bool) async throws {
        let bench = try bench()
        try await connected(bench, headers) { _, talk in
            try await talk.sayText(subscription)
            _ = try await talk.text()
            try await bench.append("a.staff", topic: "orders", audience: .staff)
            try await bench.append("a.all", topic: "orders")
            #expect(try await talk.text().contains(hears ? "a.staff" : "a.all"))
        }
    }

    @Test func fragmentsPingsAndEmptyClosesAreUnderstood() async throws {
        try await connected(bench()) { _, talk in
            let text = Array(subscription.utf8)
            try await talk.say(RawTalk.frame(.text, Array(text.prefix(10)), isLast: false))
            try await talk.say(RawTalk.frame(.ping, Array("hello".utf8)))
            let (opcode, payload) = try await talk.frame()
            #expect(opcode == .pong && payload == Array("hello".utf8))
            try await talk.say(RawTalk.frame(.more, Array(text.dropFirst(10))))
            #expect(try await talk.text().contains("SUBSCRIBED"))
            try await talk.say(RawTalk.frame(.close, []))
            let (last, nothing) = try await talk.frame()
            #expect(last == .close && nothing.isEmpty)
            await talk.waitForEnd()
        }
    }

    @Test(arguments: [
        (1000, 1000), (1001, 1001), (3000, 3000), (4999, 4999), (999, 1002), (1005, 1002), (1006, 1002), (5000, 1002),
    ])
    func aCloseIsAnsweredWithACodeThatMayBeSent(_ said: Int, _ answered: Int) async throws {
        try await connected(bench()) { _, talk in
            try await talk.say(RawTalk.frame(.close, [UInt8(said >> 8), UInt8(said & 255)] + Array("bye".utf8)))
            #expect(try await talk.closeCode() == answered)
            await talk.waitForEnd()
        }
    }

    @Test(arguments: [
        "{}", "[]", "hello", "{\"type\":\"SUBSCRIBE\"}", "{\"type\":\"UNSUBSCRIBE\",\"topics\":[]}",
        "{\"type\":\"SUBSCRIBE\",\"topics\":\"catalog\"}",
    ])
    func whatItDoesNotUnderstandItSays(_ text: String) async throws {
        try await connected(bench()) { _, talk in
            try await talk.sayText(text)
            let answer = try await talk.text()
            #expect(answer.contains("\"type\":\"ERROR\"") && answer.contains("\"code\":\"BAD_MESSAGE\""))
            try await talk.sayText(subscription)
            #expect(try await talk.text().contains("SUBSCRIBED"), "and goes on")
        }
    }

    @Test func topicsAreChecked() async throws {
        try await connected(bench()) { _, talk in
            let topics = (1...33).map { "\"t\($0)\"" }
            try await talk.sayText("{\"type\":\"SUBSCRIBE\",\"topics\":[\(topics.joined(separator: ","))]}")
            #expect(try await talk.text().contains("\"code\":\"REFUSED\""))
            try await talk.sayText("{\"type\":\"SUBSCRIBE\",\"topics\":[\(topics.prefix(32).joined(separator: ","))]}")
            #expect(try await talk.text().contains("SUBSCRIBED"))
            try await talk.say(RawTalk.frame(.binary, [1, 2, 3]))
            #expect(try await talk.text().contains("\"code\":\"UNSUPPORTED\""))
        }
    }

    @Test(arguments: [
        ("text that is not UTF-8", 1007), ("no mask", 1002), ("too large", 1009), ("a reserved bit", 1002),
        ("a reserved opcode", 1002),
    ])
    func faultsOfTheProtocolEndItOnce(_ fault: String, _ code: Int) async throws {
        try await connected(bench()) { _, talk in
            switch fault {
            case "no mask": try await talk.say(RawTalk.frame(.text, Array("a".utf8), isMasked: false))
            case "too large": try await talk.say(RawTalk.frame(.text, [UInt8](repeating: 65, count: (16 << 10) + 1)))
            case "a reserved bit": try await talk.say([0xC1, 0x80, 1, 2, 3, 4])
            case "a reserved opcode": try await talk.say([0x83, 0x80, 1, 2, 3, 4])
            default: try await talk.say(RawTalk.frame(.text, [0xFF, 0xFE]))
            }
            #expect(try await talk.closeCode() == code)
            await #expect(throws: (any Error).self, "no second close frame") { try await talk.read(1) }
        }
    }

    @Test func aMessageMayHave16Kibibytes() async throws {
        try await connected(bench()) { _, talk in
            let start = "{\"type\":\"SUBSCRIBE\",\"topics\":[\"catalog\"],\"x\":\""
            let fill = String(repeating: "x", count: (16 << 10) - start.utf8.count - 2)
            try await talk.sayText(start + fill + "\"}")
            #expect(try await talk.text().contains("SUBSCRIBED"))
        }
    }

    @Test func aClientMaySayItsBurst() async throws {
        let bench = try bench()
        try await connected(bench) { _, talk in
            for _ in 0..<bench.edge.limits.socketMessages.burst {
                try await talk.sayText(subscription)
                _ = try await talk.text()
            }
            try await talk.sayText(subscription)
            #expect(try await talk.closeCode() == 1008)
        }
    }

    @Test(arguments: [
        "Origin: http://evil.example\r\n", "Origin: null\r\n", "Host: evil.example\r\n", "Content-Length: 1\r\n",
        "Sec-WebSocket-Key: again\r\n", "Sec-WebSocket-Version: 8\r\n",
    ])
    func handshakesFromElsewhereAreRefused(_ header: String) async throws {
        try await LivePort.serve(bench()) { live in
            try await live.connect { talk in
                let answer = try await talk.upgrade(header)
                #expect([404, 421].contains(answer.status), "\(answer.head)")
            }
        }
    }

    @Test func aPageOfTheBoxMayConnect() async throws {
        try await connected(bench(), "Origin: http://127.0.0.1\r\nSec-WebSocket-Extensions: permessage-deflate\r\n") {
            _, talk in
            try await talk.sayText(subscription)
            #expect(try await talk.text().contains("SUBSCRIBED"))
        }
    }

    @Test func moreThanFitAreToldAndClosed() async throws {
        try await connected(bench { $0.listenersPerAddress = 1 }) { live, talk in
            try await talk.sayText(subscription)
            _ = try await talk.text()
            try await live.connect { second in
                _ = try await second.upgrade()
                #expect(try await second.text().contains("\"code\":\"REFUSED\""))
                #expect(try await second.closeCode() == 1013)
            }
        }
    }

    @Test func aClientThatIsSilentIsGone() async throws {
        let bench = try bench { $0.heartbeat = .milliseconds(10) }
        try await connected(bench) { _, talk in await talk.waitForEnd() }
        #expect(bench.edge.fan.count == 0)
    }

    @Test func anEndedSessionEndsIt() async throws {
        let bench = try bench {
            $0.heartbeat = .seconds(2)
            $0.recheck = .zero
        }
        try await connected(bench, "Cookie: stagebox=staff\r\n") { _, talk in
            // Its answer says that the session was looked at.
            try await talk.sayText(subscription)
            _ = try await talk.text()
            bench.people.end("staff")
            let code = try await talk.closeCode()
            #expect(code == 1008)
        }
    }

    @Test func stoppingSaysGoingAway() async throws {
        let bench = try bench { $0.farewell = .seconds(600) }
        try await connected(bench) { live, talk in
            try await talk.sayText(subscription)
            _ = try await talk.text()
            await live.stop()
            #expect(try await talk.closeCode() == 1001)
            await #expect(throws: RawTalk.Ended.self) { try await talk.read(1) }
        }
    }

    @Test func theDocumentSaysTheSame() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "web/api/asyncapi.yaml"), encoding: .utf8)
        for word in ["SUBSCRIBE", "SUBSCRIBED", "EVENT", "ERROR"] {
            #expect(text.contains("type: {const: \(word)}"), "\(word)")
        }
        #expect(text.contains("address: \(EventSocket.path)"))
        #expect(text.contains("code: {enum: [BAD_MESSAGE, REFUSED, UNSUPPORTED]}"))
        #expect(text.contains("maxItems: \(Limits().topics)"))
        #expect(text.contains("maxLength: 80"))
        for code in ["1001", "1002", "1007", "1008", "1009", "1013"] { #expect(text.contains(code), "\(code)") }
    }
}
