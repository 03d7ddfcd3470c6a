import GRDB
import HTTPTypes
import SQLStore
import StageModel
import WebEdge

/// `GET /health`: whether the box is well, for the console and for whoever watches it.
struct HealthRoutes: Sendable {
    let store: DurableStore
    let folder: DataFolder
    private let sounds: SoundPrograms

    init(store: DurableStore, folder: DataFolder, sounds: SoundPrograms) {
        self.store = store
        self.folder = folder
        self.sounds = sounds
    }

    private struct Check: Encodable {
        let name: String
        let status: HealthStatus
        let detail: String
    }

    private struct Answer: Encodable {
        let status: String
        let checks: [Check]
    }

    var routes: [Route] {
        [
            Route(.get, "/health", .anyone, body: .none) { _ in
                let checks = [await database(), disk(), await sound()]
                let isDown = checks.contains { $0.status == .fail }
                let isWell = checks.allSatisfy { $0.status == .ok }
                return try .json(
                    Answer(status: isDown ? "down" : isWell ? "ok" : "degraded", checks: checks),
                    status: isDown ? .serviceUnavailable : .ok)
            }
        ]
    }

    private func database() async -> Check {
        if let sentence = StoreNotice.sentence(store.health) {
            return Check(name: "Database", status: .fail, detail: sentence)
        }
        do {
            let began = ContinuousClock.now
            _ = try await store.read { db in try BoxSettingsStore(db: db).load() }
            let spent = began.duration(to: .now).wholeMilliseconds
            return Check(name: "Database", status: .ok, detail: "It answers in \(spent) ms.")
        } catch {
            return Check(name: "Database", status: .fail, detail: "The database does not answer. Restart the box.")
        }
    }

    private func disk() -> Check {
        let finding = MachineChecks.disk(folder.path, reserve: 0, isFull: false)
        let detail = [finding.detail, finding.advice].compactMap { $0 }.joined(separator: " ")
        return Check(name: "Disk", status: finding.status, detail: detail)
    }

    private func sound() async -> Check {
        if let version = await sounds.version() {
            return Check(name: "Sound", status: .ok, detail: version)
        }
        return Check(
            name: "Sound", status: .warn,
            detail: "ffmpeg or ffprobe is missing, so nothing can be uploaded. Install the package ffmpeg.")
    }
}
