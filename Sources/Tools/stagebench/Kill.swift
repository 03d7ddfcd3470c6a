import ArgumentParser
import Foundation
import GRDB
import SQLStore

/// Whether what was answered is there after `kill -9`.
struct Kill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Kill a writing process again and again; every answered write must be there, and nothing half.")

    @Option(help: "How many times.") var rounds = 20
    @Option(help: "Folder on the disk to be tested.") var folder = FileManager.default.temporaryDirectory.path

    static let table = SchemaMigration(
        "bench.1", "CREATE TABLE pair (id INTEGER NOT NULL PRIMARY KEY, twin INTEGER NOT NULL UNIQUE) STRICT")

    func run() async throws {
        let path = "\(folder)/stagebench-\(UUID().uuidString).sqlite"
        defer { for ending in ["", "-wal", "-shm"] { unlink(path + ending) } }
        var answered: Set<Int> = []
        for round in 1...rounds {
            answered.formUnion(try await killed(path, after: .milliseconds(Int.random(in: 20...400))))
            let store = try DurableStore(path: path, migrations: [Self.table])
            guard store.health == .well else { throw PeerFailure(what: "round \(round): \(store.health)") }
            let rows = try await store.read { db in
                guard try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok" else {
                    throw PeerFailure(what: "integrity")
                }
                let rows = try Row.fetchAll(db, sql: "SELECT id, twin FROM pair")
                return rows.map { ($0["id"] as Int, $0["twin"] as Int) }
            }
            try store.close()
            let there = Set(rows.filter { $0.0 > 0 }.map(\.0))
            // Every write makes two rows; one without the other would be half a write.
            guard Set(rows.map(\.0)) == Set(rows.map { -$0.1 }) else { throw PeerFailure(what: "half a write") }
            let lost = answered.subtracting(there)
            guard lost.isEmpty else { throw PeerFailure(what: "\(lost.count) answered writes are gone") }
        }
        Report.line("\(rounds) kills", "\(answered.count) writes", "answered, and all there; none half")
    }

    /// Starts a writer, kills it, and gives the numbers of the writes that it said were answered.
    private func killed(_ path: String, after pause: Duration) async throws -> Set<Int> {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["killed-writer", path]
        process.standardOutput = pipe
        try process.run()
        async let output = onThread { pipe.fileHandleForReading.readDataToEndOfFile() }
        try await Task.sleep(for: pause)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let text = String(decoding: try await output, as: UTF8.self)
        // What comes after the last line end was cut off by the kill.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return Set(lines.compactMap { Int($0) })
    }
}

/// The process that is killed: eight writers, each saying the number of a write once it is answered.
struct KilledWriter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "killed-writer", shouldDisplay: false)

    @Argument var path: String

    func run() async throws {
        let store = try DurableStore(path: path, migrations: [Kill.table])
        let first = try await store.read { db in try Int.fetchOne(db, sql: "SELECT max(id) FROM pair") ?? 0 } + 1
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    var id = first + writer
                    while true {
                        let number = id
                        try await store.write { db in
                            let insert = try db.cachedStatement(sql: "INSERT INTO pair (id, twin) VALUES (?, ?)")
                            try insert.execute(arguments: [number, number])
                            try insert.execute(arguments: [-number, -number])
                        }
                        let line = Array("\(number)\n".utf8)
                        guard write(1, line, line.count) == line.count else { return }
                        id += 8
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// Runs blocking work on a thread of its own.
func onThread<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Result { try work() }) }
        thread.start()
    }
}
