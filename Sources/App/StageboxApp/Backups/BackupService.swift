import Backup
import EventLog
import Foundation
import GRDB
import NIOPosix
import SQLStore
package import StageModel

// Backups: what the box does about the day its disk dies.
//
// Purpose. A job copies the database while the box sells, seals the copy together with the box's secrets and every file
// that the copy names into a folder on another disk, and removes what is old enough. Backups are made by themselves as
// often as the owner says; once a week the newest is restored aside and everything that must hold is checked there. The
// key that opens them is on the owner's paper as 24 words, and in the data folder for the weekly test.
//
// Jobs. One at a time, also between the daemon and a command beside it: whoever begins one holds `backup.lock`, which
// the kernel gives back however the process ends, so a job marked as running whose lock is free was cut short. A job
// runs in the worker of the process that began it; its row tells every process how far it is, twice a second, and
// carries the wish that it stop.
//
// Limits. What the folder is, how files are sealed and what is kept stands in the module Backup; when, and what belongs
// to a box, stands here. Blobs are listed from the copy of the database, after it was made. A folder that is not there,
// because its disk is unplugged, is no failed job: it is looked for each minute.
//
// Callers. BackupRoutes, BackupWorker, BoxJobs, the health page, the command `stagebox backup`.

/// The front door of backups. Restoring has one of its own.
package struct BackupService: Sendable {
    let store: DurableStore
    let journal: EventJournal
    let clock: BoxClock
    let entropy: Entropy
    let folder: DataFolder
    let places: BackupPlaces
    let desk = BackupDesk()
    private let pool: NIOThreadPool

    /// Nothing is done, and no thread started, before something is asked.
    init(
        store: DurableStore, journal: EventJournal, clock: BoxClock, entropy: Entropy, folder: DataFolder,
        pool: NIOThreadPool, places: BackupPlaces = BackupPlaces()
    ) {
        self.store = store
        self.journal = journal
        self.clock = clock
        self.entropy = entropy
        self.folder = folder
        self.pool = pool
        self.places = places
    }

    /// For a command beside a daemon or without one: opens the database and nothing else, so that what the daemon is
    /// doing goes on.
    ///
    /// - Throws: `BackupRefusal.upgradeWaits` for a database that this version would change first, `StoreFailure`,
    ///   `DataFolderFailure`.
    package static func beside(
        _ folder: DataFolder, clock: BoxClock = .system, entropy: Entropy = .system
    ) throws -> BackupService {
        guard try DurableStore.pending(path: folder.database, migrations: Box.migrations) == 0 else {
            throw BackupRefusal.upgradeWaits
        }
        _ = try folder.key(entropy: entropy)
        let store = try DurableStore(path: folder.database, migrations: Box.migrations)
        return BackupService(
            store: store, journal: EventJournal(store: store, clock: clock), clock: clock, entropy: entropy,
            folder: folder, pool: NIOThreadPool(numberOfThreads: 2))
    }

    /// Closes the database; for commands.
    package func close() throws { try store.close() }

    /// The disks' own threads, so that a slow disk keeps nobody else waiting.
    var threads: NIOThreadPool {
        pool.start()
        return pool
    }

    func repository(_ folder: String) -> BackupRepository { BackupRepository(folder: folder, threads: threads) }

    // MARK: Settings

    /// Changes where and how often; the folder is made ready for this box's backups.
    ///
    /// - Parameter folder: nil: no backups are made by themselves.
    func change(
        folder typed: String?, everyHours: Int, hourly: Int, daily: Int, weekly: Int, by actor: String
    ) async throws {
        _ = try BackupRules.changed(
            .before, everyHours: everyHours, hourly: hourly, daily: daily, weekly: weekly)
        let place = try typed.map(BackupRules.folder)
        if let place, try await isToBePrepared(place) {
            try await threads.runIfActive { [folder] in try BackupPlaces.check(place, data: folder.path) }
            let owner = try await owner()
            try await asRefusal { try await repository(place).prepare(for: owner) }
        }
        try await store.write { [journal] db in
            let backups = BackupStore(db: db)
            let before = try backups.settings()
            var after = try BackupRules.changed(
                before, everyHours: everyHours, hourly: hourly, daily: daily, weekly: weekly)
            after.folder = place
            guard after != before else { return }
            try backups.save(after)
            try journal.append(BackupEvents.settingsChanged(after, actor: actor), in: db)
        }
    }

    /// A place that is set already is made ready again only where a disk of its own is: where the disk is unplugged,
    /// the backups would come to the disk of the box.
    private func isToBePrepared(_ place: String) async throws -> Bool {
        guard try await settings().folder == place else { return true }
        return try await threads.runIfActive { [folder] in
            BackupPlaces.isFolder(place) && !BackupPlaces.areOnOneDisk(place, folder.path)
        }
    }

    func settings() async throws -> BackupSettings {
        try await store.read { db in try BackupStore(db: db).settings() }
    }

    /// Who the box is in its backup folders; fixed when it is asked first.
    func owner() async throws -> BackupOwner {
        let key = try folder.recoveryKey(entropy: entropy)
        let id = Crockford.encode(try folder.key(entropy: entropy).subkey("box-id").tag([], length: 10))
        let label = try await store.write { db in
            let backups = BackupStore(db: db)
            var settings = try backups.settings()
            if let label = settings.label { return label }
            let label = BackupRules.label(name: try BoxSettingsStore(db: db).load().name, id: id)
            settings.label = label
            try backups.save(settings)
            return label
        }
        return BackupOwner(box: label, key: key.backupKey)
    }

    // MARK: Words

    /// The recovery words, for whoever just gave their password again.
    func words(by actor: String) async throws -> String {
        let key = try folder.recoveryKey(entropy: entropy)
        try await store.write { [journal] db in _ = try journal.append(BackupEvents.wordsShown(actor: actor), in: db) }
        return key.words
    }

    /// Notes that somebody has the words on paper.
    ///
    /// - Throws: `InvalidInput` naming `third` and `seventeenth`.
    func confirmWords(third: String, seventeenth: String, by actor: String) async throws {
        let key = try folder.recoveryKey(entropy: entropy)
        let wrong = BackupRules.wrongWords(third: third, seventeenth: seventeenth, of: key.wordList)
        guard wrong.isEmpty else { throw InvalidInput(wrong) }
        try await store.write { [journal] db in
            let backups = BackupStore(db: db)
            var settings = try backups.settings()
            guard settings.confirmedKey != key.mark else { return }
            settings.confirmedKey = key.mark
            try backups.save(settings)
            try journal.append(BackupEvents.wordsConfirmed(actor: actor), in: db)
        }
    }

    /// Whether somebody has typed back words of the key that is in use.
    func areWordsConfirmed(_ settings: BackupSettings) throws -> Bool {
        guard let confirmed = settings.confirmedKey, let key = try folder.knownRecoveryKey() else { return false }
        return key.mark == confirmed
    }
}
