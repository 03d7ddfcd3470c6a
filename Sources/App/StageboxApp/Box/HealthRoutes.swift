import Audio
import Foundation
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

    init(store: DurableStore, folder: DataFolder, audio: AudioTools) {
        self.store = store
        self.folder = folder
        sounds = SoundPrograms(audio: audio)
    }

    private enum Status: String, Encodable { case ok, warn, fail }

    private struct Check: Encodable {
        let name: String
        let status: Status
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
        guard let facts = try? FileManager.default.attributesOfFileSystem(forPath: folder.path),
            let free = facts[.systemFreeSize] as? Int64
        else { return Check(name: "Disk", status: .warn, detail: "The free space cannot be told.") }
        let gigabytes = Double(free) / 1_000_000_000
        let text = String(format: "%.1f GB are free.", gigabytes)
        if gigabytes < 0.3 { return Check(name: "Disk", status: .fail, detail: "\(text) Free some space now.") }
        return gigabytes < 3
            ? Check(name: "Disk", status: .warn, detail: "\(text) Uploads will soon be refused.")
            : Check(name: "Disk", status: .ok, detail: text)
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

/// Whether the programs for sound are there, asked at most once a minute: each answer starts two programs.
private actor SoundPrograms {
    private let audio: AudioTools
    private var known: (version: String?, at: ContinuousClock.Instant)?

    init(audio: AudioTools) { self.audio = audio }

    func version() async -> String? {
        if let known, known.at.duration(to: .now) < .seconds(60) { return known.version }
        let version = await audio.version()
        known = (version, .now)
        return version
    }
}
