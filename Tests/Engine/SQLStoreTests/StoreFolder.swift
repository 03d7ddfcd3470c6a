import Foundation
import GRDB
import Synchronization
import Testing

@testable import SQLStore

/// A folder for one test's database.
struct StoreFolder {
    static let first = SchemaMigration(
        "test.1", "CREATE TABLE thing (n INTEGER NOT NULL UNIQUE CHECK (n >= 0)) STRICT;")
    static let second = SchemaMigration("test.2", "ALTER TABLE thing ADD COLUMN word TEXT NOT NULL DEFAULT '';")

    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    var path: String { at("box.sqlite") }

    func at(_ name: String) -> String { folder.appendingPathComponent(name).path }

    func open(_ migrations: [SchemaMigration] = [first], pace: WriterPace = WriterPace()) throws -> DurableStore {
        try DurableStore(path: path, migrations: migrations, pace: pace)
    }

    /// The names of the files in the folder.
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
}

extension DurableStore {
    func insert(_ n: Int) async throws {
        try await write { db in try db.execute(sql: "INSERT INTO thing (n) VALUES (?)", arguments: [n]) }
    }

    func count() async throws -> Int {
        try await read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM thing") ?? -1 }
    }

    /// Keeps the writer busy until told, so that the writes that are added meanwhile share the next transaction.
    func holdWriter() async -> (release: @Sendable () -> Void, done: Task<Void, any Error>) {
        let gate = DispatchSemaphore(value: 0)
        let (started, said) = AsyncStream<Void>.makeStream()
        let done = Task {
            try await write { _ in
                said.finish()
                gate.wait()
            }
        }
        for await _ in started {}
        return ({ gate.signal() }, done)
    }
}

/// A value that closures of several threads change.
final class Noted<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    var value: Value { mutex.withLock { $0 } }

    func change(_ change: (inout Value) -> Void) { mutex.withLock { change(&$0) } }
}
