import Audio
import BlobStore
import EventLog
import Foundation
import GRDB
import HTTPTypes
import Logging
import NIOCore
import SQLStore
import StageModel
import Synchronization
import Testing
import WebEdge

@testable import Catalog

/// Catalog on a real database, a real folder of blobs and a real cache in a folder of its own, with the real ffmpeg, a
/// clock moved by hand and seeded randomness.
final class Bench: Sendable {
    /// A Sunday in March 2030, 17:46:40 UTC.
    static let start = Timestamp(milliseconds: 1_900_000_000_000)
    /// One set of programs for all benches, so that no more of them run at once than on a box.
    static let tools = AudioTools(timeout: .seconds(300))

    let folder: URL
    let store: DurableStore
    let journal: EventJournal
    let service: CatalogService
    let blobs: BlobFolder
    let entropy: Entropy
    /// Everybody who acts without being named: an artist.
    let nina: SignedInAccount
    /// Who has an account, as Identity would say it.
    let people = PeopleBook()
    private let ports: CatalogPorts
    private let moment = HandClock(Bench.start)

    init(
        seed: UInt64 = 1, audio: AudioTools = Bench.tools, reserveBytes: Int64 = 0,
        shows: @escaping @Sendable (String, Int) async throws -> [any Encodable & Sendable] = { _, _ in [] }
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "catalog-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try DurableStore(
            path: folder.appending(path: "box.sqlite").path,
            migrations: EventLogSchema.migrations + CatalogSchema.migrations)
        let clock = BoxClock { [moment] in moment.now }
        entropy = SeededEntropy(seed: seed).entropy
        journal = EventJournal(store: store, clock: clock)
        blobs = try BlobFolder(
            root: folder.appending(path: "files").path, reserveBytes: reserveBytes, threads: .singleton)
        ports = CatalogPorts(
            shows: shows, person: { [people] in people.find($0) }, personName: { [people] in people.name(of: $1) })
        service = try CatalogService(
            store: store, journal: journal, clock: clock, entropy: entropy, blobs: blobs, audio: audio,
            cacheFolder: folder.appending(path: "cache").path, ports: ports)
        nina = SignedInAccount(
            id: AccountID(at: Bench.start, entropy: entropy), name: "Nina", roles: [.artist],
            session: SessionID(at: Bench.start, entropy: entropy))
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: folder)
    }

    var now: Timestamp { moment.now }

    func pass(_ span: Duration) { moment.pass(span) }

    /// The same box after a new start, with other programs or less room.
    func restarted(audio: AudioTools = Bench.tools, reserveBytes: Int64 = 0) throws -> CatalogService {
        try CatalogService(
            store: store, journal: journal, clock: BoxClock { [moment] in moment.now }, entropy: entropy,
            blobs: reserveBytes == 0
                ? blobs
                : BlobFolder(
                    root: folder.appending(path: "files").path, reserveBytes: reserveBytes, threads: .singleton),
            audio: audio, cacheFolder: folder.appending(path: "cache").path, ports: ports)
    }

    // People and pages.

    func account(_ roles: Role..., name: String = "Otto") -> SignedInAccount {
        SignedInAccount(
            id: AccountID(at: now, entropy: entropy), name: name, roles: Set(roles),
            session: SessionID(at: now, entropy: entropy))
    }

    /// Somebody with an account and a mail address.
    func person(_ name: String, _ roles: Role..., mail: String? = nil) -> SignedInAccount {
        pass(.milliseconds(1))
        let account = SignedInAccount(
            id: AccountID(at: now, entropy: entropy), name: name, roles: Set(roles),
            session: SessionID(at: now, entropy: entropy))
        people.add(account, mail: mail ?? "\(name.lowercased())@example.org")
        return account
    }

    /// A page; each is made a millisecond after the one before.
    func artist(_ name: String = "Nina", by caller: SignedInAccount? = nil) async throws -> ArtistID {
        pass(.milliseconds(1))
        return try await service.registerArtist(name: name, bio: "", by: caller ?? nina).id
    }

    func album(
        _ title: String, of artist: ArtistID, on day: String? = nil, by caller: SignedInAccount? = nil
    ) async throws -> AlbumID {
        pass(.milliseconds(1))
        return try await service.createAlbum(
            artist: artist, title: title, releasedOn: day, notes: "", by: caller ?? nina
        ).id
    }

    /// Lets somebody else edit a page.
    func admit(_ account: SignedInAccount, to artist: ArtistID) async throws {
        try await store.write { db in
            try db.execute(
                sql: "INSERT INTO artist_editor (artist_id, account_id) VALUES (?, ?)",
                arguments: [artist, account.id])
        }
    }

    // Files.

    /// Bytes as they come from the wire, in pieces; with an error the client leaves in the end.
    static func body(_ bytes: [UInt8], announces: Bool = true, failure: (any Error)? = nil) -> CallBody {
        let pieces = stride(from: 0, to: bytes.count, by: 7000).map {
            ByteBuffer(bytes: bytes[$0..<min($0 + 7000, bytes.count)])
        }
        return CallBody(
            AsyncThrowingStream<ByteBuffer, any Error> { continuation in
                for piece in pieces { continuation.yield(piece) }
                continuation.finish(throwing: failure)
            }, expectedBytes: announces ? Int64(bytes.count) : nil)
    }

    /// Uploads a file; each comes a millisecond after the one before.
    @discardableResult
    func upload(
        _ bytes: [UInt8], _ name: String = "a.wav", to artist: ArtistID, album: AlbumID? = nil,
        limit: Int64 = 64 << 20, announces: Bool = true, by caller: SignedInAccount? = nil
    ) async throws -> TrackAnswer {
        pass(.milliseconds(1))
        return try await service.upload(
            Self.body(bytes, announces: announces), to: artist, album: album, fileName: name, limitBytes: limit,
            by: caller ?? nina)
    }

    /// The row of a track without a file behind it, for what does not look at files.
    func track(
        _ title: String = "Song", of artist: ArtistID, on album: AlbumID? = nil, position: Int? = nil
    ) async throws -> TrackID {
        pass(.milliseconds(1))
        let now = now
        let id = TrackID(at: now, entropy: entropy)
        try await store.write { db in
            let catalog = CatalogStore(db: db)
            let place = try album.map { try catalog.lastPosition(inAlbum: $0) + 1 }
            try catalog.insertTrack(
                id,
                NewTrack(
                    artist: artist, album: album, position: position ?? place, title: title, credits: "",
                    cid: "cid of \(id)", bytes: 1, fileName: "a.wav", container: "wav", codec: "pcm_s16le",
                    durationMs: 1000, sampleRate: 8000, channels: 1, isTranscoded: false), at: now)
        }
        return id
    }

    func ingest(_ service: CatalogService? = nil) -> CatalogIngest {
        CatalogIngest(service: service ?? self.service, logger: Logger(label: "test"), pause: .zero)
    }

    /// Measures everything that waits.
    func measure() async throws {
        let ingest = ingest()
        while try await ingest.measureNext() {}
    }

    func row(_ id: TrackID) async throws -> TrackRow {
        try await store.read { db in try #require(try CatalogStore(db: db).track(id)) }
    }

    // Looking behind.

    /// What is being received.
    var incoming: [String] { get throws { try names("files/incoming") } }

    /// The CIDs that are kept.
    var kept: [String] { get throws { try names("files/blobs").flatMap { try names("files/blobs/\($0)") }.sorted() } }

    func names(_ part: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: part).path).sorted()
    }

    func count(_ table: String) async throws -> Int {
        try await store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }

    func events() async throws -> [LoggedEvent] { try await journal.events(after: 0, limit: 10_000) }

    func eventNames() async throws -> [String] { try await events().map(\.name) }

    /// A shell script that stands in for a program.
    func script(_ lines: String) throws -> String {
        let path = folder.appending(path: "script-\(UUID().uuidString)").path
        try Data("#!/bin/sh\n\(lines)\n".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }
}

