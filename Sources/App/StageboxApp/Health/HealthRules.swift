import Foundation
import StageModel

/// What a reading means. Pure decisions.
enum HealthRules {
    static func database(_ reading: DatabaseReading) -> HealthFinding {
        if let notice = reading.notice {
            return .fail(notice, "Free some space, or restart the box; if it comes back, restore the last backup.")
        }
        if let damage = reading.audit?.damage {
            return .fail(
                "The database is damaged (\(damage)).",
                "Stop selling, restore the last backup, and have the disk checked.")
        }
        if let difference = reading.audit?.differences.first {
            return .fail(difference, "Keep the box as it is, download the support bundle and ask for help with it.")
        }
        guard let spent = reading.writeMilliseconds else {
            guard reading.isWritten else { return checked(reading, "It can be read.") }
            return .fail("A write was refused.", "Restart the box. If this comes back, have the disk checked.")
        }
        guard spent <= HealthLimits.slowWriteMilliseconds else {
            return .warn(
                "A write takes \(spent) ms.", "The disk is busy or weak. Sales feel slow; use an SSD, not an SD card.")
        }
        return checked(reading, "A write takes \(spent) ms.")
    }

    private static func checked(_ reading: DatabaseReading, _ words: String) -> HealthFinding {
        guard let audit = reading.audit else {
            guard reading.runningFor <= HealthLimits.auditAge else {
                return .warn(
                    "\(words) The file was never checked since the start.",
                    "Restart the box when no show runs; it checks itself a minute later.")
            }
            return .ok("\(words) The file is checked soon.")
        }
        let age = reading.now.since(audit.at)
        guard age <= HealthLimits.auditAge else {
            return .warn(
                "\(words) The file was last checked \(span(age)) ago.",
                "Restart the box when no show runs; it checks itself a minute later.")
        }
        return .ok("\(words) The file was checked \(span(age)) ago and is whole.")
    }

    static func disk(_ reading: DiskReading) -> HealthFinding {
        let text = "\(bytes(reading.free)) of \(bytes(reading.total)) are free."
        if reading.isFull || reading.free < HealthLimits.diskFail {
            return .fail(text, "Free some space now: nothing can be sold on a full disk.")
        }
        if reading.free < reading.reserve {
            return .warn("\(text) Uploads are refused.", "Free some space, or put the box's folder on a larger disk.")
        }
        if reading.free < max(HealthLimits.diskWarn, reading.reserve) {
            return .warn("\(text) Uploads will soon be refused.", "Free some space, or move to a larger disk.")
        }
        return .ok(text)
    }

    static func memory(_ reading: MemoryReading) -> HealthFinding {
        let own = reading.resident.map { " The box takes \(bytes($0))." } ?? ""
        let text = "\(bytes(reading.available)) of \(bytes(reading.total)) are available.\(own)"
        if reading.available < HealthLimits.memoryFail {
            return .fail(text, "Stop other programs on this machine, or the system will stop one of them.")
        }
        if reading.available < HealthLimits.memoryWarn {
            return .warn(text, "Stop other programs on this machine, or give it more memory.")
        }
        if let resident = reading.resident, resident > HealthLimits.residentWarn {
            return .warn(text, "This is more than usual. Restart the box when no show runs, and tell us.")
        }
        return .ok(text)
    }

    static func clock(_ reading: ClockReading) -> HealthFinding {
        let words = "The box thinks it is \(reading.now.text.prefix(16).replacing("T", with: " ")) UTC."
        let repair = "Set the clock: 'timedatectl set-ntp true', or 'timedatectl set-time' without a network."
        let year = Int(reading.now.text.prefix(4)) ?? 0
        guard HealthLimits.years.contains(year) else { return .fail("\(words) That cannot be.", repair) }
        if let last = reading.lastEvent, reading.now < last - HealthLimits.clockSlack {
            return .fail(
                "\(words) But the log ends \(span(last.since(reading.now))) later: the clock went back.", repair)
        }
        switch reading.isSynchronized {
        case true?: return .ok("\(words) It is kept right over the network.")
        case false?: return .warn("\(words) Nobody keeps it right.", "Switch it on: 'timedatectl set-ntp true'.")
        case nil: return .ok("\(words) Whether it is kept right cannot be told here.")
        }
    }

    /// - Parameters:
    ///   - days: whole days until the certificate ends; negative after its end, nil where the box serves no HTTPS.
    ///   - complaint: what else a person should know of it.
    static func certificate(days: Int?, complaint: String?) -> HealthFinding {
        guard let days else {
            return .warn(
                "The box serves no HTTPS.",
                "Switch it on in the configuration: cameras at the door and pages without a network need it.")
        }
        guard days >= 0 else {
            return .fail("The certificate has run out.", complaint ?? "Restart the box, and look at its certificates.")
        }
        let text = "The certificate is good for \(count(days, "day"))."
        if let complaint { return .warn(text, complaint) }
        guard days >= HealthLimits.certificateWarnDays else {
            return .warn(text, "It should have been renewed by now. Look at the page Certificates of the console.")
        }
        return .ok(text)
    }

