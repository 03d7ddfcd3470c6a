import Backup
import Foundation
import HTTPTypes
import NIOPosix
import SQLStore
import StageModel
import WebEdge

/// A job as the contract tells it.
struct JobAnswer: Encodable, Sendable {
    let id: BackupJobID
    let kind: BackupJob.Kind
    let state: BackupJob.State
    let stage: BackupJob.Stage
    let doneBytes, totalBytes: Int64
    let startedAt: Timestamp
    let endedAt: Nullable<Timestamp>
    let sentence: String

    init(_ job: BackupJob) {
        id = job.id
        kind = job.kind
        state = job.state
        stage = job.stage
        doneBytes = job.doneBytes
        totalBytes = job.totalBytes
        startedAt = job.startedAt
        endedAt = Nullable(job.endedAt)
        sentence = job.sentence
    }
}

/// A snapshot as a list shows it.
struct SnapshotAnswer: Encodable, Sendable {
    let name: String
    let at: Timestamp
    let bytes: Int64

    init(_ snapshot: SnapshotSummary) {
        name = snapshot.name.text
        at = Self.moment(snapshot.name)
        bytes = snapshot.bytes
    }

    /// When it was begun.
    static func moment(_ name: SnapshotName) -> Timestamp {
        Timestamp(milliseconds: Int64(name.time.timeIntervalSince1970) * 1000)
    }
}

/// Backups for the console: HTTP in, HTTP out.
struct BackupRoutes: Sendable {
    let service: BackupService
    /// Refuses unless this is the caller's password.
    let demandPassword: @Sendable (_ typed: String, SignedInAccount, _ client: String) async throws -> Void

    private struct Settings: Encodable {
        let folder: Nullable<String>
        let everyHours, hourly, daily, weekly: Int
    }

    private struct Overview: Encodable {
        struct Words: Encodable { let areConfirmed: Bool }
        let settings: Settings
        let words: Words
        let job: Nullable<JobAnswer>
        let lastBackupAt, lastTestAt: Nullable<Timestamp>
        let sentence: String
        let snapshots: [SnapshotAnswer]
        let places: [BackupPlace]
    }

    var routes: [Route] { overview + jobs + words }

    private var overview: [Route] {
        [
            Route(.get, "/api/box/backups", .roles([.admin]), body: .none) { _ in try .json(await overview()) },
            Route(.put, "/api/box/backups/settings", .roles([.admin])) { call in
                struct Change: Decodable {
                    let folder: String?
                    let everyHours, hourly, daily, weekly: Int
                }
                let change = try await call.json(Change.self)
                try await service.change(
                    folder: change.folder, everyHours: change.everyHours, hourly: change.hourly, daily: change.daily,
                    weekly: change.weekly, by: call.actor)
                return try .json(await overview())
            },
        ]
    }

    private var jobs: [Route] {
        [
            Route(.post, "/api/box/backups", .roles([.admin]), body: .none) { call in
                try .json(JobAnswer(await service.backUp(by: call.actor)), status: .accepted)
            },
            Route(.post, "/api/box/backups/test", .roles([.admin]), body: .none) { call in
                try .json(JobAnswer(await service.test(by: call.actor)), status: .accepted)
            },
            Route(.get, "/api/box/jobs/{id}", .roles([.admin]), body: .none) { call in
                guard let job = try await service.job(call.id()) else { throw NotThere() }
                return try .json(JobAnswer(job))
            },
            Route(.post, "/api/box/jobs/{id}/cancel", .roles([.admin]), body: .none) { call in
                let id = try call.id(as: BackupJobID.self)
                guard try await service.job(id) != nil else { throw NotThere() }
                try await service.cancel(id)
                return .noContent
            },
        ]
    }

    /// Answers with the words are never stored for replay: routes on the budget for guessing are not.
    private var words: [Route] {
        [
            Route(.post, "/api/box/recovery-words", .roles([.admin]), budget: .guessing) { call in
                struct Proof: Decodable { let password: String }
                struct Words: Encodable { let words: String }
                let proof = try await call.json(Proof.self)
                try await demandPassword(proof.password, call.account(), call.client)
                return try .json(Words(words: await service.words(by: call.actor)))
            },
            Route(.post, "/api/box/recovery-words/confirm", .roles([.admin]), budget: .guessing) { call in
                struct Typed: Decodable { let third, seventeenth: String }
                let typed = try await call.json(Typed.self)
                try await service.confirmWords(
                    third: typed.third, seventeenth: typed.seventeenth, by: call.actor)
                return .noContent
            },
        ]
    }

    private func overview() async throws -> Overview {
        let facts = try await service.facts()
        let settings = facts.settings
        let job = try await service.store.read { db in try BackupStore(db: db).newestJob() }
        let snapshots: [SnapshotSummary] =
            if let place = settings.folder { try await service.snapshots(in: place) ?? [] } else { [] }
        let places = try await service.threads.runIfActive { [places = service.places] in
            places.all(with: settings.folder)
        }
        return Overview(
            settings: Settings(
                folder: Nullable(settings.folder), everyHours: settings.everyHours, hourly: settings.hourly,
                daily: settings.daily, weekly: settings.weekly),
            words: Overview.Words(areConfirmed: facts.areWordsConfirmed), job: Nullable(job.map(JobAnswer.init)),
            lastBackupAt: Nullable(facts.history.lastBackup), lastTestAt: Nullable(facts.history.lastTest),
            sentence: BackupStandingRules.sentence(facts, at: service.clock.now()),
            snapshots: snapshots.map(SnapshotAnswer.init), places: places)
    }
}