/// People as the port to Identity tells of them.
final class PeopleBook: Sendable {
    private struct Entry {
        let account: SignedInAccount
        let mail: String
        var isBlocked = false
    }

    private let entries = Mutex<[Entry]>([])

    func add(_ account: SignedInAccount, mail: String) {
        entries.withLock { $0.append(Entry(account: account, mail: mail)) }
    }

    func block(_ id: AccountID) {
        entries.withLock { entries in
            for index in entries.indices where entries[index].account.id == id { entries[index].isBlocked = true }
        }
    }

    func find(_ wanted: PersonWanted) -> KnownPerson? {
        let entry = entries.withLock { entries in
            entries.first { entry in
                switch wanted {
                case .account(let id): entry.account.id == id
                case .mail(let mail): entry.mail == mail
                }
            }
        }
        guard let entry, !entry.isBlocked else { return nil }
        return KnownPerson(id: entry.account.id, name: entry.account.name, roles: entry.account.roles)
    }

    func name(of id: AccountID) -> String {
        entries.withLock { $0.first { $0.account.id == id } }?.account.name ?? "Somebody"
    }
}

/// The reason of the refusal that the work throws, nil if it throws none.
func reason(of work: () async throws -> Void) async throws -> String? {
    do {
        try await work()
        return nil
    } catch let refusal as any Refusal {
        return refusal.reason
    }
}

/// The fields that the refusal names.
func fields(of work: () async throws -> Void) async throws -> [String] {
    do {
        try await work()
        return []
    } catch let refusal as any Refusal {
        return refusal.fields.keys.sorted()
    }
}

/// A clock that stands until it is moved.
final class HandClock: Sendable {
    private let moment: Mutex<Timestamp>

    init(_ start: Timestamp) { moment = Mutex(start) }

    var now: Timestamp { moment.withLock { $0 } }

    func pass(_ span: Duration) { moment.withLock { $0 = $0 + span } }
}

/// The same randomness in every run (SplitMix64).
final class SeededEntropy: Sendable {
    private let generator: Mutex<SplitMix>

    init(seed: UInt64) { generator = Mutex(SplitMix(state: seed)) }

    var entropy: Entropy {
        Entropy { count in
            self.generator.withLock { generator in
                (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            }
        }
    }
}

/// SplitMix64 from a seed, or from `SEED` or a fresh one that is printed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    init(state: UInt64) { self.state = state }

    init(for purpose: String) {
        let given = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
        state = given ?? UInt64.random(in: 1 ... .max)
        print("\(purpose): SEED=\(state)")
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
