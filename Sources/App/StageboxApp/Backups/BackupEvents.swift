import EventLog
import StageModel

/// The events of backups; names and versions never change. All are told on the topic `box`.
enum BackupEvents {
    private struct Settings: Encodable { let isOn: Bool, everyHours, hourly, daily, weekly: Int }
    private struct Job: Encodable { let job, kind, state: String }
    private struct Restored: Encodable { let job, snapshot: String }
    private struct Nothing: Encodable {}

    static func settingsChanged(_ settings: BackupSettings, actor: String) throws -> EventDraft {
        try EventDraft(
            "box.backup_settings_changed", topic: "box", actor: actor, audience: .staff,
            payload: Settings(
                isOn: settings.folder != nil, everyHours: settings.everyHours, hourly: settings.hourly,
                daily: settings.daily, weekly: settings.weekly))
    }

    static func started(_ job: BackupJob, actor: String) throws -> EventDraft {
        try of("box.backup_started", job, actor: actor)
    }

    static func ended(_ job: BackupJob) throws -> EventDraft { try of("box.backup_ended", job, actor: "box") }

    static func wordsShown(actor: String) throws -> EventDraft {
        try EventDraft(
            "box.recovery_words_shown", topic: "box", actor: actor, audience: .staff, payload: Nothing())
    }

    static func wordsConfirmed(actor: String) throws -> EventDraft {
        try EventDraft(
            "box.recovery_words_confirmed", topic: "box", actor: actor, audience: .staff, payload: Nothing())
    }

    static func restored(_ job: BackupJob) throws -> EventDraft {
        try EventDraft(
            "box.restored", topic: "box", actor: "box", audience: .everyone,
            payload: Restored(job: job.id.text, snapshot: job.snapshot ?? ""))
    }

    private static func of(_ name: String, _ job: BackupJob, actor: String) throws -> EventDraft {
        try EventDraft(
            name, topic: "box", actor: actor, audience: .staff,
            payload: Job(job: job.id.text, kind: job.kind.rawValue, state: job.state.rawValue))
    }
}
