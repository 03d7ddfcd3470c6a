import Foundation
import StageModel
import Testing

@testable import StageboxApp

/// When something is due, which input is good, and what is said.
@Suite struct BackupRuleTests {
    private let now = Timestamp(milliseconds: 1_900_000_000_000)

    private func settings(_ hours: Int = 6) -> BackupSettings {
        var settings = BackupSettings.before
        settings.folder = "/media/stick"
        settings.everyHours = hours
        return settings
    }

    @Test func aBackupIsDueAtTheMomentItsHoursHavePassedAndNotBefore() {
        let hours = Duration.seconds(6 * 3600)
        var history = BackupHistory(lastBackup: now - hours, lastTest: now)
        #expect(BackupRules.due(settings(), history, at: now) == .backup)
        history.lastBackup = now - hours + .milliseconds(1)
        #expect(BackupRules.due(settings(), history, at: now) == nil)
        #expect(BackupRules.due(settings(), BackupHistory(), at: now) == .backup)
        #expect(BackupRules.due(.before, BackupHistory(), at: now) == nil, "without a folder nothing is due")
        history.lastBackup = now + .seconds(1)
        #expect(
            BackupRules.due(settings(), history, at: now) == .backup, "a clock that was set back is no reason to wait")
    }

    @Test func aFailedBackupIsTriedAgainAfterTenMinutes() {
        var history = BackupHistory(lastBackupTry: now - .seconds(600))
        #expect(BackupRules.due(settings(), history, at: now) == .backup)
        history.lastBackupTry = now - .seconds(600) + .milliseconds(1)
        #expect(BackupRules.due(settings(), history, at: now) == nil)
    }

    @Test func aTestIsDueAfterAWeekAndAFailedOneAfterADay() {
        var history = BackupHistory(lastBackup: now)
        #expect(BackupRules.due(settings(), history, at: now) == .testRestore)
        history.lastTest = now - .seconds(7 * 86_400)
        #expect(BackupRules.due(settings(), history, at: now) == .testRestore)
        history.lastTest = now - .seconds(7 * 86_400) + .milliseconds(1)
        #expect(BackupRules.due(settings(), history, at: now) == nil)
        history.lastTest = nil
        history.lastTestTry = now - .seconds(86_400)
        #expect(BackupRules.due(settings(), history, at: now) == .testRestore)
        history.lastTestTry = now - .seconds(86_400) + .milliseconds(1)
        #expect(BackupRules.due(settings(), history, at: now) == nil)
        #expect(BackupRules.due(settings(), BackupHistory(lastBackupTry: now), at: now) == nil, "nothing to test")
    }

    @Test(arguments: [(6, 24), (8, 24), (9, 27), (168, 504)])
    func aBackupIsTooOldAfterThreeTurnsButNotWithinADay(every: Int, hours: Int) {
        let age = Duration.seconds(hours * 3600)
        #expect(BackupRules.isLate(settings(every), BackupHistory(lastBackup: now - age), at: now))
        #expect(!BackupRules.isLate(settings(every), BackupHistory(lastBackup: now - age + .milliseconds(1)), at: now))
    }

    @Test func numbersHaveTheirBounds() throws {
        func taken(_ hours: Int, _ kept: Int) -> Bool {
            (try? BackupRules.changed(.before, everyHours: hours, hourly: kept, daily: kept, weekly: kept)) != nil
        }
        #expect(taken(1, 0) && taken(168, 1000))
        #expect(!taken(0, 0) && !taken(169, 0) && !taken(1, -1) && !taken(1, 1001))
    }

    @Test func foldersAreAbsoluteAndPlain() throws {
        #expect(try BackupRules.folder("/media/stick") == "/media/stick")
        #expect(try BackupRules.folder("//media/./My Stick//") == "/media/My Stick")
        let long = "/" + String(repeating: "a", count: 1023)
        #expect(try BackupRules.folder(long) == long)
        for wrong in [long + "a", "", "/", "//.", "media", "/a/../b", "/a/..", "/a\n", "/a\u{7f}"] {
            #expect(throws: InvalidInput.self, "\(wrong.debugDescription)") { try BackupRules.folder(wrong) }
        }
        #expect(BackupRules.lies("/a/b", in: "/a") && BackupRules.lies("/a", in: "/a"))
        #expect(!BackupRules.lies("/ab", in: "/a") && !BackupRules.lies("/", in: "/a"))
    }

    @Test(arguments: [
        ("The Blue Room", "The-Blue-Room-0123456789abcdef", "The Blue Room"),
        ("Café Überstraße 7", "Cafe-Uberstrasse-7-0123456789abcdef", "Cafe Uberstrasse 7"),
        ("音楽堂", "Stagebox-0123456789abcdef", "Stagebox"), ("--", "Stagebox-0123456789abcdef", "Stagebox"),
        ("🎸 Bar", "Bar-0123456789abcdef", "Bar"),
    ])
    func aLabelIsPlainAndLetsTheNameBeRead(name: String, label: String, read: String) {
        #expect(BackupRules.label(name: name, id: "0123456789abcdef") == label)
        #expect(BackupRules.name(inLabel: label) == read)
    }

    @Test func labelsAreNeverTooLong() {
        for count in 40...60 {
            let name = String(repeating: "ab ", count: count)
            let label = BackupRules.label(name: name, id: "0123456789abcdef")
            #expect(label.utf8.count <= 64 && !label.contains("--"), "\(label)")
        }
        #expect(BackupRules.name(inLabel: "plain") == "plain")
        #expect(BackupRules.name(inLabel: "-x") == "-x")
    }

    @Test func wordsTypedBackForgiveCaseAndSpaces() {
        let words = (0..<24).map { "word\($0)" }
        #expect(BackupRules.wrongWords(third: " WORD2 ", seventeenth: "word16\n", of: words) == [:])
        #expect(BackupRules.wrongWords(third: "word3", seventeenth: "word16", of: words).keys.sorted() == ["third"])
        #expect(BackupRules.wrongWords(third: "", seventeenth: "word17", of: words).count == 2)
    }

    @Test func theWorstIsSaidFirstAndAllIsWellOnlyWithWordsOnPaper() {
        var facts = BackupFacts()
        #expect(BackupStandingRules.sentence(facts, at: now).contains("No backups are made"))
        facts.settings = settings()
        facts.history = BackupHistory(lastBackup: now - .seconds(60), lastTest: now)
        #expect(BackupStandingRules.sentence(facts, at: now).contains("is not there"))
        #expect(BackupStandingRules.backup(facts, at: now).status == .warn)
        facts.history.lastBackup = now - .seconds(86_400)
        #expect(BackupStandingRules.backup(facts, at: now).status == .fail)
        facts.isThere = true
        #expect(BackupStandingRules.backup(facts, at: now).detail.contains("too old"))
        facts.history.lastBackup = now
        #expect(BackupStandingRules.sentence(facts, at: now).contains("24 recovery words"))
        facts.areWordsConfirmed = true
        #expect(BackupStandingRules.backup(facts, at: now).status == .ok)
        #expect(BackupStandingRules.test(facts, at: now).status == .ok)
        facts.history.lastTest = now - .seconds(14 * 86_400)
        #expect(BackupStandingRules.test(facts, at: now).status == .warn)
        facts.history.lastTest = now - .seconds(14 * 86_400) + .milliseconds(1)
        #expect(BackupStandingRules.test(facts, at: now).status == .ok)
        facts.lastBackup = BackupJob(BackupJobID(at: now, entropy: .system), .backup, at: now)
            .ended(.failed, "The disk is full.", at: now)
        #expect(BackupStandingRules.sentence(facts, at: now).contains("The disk is full."))
    }
}

