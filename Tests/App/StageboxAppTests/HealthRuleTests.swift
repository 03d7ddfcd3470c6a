import StageModel
import Testing

@testable import StageboxApp

/// Every check at its last good and its first bad value.
@Suite struct HealthRuleTests {
    private let now = Timestamp(milliseconds: 1_900_000_000_000)

    private func hours(_ count: Int) -> Duration { .seconds(count * 3600) }

    @Test func aFindingThatIsNotWellSaysWhatToDo() {
        let findings = [
            HealthRules.database(DatabaseReading(notice: "Full.", now: now)),
            HealthRules.disk(DiskReading(free: 0, total: 1, reserve: 0)),
            HealthRules.sound(version: nil), HealthRules.backup(nil, now: now), HealthRules.testRestore(nil, now: now),
            HealthRules.network(addresses: []), HealthRules.certificate(days: nil, complaint: nil),
        ]
        for finding in findings {
            #expect(finding.status != .ok)
            #expect(finding.advice?.hasSuffix(".") == true)
        }
    }

    @Test func aWriteMayTakeASecond() {
        func status(_ milliseconds: Int64?) -> HealthStatus {
            HealthRules.database(DatabaseReading(writeMilliseconds: milliseconds, now: now)).status
        }
        #expect(status(1000) == .ok)
        #expect(status(1001) == .warn)
        #expect(status(nil) == .fail)
    }

    @Test func theAuditMayBeADayOld() {
        func finding(_ age: Duration) -> HealthFinding {
            HealthRules.database(DatabaseReading(writeMilliseconds: 1, audit: AuditNote(at: now - age), now: now))
        }
        #expect(finding(hours(24)).status == .ok)
        #expect(finding(hours(24) + .milliseconds(1)).status == .warn)
        #expect(finding(hours(3)).detail == "A write takes 1 ms. The file was checked 3 hours ago and is whole.")
    }

    @Test func aBoxThatNeverCheckedItselfSaysSoAfterADay() {
        func status(_ age: Duration) -> HealthStatus {
            HealthRules.database(DatabaseReading(writeMilliseconds: 1, runningFor: age, now: now)).status
        }
        #expect(status(hours(24)) == .ok)
        #expect(status(hours(24) + .milliseconds(1)) == .warn)
    }

    @Test func damageAndDifferencesAreFailures() {
        func status(_ note: AuditNote) -> HealthStatus {
            HealthRules.database(DatabaseReading(writeMilliseconds: 1, audit: note, now: now)).status
        }
        #expect(status(AuditNote(at: now)) == .ok)
        #expect(status(AuditNote(at: now, damage: "page 3")) == .fail)
        #expect(status(AuditNote(at: now, differences: ["Two tickets too many."])) == .fail)
    }

    @Test func aFileThatIsOnlyLookedAtNeedsNoWrite() {
        let reading = DatabaseReading(isWritten: false, audit: AuditNote(at: now), now: now)
        #expect(HealthRules.database(reading).status == .ok)
    }

    @Test(arguments: [
        (Int64(299_999_999), Int64(0), HealthStatus.fail), (300_000_000, 0, .warn), (2_999_999_999, 0, .warn),
        (3_000_000_000, 0, .ok), (4_999_999_999, 5_000_000_000, .warn), (5_000_000_000, 5_000_000_000, .ok),
    ])
    func theDiskHasRoom(free: Int64, reserve: Int64, status: HealthStatus) {
        let reading = DiskReading(free: free, total: 100_000_000_000, reserve: reserve)
        #expect(HealthRules.disk(reading).status == status)
    }

    @Test func aDiskThatRefusedAWriteIsFullWhateverItSays() {
        let reading = DiskReading(free: 50_000_000_000, total: 100_000_000_000, reserve: 0, isFull: true)
        #expect(HealthRules.disk(reading).status == .fail)
    }

    @Test(arguments: [
        (Int64(31_999_999), Int64?.none, HealthStatus.fail), (32_000_000, nil, .warn), (127_999_999, nil, .warn),
        (128_000_000, nil, .ok), (128_000_000, 1_000_000_000, .ok), (128_000_000, 1_000_000_001, .warn),
    ])
    func memoryIsLeft(available: Int64, resident: Int64?, status: HealthStatus) {
        let reading = MemoryReading(resident: resident, available: available, total: 2_000_000_000)
        #expect(HealthRules.memory(reading).status == status)
    }

