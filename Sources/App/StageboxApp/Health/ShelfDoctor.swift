import Audio
import Foundation
import SQLStore
package import StageModel

/// The checks of a box that is only looked at: the data folder is read and nothing in it changes, whether the daemon
/// runs or not.
package struct ShelfDoctor: Sendable {
    let configuration: BoxConfiguration
    let clock: BoxClock
    let ports: HealthPorts
    var machine = MachineReadings()

    /// - Parameter ports: what can be told without the daemon; nothing unless said.
    package init(configuration: BoxConfiguration, clock: BoxClock, ports: HealthPorts = HealthPorts()) {
        self.configuration = configuration
        self.clock = clock
        self.ports = ports
    }

    package var doctor: Doctor { Doctor(checks: checks, clock: clock) }

    private var path: String { DataFolder.database(in: configuration.dataFolder) }

    private var checks: [HealthCheck] {
        let sounds = SoundPrograms(
            audio: AudioTools(ffmpeg: configuration.ffmpeg, ffprobe: configuration.ffprobe))
        return [
            // A large file takes its time; somebody sits before it and waits.
            HealthCheck("database", "Database", within: .seconds(300)) { database() },
            HealthCheck("disk", "Disk") {
                MachineChecks.disk(configuration.dataFolder, reserve: configuration.reserveBytes, isFull: false)
            },
            MachineChecks.memory(machine, isOwn: false),
            HealthCheck("clock", "Clock") { timekeeping() },
            MachineChecks.certificate(ports, configuration),
            MachineChecks.network(ports),
            MachineChecks.sound(sounds),
            MachineChecks.speakers(machine),
            HealthCheck("backup", "Backup") { read { HealthRules.backup(try $0.backup(), now: clock.now()) } },
            HealthCheck("test_restore", "Test restore") {
                read { HealthRules.testRestore(try $0.backup(), now: clock.now()) }
            },
            HealthCheck("event_log", "Event log") { eventLog() },
            HealthCheck("versions", "Versions") { versions() },
        ]
    }

    private func glance<Answer>(_ body: (HealthStore) throws -> Answer) throws -> Answer {
        try DurableStore.glance(path: path) { db in try body(HealthStore(db: db)) }
    }

    private func read(_ body: (HealthStore) throws -> HealthFinding) -> HealthFinding {
        do {
            return try glance(body)
        } catch {
            return .fail("The database cannot be read (\(error)).", "Look at the check of the database first.")
        }
    }

    private func database() -> HealthFinding {
        do {
            let damage = try glance { try $0.damage() }
            let now = clock.now()
            return HealthRules.database(
                DatabaseReading(isWritten: false, audit: AuditNote(at: now, damage: damage), now: now))
        } catch {
            return .fail(
                "\(path) cannot be read (\(error)).",
                "Run this as the user of the box ('sudo -u stagebox stagebox doctor'), or restore the last backup.")
        }
    }

    private func timekeeping() -> HealthFinding {
        read {
            HealthRules.clock(
                ClockReading(
                    now: clock.now(), lastEvent: try $0.lastEvent()?.at, isSynchronized: machine.isSynchronized()))
        }
    }

    private func eventLog() -> HealthFinding {
        read {
            HealthRules.eventLog(
                EventLogReading(head: try $0.lastEvent()?.sequence ?? 0, readers: try $0.readers(), isAudited: false))
        }
    }

    private func versions() -> HealthFinding {
        read { .ok(Versions(sqlite: try $0.version(), machine: machine).sentence) }
    }
}
