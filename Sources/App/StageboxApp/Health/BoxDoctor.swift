import Audio
import Foundation
import LocalNetwork
import SQLStore
import StageModel

/// The checks of the running box.
struct BoxDoctor: Sendable {
    let store: DurableStore
    let folder: DataFolder
    let configuration: BoxConfiguration
    let notebook: AuditNotebook
    let sounds: SoundPrograms
    let clock: BoxClock
    let ports: HealthPorts
    var machine = MachineReadings()

    var doctor: Doctor { Doctor(checks: checks, clock: clock) }

    var checks: [HealthCheck] {
        [
            HealthCheck("database", "Database") { await database() },
            HealthCheck("disk", "Disk") { disk() },
            MachineChecks.memory(machine, isOwn: true),
            HealthCheck("clock", "Clock") { await timekeeping() },
            MachineChecks.certificate(ports, configuration),
            MachineChecks.network(ports),
            MachineChecks.sound(sounds),
            MachineChecks.speakers(machine),
            HealthCheck("backup", "Backup") { await backup(HealthRules.backup) },
            HealthCheck("test_restore", "Test restore") { await backup(HealthRules.testRestore) },
            HealthCheck("event_log", "Event log") { await eventLog() },
            HealthCheck("versions", "Versions") { await versions() },
        ]
    }

    private func database() async -> HealthFinding {
        let now = clock.now()
        var reading = DatabaseReading(
            notice: StoreNotice.sentence(store.health), audit: notebook.last, runningFor: now.since(notebook.since),
            now: now)
        if reading.notice == nil {
            let began = ContinuousClock.now
            do {
                try await store.write { _ in }
                reading.writeMilliseconds = began.duration(to: .now).wholeMilliseconds
            } catch {
                // The store has just found out about its disk.
                reading.notice = StoreNotice.sentence(store.health)
            }
        }
        return HealthRules.database(reading)
    }

    private func disk() -> HealthFinding {
        MachineChecks.disk(folder.path, reserve: configuration.reserveBytes, isFull: store.health == .full)
    }

    private func timekeeping() async -> HealthFinding {
        await MachineChecks.read {
            let last = try await store.read { db in try HealthStore(db: db).lastEvent()?.at }
            return HealthRules.clock(
                ClockReading(now: clock.now(), lastEvent: last, isSynchronized: machine.isSynchronized()))
        }
    }

    private func backup(_ rule: @Sendable (BackupReading?, Timestamp) -> HealthFinding) async -> HealthFinding {
        await MachineChecks.read {
            rule(try await store.read { db in try HealthStore(db: db).backup() }, clock.now())
        }
    }

    private func eventLog() async -> HealthFinding {
        await MachineChecks.read {
            let (head, readers) = try await store.read { db in
                let store = HealthStore(db: db)
                return (try store.lastEvent()?.sequence ?? 0, try store.readers())
            }
            return HealthRules.eventLog(EventLogReading(head: head, readers: readers, audit: notebook.last))
        }
    }

    private func versions() async -> HealthFinding {
        await MachineChecks.read {
            let sqlite = try await store.read { db in try HealthStore(db: db).version() }
            return .ok(Versions(sqlite: sqlite, machine: machine).sentence)
        }
    }
}

/// Checks that need no box, only the machine.
enum MachineChecks {
    static func memory(_ machine: MachineReadings, isOwn: Bool) -> HealthCheck {
        HealthCheck("memory", "Memory") {
            guard let reading = machine.memory(isOwn: isOwn) else {
                return .ok("How much memory is left cannot be told here.")
            }
            return HealthRules.memory(reading)
        }
    }

    static func disk(_ folder: String, reserve: Int64, isFull: Bool) -> HealthFinding {
        guard let (free, total) = MachineReadings.disk(of: folder) else {
            return .warn("The free space cannot be told.", "Check that the folder \(folder) can be read.")
        }
        return HealthRules.disk(DiskReading(free: free, total: total, reserve: reserve, isFull: isFull))
    }

    static func certificate(_ ports: HealthPorts, _ configuration: BoxConfiguration) -> HealthCheck {
        HealthCheck("certificate", "Certificate") {
            if let finding = await ports.certificate() { return finding }
            guard configuration.servesHTTPS else { return HealthRules.certificate(days: nil, complaint: nil) }
            return .ok("The box serves HTTPS; the running box knows more on its page Certificates.")
        }
    }

    static func network(_ ports: HealthPorts) -> HealthCheck {
        HealthCheck("network", "Network") {
            if let finding = await ports.network() { return finding }
            return await read { HealthRules.network(addresses: try addresses().flatMap(\.addresses)) }
        }
    }

    /// The addresses of this machine in numbers, by interface.
    static func addresses() throws -> [BundledLink] {
        try NetworkAddresses.usable().map { BundledLink(name: $0.name, addresses: $0.addresses.map(\.text)) }
    }

    static func sound(_ sounds: SoundPrograms) -> HealthCheck {
        HealthCheck("sound", "Sound", within: .seconds(10)) { HealthRules.sound(version: await sounds.version()) }
    }

    static func speakers(_ machine: MachineReadings) -> HealthCheck {
        HealthCheck("speakers", "Speakers") { HealthRules.speakers(machine.soundCards()) }
    }

    /// A check whose reading may fail.
    static func read(_ body: () async throws -> HealthFinding) async -> HealthFinding {
        do {
            return try await body()
        } catch {
            return .fail("This cannot be read (\(error)).", "Look at the checks of the database and the disk first.")
        }
    }
}