/// The table of mounts, whoever named the disks.
@Suite struct MountTests {
    private let good = #"36 35 98:0 /mnt1 /media/My\040Stick rw,noatime master:1 - ext3 /dev/root rw,errors=continue"#

    @Test func aLineOfTheKernelIsRead() throws {
        let mount = try #require(Mount(line: good))
        #expect(mount.point == "/media/My Stick")
        #expect(mount.device == "98:0")
        #expect(!mount.isReadOnly)
        #expect(Mount(line: "1 2 8:1 / /mnt/a ro - vfat /dev/sda1 rw")?.isReadOnly == true)
        #expect(Mount(line: "1 2 8:1 / /mnt/a rw shared:1 master:2 - vfat /dev/sda1 ro")?.isReadOnly == true)
        #expect(Mount(line: #"1 2 8:1 / /mnt/\303\244\134 rw - vfat /dev/sda1 rw"#)?.point == "/mnt/ä\\")
    }

    @Test(arguments: [
        "", "1 2 8:1 / /mnt/a rw vfat /dev/sda1 rw", "1 2 8:1 / /mnt/a rw - vfat /dev/sda1",
        "1 2 8:1 / /mnt/a rw - vfat /dev/sda1 rw more", "x 2 8:1 / /mnt/a rw - vfat /dev/sda1 rw",
        "1 2 8 / /mnt/a rw - vfat /dev/sda1 rw", "1 2 8:1: / /mnt/a rw - vfat /dev/sda1 rw",
        "1 2 8:x / /mnt/a rw - vfat /dev/sda1 rw", "1 2 8:1 / mnt rw - vfat /dev/sda1 rw",
        "1 2 8:1 / /mnt//a\\04 rw - vfat /dev/sda1 rw", "1 2 8:1 / /mnt/\\000 rw - vfat /dev/sda1 rw",
        "1 2 8:1 / /mnt/\\400 rw - vfat /dev/sda1 rw", "1 2 8:1 / /mnt/\\377 rw - vfat /dev/sda1 rw",
        "1 2 8:1 / /mnt/\\089 rw - vfat /dev/sda1 rw", "1  2 8:1 / /mnt/a rw - vfat /dev/sda1 rw",
        "12345678901 2 8:1 / /mnt/a rw - vfat /dev/sda1 rw",
    ])
    func anythingElseIsNone(line: String) {
        #expect(Mount(line: line) == nil)
    }

