import Foundation
import Synchronization
import Testing

@testable import Audio

@Suite struct ProgramTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    func program(_ name: String, timeout: Duration = .seconds(60)) -> Program {
        Program(name: name, timeout: timeout, gate: Gate(places: 1))
    }

    @Test func aMissingProgramIsNamed() async throws {
        for name in ["/nowhere/ffmpeg", "no-such-program-anywhere"] {
            await #expect(throws: AudioError.toolMissing(name: name)) { try await program(name).run([]) }
            let tools = AudioTools(ffmpeg: name, ffprobe: name)
            await #expect(throws: AudioError.toolMissing(name: name)) { try await tools.probe("x") }
            await #expect(tools.version() == nil)
        }
    }

    @Test func aProgramThatMayNotBeRunIsMissing() async throws {
        let path = try bench.write("plain", Array("#!/bin/sh\n".utf8))
        await #expect(throws: AudioError.toolMissing(name: path)) { try await program(path).run([]) }
    }

    @Test func theVersionIsFfmpegsOwnWord() async throws {
        let version = try #require(await bench.tools.version())
        #expect(version.first?.isNumber == true)
        let old = try bench.script("echo 'ffmpeg version 4.4-test Copyright'; echo more")
        await #expect(AudioTools(ffmpeg: old, ffprobe: old).version() == "4.4-test")
        let silent = try bench.script("exit 1")
        await #expect(AudioTools(ffmpeg: silent, ffprobe: silent).version() == nil)
    }

    @Test func theTimeLimitKillsTheWholeProcessGroup() async throws {
        let path = try bench.script("/bin/sleep 1000 & echo $!; wait")
        let said = Mutex("")
        // On a busy machine the first limit may pass before the script has begun.
        for seconds in [1, 5, 25] where said.withLock({ $0.isEmpty }) {
            await #expect(throws: AudioError.timedOut) {
                try await program(path, timeout: .seconds(seconds)).stream([]) { bytes in
                    said.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
                }
            }
        }
        let child = try #require(Int(said.withLock { $0 }.trimmingCharacters(in: .whitespacesAndNewlines)))
        await #expect(isGone(child))
    }

    @Test func cancellingKillsTheWholeProcessGroup() async throws {
        let path = try bench.script("/bin/sleep 1000 & echo $!; wait")
        let (children, began) = AsyncStream.makeStream(of: Int.self)
        let run = Task {
            try await program(path).stream([]) { bytes in
                let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
                if let child = Int(text) { began.yield(child) }
            }
        }
        let child = try #require(await children.first { _ in true })
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        await #expect(isGone(child))
    }

    @Test func cancellingAProbeIsNoWordAboutTheFile() async throws {
        let (calls, began) = AsyncStream.makeStream(of: Void.self)
        let fifo = bench.path("fifo")
        #expect(mkfifo(fifo, 0o600) == 0)
        let path = try bench.script("echo x > \(fifo); exec /bin/sleep 1000")
        let tools = AudioTools(ffmpeg: path, ffprobe: path)
        let run = Task { try await tools.probe("x") }
        // Reading a fifo waits until the script has begun to write.
        Thread.detachNewThread {
            _ = FileManager.default.contents(atPath: fifo)
            began.yield(())
        }
        _ = await calls.first { _ in true }
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
    }

    @Test func whatAProgramSaysIsKeptFromItsEndAndBounded() async throws {
        let path = try bench.script("i=0; while [ $i -lt 30000 ]; do echo line-$i >&2; i=$((i+1)); done; exit 3")
        let answer = try await program(path).run([])
        #expect(!answer.isSuccess)
        #expect(answer.complaints.utf8.count == 64 << 10)
        #expect(answer.complaints.hasSuffix("line-29999\n"))
    }

    @Test func outputIsBoundedAndItsWriterKilled() async throws {
        let exact = try bench.script("printf 1234567890")
        #expect(try await program(exact).run([], mostBytes: 10).output.count == 10)
        await #expect(throws: AudioError.self) { try await program(exact).run([], mostBytes: 9) }
        let endless = try bench.script("exec yes")
        await #expect(throws: AudioError.self) { try await program(endless).run([], mostBytes: 100_000) }
    }

    @Test func childrenAreNiceBoundedAndSeeNoEnvironment() async throws {
        let known = ["PATH", "LC_ALL", "AV_LOG_FORCE_NOCOLOR", "MALLOC_ARENA_MAX", "PWD", "_"].map { "-e ^\($0)=" }
        let path = try bench.script("nice; ulimit -v; env | grep -c -v \(known.joined(separator: " "))")
        let words = String(decoding: try await program(path).run([]).output, as: UTF8.self).split(separator: "\n")
        let nice = try #require(Int(words[0]))
        #expect(nice >= 10)
        #expect(words[1] == "2097152")
        #expect(words[2] == "0")
    }

    @Test func argumentsArriveAsTheyAre() async throws {
        let path = try bench.script(#"for a in "$@"; do printf '%s|' "$a"; done"#)
        let odd = ["-x", "$(id)", "a b", "\"'`;", "ü", ""]
        let output = try await program(path).run(odd).output
        #expect(String(decoding: output, as: UTF8.self) == odd.joined(separator: "|") + "|")
        await #expect(throws: AudioError.self) { try await program(path).run(["a\0b"]) }
    }

    /// Waits for a process that was sent SIGKILL to be dead or a zombie; the kernel needs a moment for it.
    private func isGone(_ process: Int) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            guard let status = FileManager.default.contents(atPath: "/proc/\(process)/stat"),
                let after = String(decoding: status, as: UTF8.self).split(separator: ")").last
            else { return true }
            if after.hasPrefix(" Z") || after.hasPrefix(" X") { return true }
            await Task.yield()
        }
        return false
    }
}

@Suite struct GateTests {
    private final class Visitors: Sendable {
        private let state = Mutex((now: 0, most: 0, total: 0))

        func come() {
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
                state.total += 1
            }
        }

        func go() { state.withLock { $0.now -= 1 } }
        var most: Int { state.withLock { $0.most } }
        var total: Int { state.withLock { $0.total } }
    }

    @Test func nobodyEntersAboveTheLimitAndEverybodyInTheEnd() async throws {
        let gate = Gate(places: 2)
        let visitors = Visitors()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await gate.enter()
                    visitors.come()
                    for _ in 0..<5 { await Task.yield() }
                    visitors.go()
                    gate.leave()
                }
            }
            try await group.waitForAll()
        }
        #expect(visitors.most <= 2)
        #expect(visitors.total == 200)
    }

    @Test func whoeverGivesUpWaitingLeavesNoGap() async throws {
        let gate = Gate(places: 1)
        try await gate.enter()
        let waiting = (0..<20).map { _ in Task { try await gate.enter() } }
        for task in waiting { task.cancel() }
        for task in waiting { await #expect(throws: CancellationError.self) { try await task.value } }
        gate.leave()
        try await gate.enter()
        gate.leave()
    }
}
