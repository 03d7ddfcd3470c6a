import Backup
import HTTPTypes
import StageModel
import WebEdge

/// Restoring on a box without an owner: HTTP in, HTTP out. Anybody may ask, and guessing words is slow.
struct RestoreRoutes: Sendable {
    let service: RestoreService

    private struct Look: Encodable {
        let boxName: String
        let snapshots: [SnapshotAnswer]
    }

    var routes: [Route] {
        [
            Route(.get, "/api/restore/places", .anyone, body: .none) { _ in
                struct List: Encodable { let items: [RestoreService.Place] }
                return try .json(List(items: await service.allPlaces()))
            },
            Route(.post, "/api/restore/look", .anyone, budget: .guessing) { call in
                struct Wanted: Decodable { let folder, words: String }
                let wanted = try await call.json(Wanted.self)
                let sight = try await service.look(into: wanted.folder, words: wanted.words)
                return try .json(
                    Look(
                        boxName: sight.box.map(BackupRules.name(inLabel:)) ?? "Stagebox",
                        snapshots: sight.snapshots.map(SnapshotAnswer.init)))
            },
            Route(.post, "/api/restore", .anyone, budget: .guessing) { call in
                struct Wanted: Decodable {
                    let folder, words: String
                    let snapshot: String?
                }
                let wanted = try await call.json(Wanted.self)
                let job = try await service.begin(
                    from: wanted.folder, words: wanted.words, snapshot: wanted.snapshot)
                return try .json(JobAnswer(job), status: .accepted)
            },
            Route(.get, "/api/restore/job", .anyone, body: .none) { _ in
                guard let job = try await service.job() else { throw NotThere() }
                return try .json(JobAnswer(job))
            },
        ]
    }
}