    @Test(arguments: [
        ("2024-12-31T23:59:59Z", HealthStatus.fail), ("2025-01-01T00:00:00Z", .ok), ("2199-12-31T23:59:59Z", .ok),
        ("2200-01-01T00:00:00Z", .fail),
    ])
    func theYearIsPlausible(text: String, status: HealthStatus) throws {
        let reading = ClockReading(now: try #require(Timestamp(text: text)), isSynchronized: true)
        #expect(HealthRules.clock(reading).status == status)
    }

    @Test func theClockDoesNotGoBackByMoreThanAMinute() {
        func status(_ back: Duration) -> HealthStatus {
            HealthRules.clock(ClockReading(now: now, lastEvent: now + back, isSynchronized: true)).status
        }
        #expect(status(.seconds(60)) == .ok)
        #expect(status(.seconds(60) + .milliseconds(1)) == .fail)
    }

    @Test func aClockThatNobodyKeepsRightIsWorthALook() {
        func status(_ isKept: Bool?) -> HealthStatus {
            HealthRules.clock(ClockReading(now: now, isSynchronized: isKept)).status
        }
        #expect(status(true) == .ok)
        #expect(status(nil) == .ok)
        #expect(status(false) == .warn)
    }

    @Test(arguments: [
        (Int?.some(14), HealthStatus.ok), (13, .warn), (0, .warn), (-1, .fail), (nil, .warn),
    ])
    func theCertificateLasts(days: Int?, status: HealthStatus) {
        #expect(HealthRules.certificate(days: days, complaint: nil).status == status)
    }

    @Test func aComplaintOnTheCertificateIsAdvice() {
        let finding = HealthRules.certificate(days: 100, complaint: "Mend it.")
        #expect(finding.status == .warn)
        #expect(finding.advice == "Mend it.")
    }

    @Test func aCertificateThatRanOutAMomentAgoHasNoDaysLeft() {
        #expect(HealthPorts.days(from: now, to: now.date) == 0)
        #expect(HealthPorts.days(from: now, to: (now - .seconds(1)).date) == -1)
        #expect(HealthPorts.days(from: now, to: (now + .seconds(86_400)).date) == 1)
    }

    @Test func soundSpeakersAndNetwork() {
        #expect(HealthRules.sound(version: "5.1.6").status == .ok)
        #expect(HealthRules.speakers([]).status == .ok)
        #expect(HealthRules.speakers(["HDA Intel PCH"]).detail == "HDA Intel PCH.")
        #expect(HealthRules.network(addresses: ["192.0.2.7"]).status == .ok)
    }

    @Test func readersMayBeTenThousandEntriesBehind() {
        func finding(_ position: Int64) -> HealthFinding {
            HealthRules.eventLog(
                EventLogReading(head: 20_000, readers: ["fast": 20_000, "slow": position], audit: AuditNote(at: now)))
        }
        #expect(finding(10_000).status == .ok)
        #expect(finding(9_999).status == .warn)
        #expect(finding(9_999).detail.contains("slow"))
    }

    @Test func aBrokenChainIsAFailure() {
        let reading = EventLogReading(head: 10, audit: AuditNote(at: now, brokenLink: 7))
        #expect(HealthRules.eventLog(reading).status == .fail)
        #expect(HealthRules.eventLog(reading).detail.contains("entry 7"))
        #expect(HealthRules.eventLog(EventLogReading(head: 1)).detail == "1 entry; the chain is checked soon.")
    }

    @Test func aBackupMayBeTwoIntervalsOld() {
        func status(_ age: Duration, every: Int = 1, failure: String? = nil) -> HealthStatus {
            HealthRules.backup(
                BackupReading(everyHours: every, lastBackup: now - age, failure: failure), now: now
            ).status
        }
        #expect(status(hours(2)) == .ok)
        #expect(status(hours(2) + .milliseconds(1)) == .warn)
        #expect(status(hours(168)) == .warn)
        #expect(status(hours(168) + .milliseconds(1)) == .fail)
        #expect(status(hours(336), every: 168) == .ok)
        #expect(status(hours(336) + .milliseconds(1), every: 168) == .fail)
        #expect(status(hours(1), failure: "The disk was full.") == .warn)
    }

    @Test func noPlaceAndNoBackupAreWorthALook() {
        #expect(HealthRules.backup(BackupReading(), now: now).status == .warn)
        let reading = BackupReading(everyHours: 1, failure: "The disk was gone.")
        #expect(HealthRules.backup(reading, now: now).detail == "No backup was made yet. The disk was gone.")
    }

    @Test func aTestRestoreMayBeFiveWeeksOld() {
        func status(_ age: Duration) -> HealthStatus {
            HealthRules.testRestore(BackupReading(lastTest: now - age), now: now).status
        }
        #expect(status(hours(35 * 24)) == .ok)
        #expect(status(hours(35 * 24) + .milliseconds(1)) == .warn)
    }

    @Test(arguments: [
        (-5, "0 seconds"), (1, "1 second"), (119, "119 seconds"), (120, "2 minutes"), (7199, "119 minutes"),
        (7200, "2 hours"), (172_799, "47 hours"), (172_800, "2 days"),
    ])
    func spansAreSaidInTheirLargestUnit(seconds: Int, words: String) {
        #expect(HealthRules.span(.seconds(seconds)) == words)
    }

    @Test func sizesAreSaidInPowersOfTen() {
        #expect(HealthRules.bytes(999_999_999) == "999 MB")
        #expect(HealthRules.bytes(1_000_000_000) == "1.0 GB")
    }
}
