import ArgumentParser
import Foundation
import GRDB
import GRDBSQLite
import SQLStore

/// Durable single-row writes through the group-commit writer, beside the SQLite C API on the same disk.
struct Writes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Durable single-row writes at 1, 8 and 64 writers, beside the SQLite C API.")

    @Option(help: "Folder on the disk to be measured.")
    var folder = FileManager.default.temporaryDirectory.path

    @Option(help: "Seconds for each measurement.")
    var seconds = 2.0

    @OptionGroup var output: ReportOptions

    private static let table = "CREATE TABLE row (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT"

    func run() async throws {
        let report = Report()
        report.title("Durable single-row writes (WAL, synchronous=FULL)")
        let each = try peer(oneTransactionForAll: false)
        report.add("SQLite C API, one durable transaction each", each, .perSecond)
        let all = try peer(oneTransactionForAll: true)
        report.add("SQLite C API, one transaction for all", all, .perSecond)
        for writers in [1, 8, 64] {
            let ours = try await ours(writers: writers)
            report.add("stagebox, \(writers) concurrent writers", ours, .perSecond, peer: each)
        }
        try report.save(output)
    }

    private func path() -> String { "\(folder)/stagebench-\(UUID().uuidString).sqlite" }

    private func ours(writers: Int) async throws -> Double {
        let path = path()
        defer { remove(path) }
        let store = try DurableStore(
            path: path,
            migrations: [SchemaMigration("bench.1", Self.table)])
        let end = ContinuousClock.now + .seconds(seconds)
        let began = ContinuousClock.now
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<writers {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now < end {
                        let value = count
                        try await store.write { db in
                            try db.cachedStatement(sql: "INSERT INTO row (at) VALUES (?)").execute(arguments: [value])
                        }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        let rate = Double(count) / began.duration(to: .now).seconds
        try store.close()
        return rate
    }

    /// The same row through the C API with the same settings.
    private func peer(oneTransactionForAll: Bool) throws -> Double {
        let path = path()
        defer { remove(path) }
        var handle: OpaquePointer?
        guard sqlite3_open(path, &handle) == SQLITE_OK, let database = handle else {
            throw PeerFailure(what: "sqlite3_open")
        }
        defer { sqlite3_close(database) }
        func execute(_ sql: String) throws {
            guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else { throw PeerFailure(what: sql) }
        }
        try execute("PRAGMA journal_mode = WAL")
        try execute("PRAGMA synchronous = FULL")
        try execute(Self.table)
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(database, "INSERT INTO row (at) VALUES (?)", -1, &prepared, nil) == SQLITE_OK else {
            throw PeerFailure(what: "sqlite3_prepare_v2")
        }
        defer { sqlite3_finalize(prepared) }
        if oneTransactionForAll { try execute("BEGIN IMMEDIATE") }
        let began = ContinuousClock.now
        var count: Int64 = 0
        while began.duration(to: .now).seconds < seconds {
            if !oneTransactionForAll { try execute("BEGIN IMMEDIATE") }
            sqlite3_bind_int64(prepared, 1, count)
            guard sqlite3_step(prepared) == SQLITE_DONE else { throw PeerFailure(what: "sqlite3_step") }
            sqlite3_reset(prepared)
            if !oneTransactionForAll { try execute("COMMIT") }
            count += 1
        }
        if oneTransactionForAll { try execute("COMMIT") }
        return Double(count) / began.duration(to: .now).seconds
    }

    private func remove(_ path: String) {
        for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) }
    }
}
