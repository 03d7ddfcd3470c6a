import Foundation
import GRDB
import StageModel

/// All SQL of backups.
struct BackupStore {
    let db: Database

    /// Jobs that are remembered beside the last good one of each kind.
    static let keptJobs = 200

    // MARK: Settings

    func settings() throws -> BackupSettings {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM backup_settings") else { return .before }
        return BackupSettings(
            folder: row["folder"], everyHours: row["every_hours"], hourly: row["hourly"], daily: row["daily"],
            weekly: row["weekly"], label: row["label"],
            confirmedKey: (row["confirmed_key"] as Data?).map { Array($0) })
    }

    func save(_ settings: BackupSettings) throws {
        try db.execute(
            sql: """
                INSERT INTO backup_settings (id, folder, every_hours, hourly, daily, weekly, label, confirmed_key)
                VALUES (1, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET folder = excluded.folder, every_hours = excluded.every_hours,
                    hourly = excluded.hourly, daily = excluded.daily, weekly = excluded.weekly,
                    label = excluded.label, confirmed_key = excluded.confirmed_key
                """,
            arguments: [
                settings.folder, settings.everyHours, settings.hourly, settings.daily, settings.weekly, settings.label,
                settings.confirmedKey.map { Data($0) },
            ])
    }

    // MARK: Jobs

    func insert(_ job: BackupJob) throws {
        try db.execute(
            sql: """
                INSERT INTO backup_job (id, kind, state, stage, done_bytes, total_bytes, started_at, ended_at, sentence,
                    snapshot)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                job.id, job.kind.rawValue, job.state.rawValue, job.stage.rawValue, job.doneBytes, job.totalBytes,
                job.startedAt, job.endedAt, job.sentence, job.snapshot,
            ])
    }

    /// Writes how far a job is, or how it ended; one that has ended stays as it is.
    func update(_ job: BackupJob) throws {
        try db.execute(
            sql: """
                UPDATE backup_job SET state = ?, stage = ?, done_bytes = ?, total_bytes = ?, ended_at = ?, sentence = ?,
                    snapshot = ?
                WHERE id = ? AND state = 'running'
                """,
            arguments: [
                job.state.rawValue, job.stage.rawValue, job.doneBytes, job.totalBytes, job.endedAt, job.sentence,
                job.snapshot, job.id,
            ])
    }

    func job(_ id: BackupJobID) throws -> BackupJob? {
        try Row.fetchOne(db, sql: "SELECT * FROM backup_job WHERE id = ?", arguments: [id]).flatMap(BackupJob.init)
    }

    /// The one that runs, or else the last.
    func newestJob() throws -> BackupJob? {
        try Row.fetchOne(
            db, sql: "SELECT * FROM backup_job ORDER BY state = 'running' DESC, sequence DESC LIMIT 1"
        ).flatMap(BackupJob.init)
    }

    /// The last job of a kind, in a state or in any.
    func lastJob(_ kind: BackupJob.Kind, _ state: BackupJob.State? = nil) throws -> BackupJob? {
        try Row.fetchOne(
            db, sql: "SELECT * FROM backup_job WHERE kind = ?1 AND (?2 IS NULL OR state = ?2) ORDER BY sequence DESC",
            arguments: [kind.rawValue, state?.rawValue]
        ).flatMap(BackupJob.init)
    }

    /// The last job of a kind that came to an end, good or bad.
    func lastEnded(_ kind: BackupJob.Kind) throws -> BackupJob? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT * FROM backup_job WHERE kind = ? AND state IN ('done', 'failed') ORDER BY sequence DESC
                """, arguments: [kind.rawValue]
        ).flatMap(BackupJob.init)
    }

    func history() throws -> BackupHistory {
        BackupHistory(
            lastBackup: try lastJob(.backup, .done)?.endedAt, lastBackupTry: try lastJob(.backup)?.startedAt,
            lastTest: try lastJob(.testRestore, .done)?.endedAt, lastTestTry: try lastJob(.testRestore)?.startedAt)
    }

    /// Asks a running job to stop; false if it does not run.
    func wantCancel(_ id: BackupJobID) throws -> Bool {
        try db.execute(
            sql: "UPDATE backup_job SET is_cancel_wanted = 1 WHERE id = ? AND state = 'running'", arguments: [id])
        return db.changesCount > 0
    }

    func isCancelWanted(_ id: BackupJobID) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT is_cancel_wanted FROM backup_job WHERE id = ?", arguments: [id]) ?? false
    }

    /// Ends what is marked as running; the caller knows that nobody is at it. Gives the jobs that were.
    func endRunning(as state: BackupJob.State, _ sentence: String, at now: Timestamp) throws -> [BackupJob] {
        try Row.fetchAll(
            db,
            sql: """
                UPDATE backup_job SET state = ?, sentence = ?, ended_at = ? WHERE state = 'running' RETURNING *
                """, arguments: [state.rawValue, sentence, now]
        ).compactMap(BackupJob.init)
    }

    /// Forgets old jobs.
    func pruneJobs() throws {
        try db.execute(
            sql: """
                DELETE FROM backup_job WHERE state <> 'running'
                    AND sequence NOT IN (SELECT sequence FROM backup_job ORDER BY sequence DESC LIMIT ?)
                    AND sequence NOT IN (SELECT max(sequence) FROM backup_job WHERE state = 'done' GROUP BY kind)
                """, arguments: [Self.keptJobs])
    }

    // MARK: Blobs to write again

    func damagedBlobs() throws -> [String] {
        try String.fetchAll(db, sql: "SELECT cid FROM backup_damaged_blob")
    }

    func addDamagedBlobs(_ cids: [String]) throws {
        for cid in cids {
            try db.execute(sql: "INSERT OR IGNORE INTO backup_damaged_blob (cid) VALUES (?)", arguments: [cid])
        }
    }

    func forgetDamagedBlobs(_ cids: [String]) throws {
        for cid in cids {
            try db.execute(sql: "DELETE FROM backup_damaged_blob WHERE cid = ?", arguments: [cid])
        }
    }

    // MARK: A copy

    /// What is wrong with a database file itself; empty when nothing is.
    func damage() throws -> [String] {
        let findings = try String.fetchAll(db, sql: "PRAGMA integrity_check(5)").filter { $0 != "ok" }
        let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
        return findings.map { "The copy of the database is damaged (\($0))." }
            + (orphans > 0 ? ["In the copy of the database \(orphans) rows have lost what they belong to."] : [])
    }
}

extension BackupJob {
    /// Nil for a row that a later version wrote in words that this one does not know.
    init?(_ row: Row) {
        guard let kind = Kind(rawValue: row["kind"]), let state = State(rawValue: row["state"]) else { return nil }
        self.init(row["id"], kind, at: row["started_at"])
        self.state = state
        stage = Stage(rawValue: row["stage"]) ?? .waiting
        doneBytes = row["done_bytes"]
        totalBytes = row["total_bytes"]
        endedAt = row["ended_at"]
        sentence = row["sentence"]
        snapshot = row["snapshot"]
    }
}
