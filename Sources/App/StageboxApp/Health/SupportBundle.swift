package import Foundation
import SQLStore
package import StageModel

/// What somebody who helps from afar must know of a box, and nothing that would open it or name a person.
///
/// No row of the database is in it, only how many there are. What is free text (the log and the findings) has passed
/// the log's redaction; from it and from the settings every name of a person that this box knows is taken out.
package struct SupportBundle: Sendable {
    /// Reads from the database, of a running box or of a file.
    let read: @Sendable (@escaping @Sendable (HealthStore) throws -> Facts) async throws -> Facts
    let configuration: BoxConfiguration
    /// The log, newest first.
    let log: @Sendable () async -> [LogEntry]
    var machine = MachineReadings()

    /// The bundle of a running box.
    init(store: DurableStore, configuration: BoxConfiguration, book: LogBook) {
        read = { body in try await store.read { db in try body(HealthStore(db: db)) } }
        self.configuration = configuration
        log = { book.entries(LogFilter(), before: nil, limit: LogBook.usualCapacity).items }
    }

    /// The bundle of a box that is only looked at; nothing in its folder changes.
    ///
    /// - Parameter log: what the service manager kept of it, newest first, redacted already.
    package init(configuration: BoxConfiguration, log: @escaping @Sendable () async -> [LogEntry]) {
        let path = DataFolder.database(in: configuration.dataFolder)
        read = { body in try DurableStore.glance(path: path) { db in try body(HealthStore(db: db)) } }
        self.configuration = configuration
        self.log = log
    }

    /// What is read from the database.
    struct Facts: Sendable {
        let sqlite: String
        let schema, migrations: [String]
        let rowCounts: [String: Int]
        let names: [String]
    }

    private struct Content: Encodable {
        let at: Timestamp
        let versions: Versions
        let configuration: BoxConfiguration
        let health: HealthReport
        let network: [BundledLink]
        let schema, migrations: [String]
        let rowCounts: [String: Int]
        let log: [LogEntry]
    }

    /// How many names of each kind are taken out of the text.
    private static let mostNames = 20_000

    /// The bundle as JSON, one key a line.
    ///
    /// - Throws: SQLite's errors when the database cannot be read.
    package func bytes(_ report: HealthReport) async throws -> Data {
        let facts = try await read { store in
            Facts(
                sqlite: try store.version(), schema: try store.schema(), migrations: try store.migrations(),
                rowCounts: try store.rowCounts(), names: try store.namesOfPeople(limit: Self.mostNames))
        }
        let log = await log()
        let texts = log.flatMap { [$0.message] + $0.metadata.values } + report.checks.flatMap(\.words)
        let people = NamesTakenOut(facts.names, in: WordSet(texts + configuration.freeTexts))
        let content = Content(
            at: report.at, versions: Versions(sqlite: facts.sqlite, machine: machine),
            configuration: configuration.mapped(people.clean),
            health: report.mapped { people.clean(Redaction.clean($0)) },
            network: try MachineChecks.addresses(), schema: facts.schema, migrations: facts.migrations,
            rowCounts: facts.rowCounts, log: log.map { $0.mapped(people.clean) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(content)
    }

    /// `stagebox-support-2030-06-01.json`
    package static func fileName(at moment: Timestamp) -> String { "stagebox-support-\(moment.text.prefix(10)).json" }
}

extension BoxConfiguration {
    private static var paths: [WritableKeyPath<BoxConfiguration, String>] {
        [\.dataFolder, \.webFolder, \.tlsCertificate, \.tlsKey, \.ffmpeg, \.ffprobe, \.upgradePermit]
    }

    /// What its owner wrote freely.
    fileprivate var freeTexts: [String] { hostNames + Self.paths.map { self[keyPath: $0] } }

    /// The same settings with other words; a folder below /home loses the person's name as well.
    fileprivate func mapped(_ clean: (String) -> String) -> BoxConfiguration {
        var other = self
        other.hostNames = hostNames.map(clean)
        for path in Self.paths {
            let homeless = self[keyPath: path].replacing(#/^\/home\/[^\/]+/#, with: "/home/…")
            other[keyPath: path] = clean(homeless)
        }
        return other
    }
}

/// An interface with its addresses.
struct BundledLink: Sendable, Encodable {
    let name: String
    let addresses: [String]
}

extension HealthLine {
    var words: [String] { [detail, advice ?? ""] }
}

extension HealthReport {
    /// The same report with other words.
    func mapped(_ clean: (String) -> String) -> HealthReport {
        HealthReport(
            at: at, checks: checks.map { HealthLine($0, detail: clean($0.detail), advice: $0.advice.map(clean)) })
    }
}