    @Test func ofSeveralOnOnePointTheLastIsSeen() {
        let table = "1 2 8:1 / /mnt/a rw - vfat /dev/sda1 rw\nnonsense\n3 2 8:2 / /mnt/a ro - ext4 /dev/sda2 ro\n"
        #expect(Mount.all(in: table).map(\.device) == ["8:2"])
    }

    @Test func changedLinesNeverHarm() {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed | 1
        func next(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        for _ in 0..<5000 {
            var bytes = Array(good.utf8)
            for _ in 0...next(4) {
                let place = next(bytes.count)
                switch next(3) {
                case 0: bytes[place] = UInt8(next(128))
                case 1: bytes.remove(at: place)
                default: bytes.insert([32, 92, 45, 58][next(4)], at: place)
                }
            }
            let line = String(decoding: bytes, as: UTF8.self)
            if let mount = Mount(line: line) {
                #expect(mount.point.hasPrefix("/") && mount.device.contains(":"), "seed \(seed): \(line)")
            }
        }
    }

    @Test func disksAreFoundWhereTheyAreMounted() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("places-\(UUID().uuidString)")
        let stick = folder.appendingPathComponent("stick").path
        try FileManager.default.createDirectory(atPath: stick, withIntermediateDirectories: true)
        let device = folder.appendingPathComponent("devices/8:1").path
        try FileManager.default.createDirectory(atPath: device, withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: "\(device)/removable", contents: Data("1\n".utf8)))
        var places = BackupPlaces()
        places.table = {
            "1 2 8:0 / / rw - ext4 /dev/sdb rw\n2 1 8:1 / \(stick) rw - vfat /dev/sda1 rw\n"
                + "3 1 8:2 / /mnt/not-there-\(UUID().uuidString) rw - vfat /dev/sdc rw\n"
        }
        places.devices = folder.appendingPathComponent("devices").path
        #expect(places.all(with: nil) == [], "what is mounted elsewhere is no place by itself")
        let found = places.all(with: stick)
        #expect(found.map(\.folder) == [stick])
        #expect(found.first?.label == "stick")
        #expect(found.first?.isRemovable == true)
        #expect((found.first?.freeBytes ?? 0) > 0)
        try FileManager.default.removeItem(at: folder)
        #expect(places.all(with: stick) == [], "unplugged")
    }
}
