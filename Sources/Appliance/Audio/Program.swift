import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A program that is run with a time limit, one of few at a time.
struct Program: Sendable {
    let name: String
    let timeout: Duration
    let gate: Gate

    /// What a run left behind.
    struct Answer: Sendable {
        let isSuccess: Bool
        let output: [UInt8]
        /// The last 64 KiB of what it said.
        let complaints: String
    }

    /// Bounds the address space to 2 GiB, steps behind everybody else and becomes the program. A picture of 40 million
    /// pixels needs a fifth of that; what a broken decoder asks for is refused before the box runs out of memory.
    private static let launcher = #"ulimit -v 2097152 2>/dev/null || :; exec nice -n 10 "$0" "$@""#
    private static let mostComplaints = 64 << 10
    /// Nothing of the daemon's environment but PATH: it may hold secrets. Fewer arenas save address space.
    private static var environment: Environment {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return .custom(["PATH": path, "LC_ALL": "C.UTF-8", "AV_LOG_FORCE_NOCOLOR": "1", "MALLOC_ARENA_MAX": "2"])
    }

    /// Runs it and collects its output.
    ///
    /// - Throws: `AudioError.toolMissing`, `.timedOut`, `.failed` when it writes more than `mostBytes`.
    func run(_ arguments: [String], mostBytes: Int = 4 << 20) async throws -> Answer {
        let collected = Mutex<[UInt8]>([])
        let ending = try await stream(arguments) { bytes in
            try collected.withLock { all in
                guard all.count + bytes.count <= mostBytes else {
                    throw AudioError.failed(detail: "\(name) wrote more than \(mostBytes) bytes")
                }
                all.append(contentsOf: bytes)
            }
        }
        return Answer(isSuccess: ending.isSuccess, output: collected.withLock { $0 }, complaints: ending.complaints)
    }

    /// Runs it and hands its output on as it comes. When this returns or throws, the child is gone.
    ///
    /// - Throws: `AudioError.toolMissing`, `.timedOut`, `CancellationError`, and what `onOutput` throws.
    func stream(
        _ arguments: [String], onOutput: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> (isSuccess: Bool, complaints: String) {
        guard !arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw AudioError.failed(detail: "an argument holds a zero byte")
        }
        try await gate.enter()
        defer { gate.leave() }
        let ending = try await withThrowingTaskGroup(of: (Bool, String)?.self) { group in
            group.addTask { try await launch(arguments, onOutput) }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        // A child that was killed because we were cancelled says nothing about the file.
        try Task.checkCancellation()
        guard let ending else { throw AudioError.timedOut }
        return ending
    }

    private func launch(
        _ arguments: [String], _ onOutput: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> (Bool, String) {
        var options = PlatformOptions()
        // A session of its own makes the child the leader of a process group that can be killed as a whole.
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(50))
        ]
        let result: ExecutionResult<String, SequenceOutput, SequenceOutput>
        do {
            result = try await Subprocess.run(
                .path("/bin/sh"), arguments: Arguments(["-c", Self.launcher, name] + arguments),
                environment: Self.environment, platformOptions: options, input: .none, output: .sequence,
                error: .sequence
            ) { execution in
                async let said = Self.lastWords(execution.standardError)
                for try await part in execution.standardOutput { try part.withUnsafeBytes { try onOutput($0) } }
                return try await said
            }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw AudioError.failed(detail: "\(name): \(error)")
        }
        // What a shell and `nice` answer when there is no such program, or it may not be run.
        if [.exited(126), .exited(127)].contains(result.terminationStatus) { throw AudioError.toolMissing(name: name) }
        return (result.terminationStatus.isSuccess, result.closureResult)
    }

    private static func lastWords(_ sequence: SubprocessOutputSequence) async throws -> String {
        var words: [UInt8] = []
        for try await part in sequence {
            part.withUnsafeBytes { words.append(contentsOf: $0) }
            if words.count > 2 * mostComplaints { words.removeFirst(words.count - mostComplaints) }
        }
        return String(decoding: words.suffix(mostComplaints), as: UTF8.self)
    }
}