    /// Where nobody announces names: only the addresses in numbers are known.
    static func network(addresses: [String]) -> HealthFinding {
        guard !addresses.isEmpty else {
            return .warn(
                "The box has no address in any network.", "Plug in a network cable, or join a wireless network.")
        }
        return .ok("The box has the addresses \(addresses.joined(separator: ", ")).")
    }

    static func sound(version: String?) -> HealthFinding {
        guard let version else {
            return .warn(
                "ffmpeg or ffprobe is missing, so nothing can be uploaded.", "Install it: 'apt install ffmpeg'.")
        }
        return .ok("ffmpeg \(version).")
    }

    static func speakers(_ cards: [String]) -> HealthFinding {
        cards.isEmpty
            ? .ok("This machine has no sound card; music plays on the listeners' own devices.")
            : .ok("\(cards.joined(separator: ", ")).")
    }

    static func eventLog(_ reading: EventLogReading) -> HealthFinding {
        if let broken = reading.audit?.brokenLink {
            return .fail(
                "The event log does not fit together from entry \(broken) on: somebody changed the database.",
                "Keep the box as it is, download the support bundle, and compare with a backup.")
        }
        let text = count(reading.head, "entry", "entries")
        let slowest = reading.readers.map { (name: $0.key, lag: reading.head - $0.value) }
            .sorted { ($1.lag, $0.name) < ($0.lag, $1.name) }.first
        if let slowest, slowest.lag > HealthLimits.readerLag {
            return .warn(
                "\(text). The reader \(slowest.name) is \(slowest.lag) entries behind.",
                "Give it a few minutes. If it does not catch up, restart the box.")
        }
        guard reading.isAudited else { return .ok("\(text). The running box checks that they fit together.") }
        return .ok(
            reading.audit == nil ? "\(text); the chain is checked soon." : "\(text), and each fits the one before.")
    }
}

// MARK: Backups

extension HealthRules {
    static func backup(_ reading: BackupReading?, now: Timestamp) -> HealthFinding {
        guard let reading, let hours = reading.everyHours else {
            return .warn(
                "There is no backup.", "Choose a disk and note the recovery words on the page Backups of the console.")
        }
        let again = "Plug in the disk for backups, then start one on the page Backups of the console."
        guard let last = reading.lastBackup else {
            return .warn("No backup was made yet.\(reading.failure.map { " \($0)" } ?? "")", again)
        }
        let age = now.since(last)
        let text = "The last backup is \(span(age)) old."
        guard age <= HealthLimits.backupFail || age <= .seconds(2 * hours * 3600) else { return .fail(text, again) }
        if let failure = reading.failure { return .warn("\(text) \(failure)", again) }
        guard age <= .seconds(2 * hours * 3600) else { return .warn(text, again) }
        guard reading.areWordsConfirmed else {
            return .warn(
                "\(text) Nobody has confirmed its 24 recovery words.",
                "Write the words on paper and confirm them on the page Backups: without them nobody can open a backup.")
        }
        return .ok(text)
    }

    static func testRestore(_ reading: BackupReading?, now: Timestamp) -> HealthFinding {
        let advice = "Start a test on the page Backups of the console: only a backup that was read back is one."
        guard let last = reading?.lastTest else { return .warn("No backup was ever tested.", advice) }
        let age = now.since(last)
        let text = "A backup was last restored as a test \(span(age)) ago."
        return age <= HealthLimits.testWarn ? .ok(text) : .warn(text, advice)
    }
}

// MARK: Words

extension HealthRules {
    /// A size as people say it, in powers of ten.
    static func bytes(_ count: Int64) -> String {
        if count < 1_000_000_000 { return "\(count / 1_000_000) MB" }
        return String(format: "%.1f GB", Double(count) / 1_000_000_000)
    }

    /// A span in the largest unit that fits; a negative one counts as none.
    static func span(_ span: Duration) -> String {
        let seconds = max(0, span.components.seconds)
        if seconds < 120 { return count(seconds, "second") }
        if seconds < 7200 { return count(seconds / 60, "minute") }
        return seconds < 172_800 ? count(seconds / 3600, "hour") : count(seconds / 86_400, "day")
    }

    static func count(_ count: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
        "\(count) \(count == 1 ? one : many ?? "\(one)s")"
    }
}
