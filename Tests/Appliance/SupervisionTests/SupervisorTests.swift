import Foundation
import Testing

@testable import Supervision

/// A service manager's socket, real, in a temporary folder.
private final class Ear {
    let path = "\(FileManager.default.temporaryDirectory.path)/ear-\(UInt32.random(in: 0 ... .max))"
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)

    init(named name: String? = nil) throws {
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array((name ?? path).utf8)
        if name != nil { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let status = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(status == 0)
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// What was said, nil if nothing waits.
    func hear() -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
}

@Suite struct SupervisorTests {
    @Test func newsReachTheServiceManagerInItsWords() throws {
        let ear = try Ear()
        let supervisor = Supervisor(environment: ["NOTIFY_SOCKET": ear.path])
        #expect(supervisor.tell(.ready, .status("Listening\non 80")))
        #expect(ear.hear() == "READY=1\nSTATUS=Listening on 80")
        #expect(supervisor.tell(.moreTime(.seconds(90))))
        #expect(ear.hear() == "EXTEND_TIMEOUT_USEC=90000000")
        supervisor.tell(.alive)
        supervisor.tell(.stopping)
        #expect(ear.hear() == "WATCHDOG=1")
        #expect(ear.hear() == "STOPPING=1")
        #expect(ear.hear() == nil)
    }

    @Test func anAbstractNameIsAnAddressToo() throws {
        let name = "@stagebox-test-\(UInt32.random(in: 0 ... .max))"
        let ear = try Ear(named: name)
        #expect(Supervisor(environment: ["NOTIFY_SOCKET": name]).tell(.ready))
        #expect(ear.hear() == "READY=1")
    }

    @Test(arguments: [[:], ["NOTIFY_SOCKET": "relative"], ["NOTIFY_SOCKET": "/nowhere/ear"], ["NOTIFY_SOCKET": "@"]])
    func whereNobodyListensNothingHappens(environment: [String: String]) {
        #expect(!Supervisor(environment: environment).tell(.ready))
    }

    @Test func anAddressThatIsTooLongIsNone() {
        let fits = "/" + String(repeating: "a", count: 106)
        #expect(!Supervisor(environment: ["NOTIFY_SOCKET": fits]).tell(.ready))
        #expect(!Supervisor(environment: ["NOTIFY_SOCKET": fits + "a"]).tell(.ready))
    }

    @Test func thePatienceIsForThisProcessOnly() {
        func patience(_ environment: [String: String]) -> Duration? {
            Supervisor(environment: environment, process: 42).patience
        }
        #expect(patience(["WATCHDOG_USEC": "30000000"]) == .seconds(30))
        #expect(patience(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "42"]) == .seconds(30))
        #expect(patience(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "43"]) == nil)
        for wrong in ["0", "-1", "soon", ""] { #expect(patience(["WATCHDOG_USEC": wrong]) == nil) }
        #expect(patience([:]) == nil)
    }

    @Test func socketsOfAnotherProcessAreNotTaken() {
        func names(_ environment: [String: String]) -> [String: CInt] {
            InheritedSockets(environment: environment, process: 42).byName
        }
        #expect(names([:]).isEmpty)
        #expect(names(["LISTEN_PID": "43", "LISTEN_FDS": "1"]).isEmpty)
        for count in ["0", "17", "-1", "many"] { #expect(names(["LISTEN_PID": "42", "LISTEN_FDS": count]).isEmpty) }
    }

    @Test func onlyASocketThatListensIsAPort() throws {
        let plain = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(plain) }
        #expect(!InheritedSockets.listens(plain))
        #expect(listen(plain, 1) == 0)
        #expect(InheritedSockets.listens(plain))
        #expect(!InheritedSockets.listens(-1))
        #expect(!InheritedSockets.listens(0), "standard input is no port")
    }
}
