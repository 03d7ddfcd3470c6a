import Foundation
import Multiformats
import NIOCore
import Testing

@testable import BlobStore

/// What a kill or a power cut leaves: whole blobs, and garbage in `incoming/` that the next start removes.
@Suite struct DurabilityTests {
    @Test func bytesAreOnDiskBeforeTheNameAndTheNameBeforeTheAnswer() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(disk: watched.disk)
        let intake = try folder.receive(expectedBytes: nil, limit: 100)
        try await intake.write(ByteBuffer(bytes: pattern(100)))
        _ = watched.takeSteps()
        let blob = try await intake.keep()
        let place = URL(fileURLWithPath: blob.path).deletingLastPathComponent().path
        #expect(
            watched.takeSteps() == [
                .synchronizeFile(intake.temporaryPath), .link(intake.temporaryPath, to: blob.path),
                .synchronizeFolder(place), .erase(intake.temporaryPath), .synchronizeFolder("\(home.path)/incoming"),
            ])
    }

    @Test func aDuplicateIsAnsweredOnlyWhenItsNameIsOnDiskToo() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(disk: watched.disk)
        let blob = try await folder.receive(pattern(100))
        _ = watched.takeSteps()
        #expect(try await folder.receive(pattern(100)).isDuplicate)
        let place = URL(fileURLWithPath: blob.path).deletingLastPathComponent().path
        #expect(watched.takeSteps().contains(.synchronizeFolder(place)))
    }

    @Test func adoptedFilesAreOnDiskBeforeTheirNames() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(disk: watched.disk)
        let file = try home.write(pattern(100), to: "made")
        _ = watched.takeSteps()
        let blob = try await folder.adopt(file: file)
        #expect(watched.takeSteps().prefix(2) == [.synchronizeFile(file), .link(file, to: blob.path)])
    }

    @Test func whateverTheMomentOfAKillOnlyWholeBlobsRemain() async throws {
        var moment = 0
        var isDone = false
        while !isDone {
            let home = try TemporaryFolder()
            let watched = WatchedDisk()
            let folder = try home.open(disk: watched.disk)
            let before = try await folder.receive(pattern(2000))
            watched.die(after: moment)
            do {
                let blob = try await folder.receive(pattern(300_000), inPiecesOf: 100_000)
                #expect(folder.path(of: blob.cid) != nil)
                isDone = true
            } catch is WatchedDisk.Dead {
                moment += 1
            }
            try await expectWhole(home, contains: before.cid)
        }
        #expect(moment == 5)
    }

    @Test func aKillWhileAFileIsAdoptedLosesNothing() async throws {
        for moment in 0..<4 {
            let home = try TemporaryFolder()
            let watched = WatchedDisk()
            let folder = try home.open(disk: watched.disk)
            let file = try home.write(pattern(2000), to: "made")
            watched.die(after: moment)
            await #expect(throws: WatchedDisk.Dead.self) { try await folder.adopt(file: file) }
            let again = try home.open()
            #expect(FileManager.default.fileExists(atPath: file))
            let blob = try await again.adopt(file: file)
            #expect(blob.isDuplicate == (moment >= 2))
            try await expectWhole(home, contains: blob.cid)
        }
    }

    @Test func aKillInTheMiddleOfAnUploadLeavesGarbageThatTheNextStartRemoves() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(disk: watched.disk)
        let blob = try await folder.receive(pattern(2000))
        watched.die(after: 0)
        do {
            let intake = try folder.receive(expectedBytes: nil, limit: .max)
            try await intake.write(ByteBuffer(bytes: pattern(5000)))
        }
        #expect(try home.files(under: "incoming").count == 1)
        try await expectWhole(home, contains: blob.cid)
    }

    @Test func theStartRemovesWhateverLiesInIncomingAndNothingElse() async throws {
        let home = try TemporaryFolder()
        let blob = try await home.open().receive(pattern(2000))
        let target = try home.write([1], to: "elsewhere")
        try FileManager.default.createDirectory(
            atPath: "\(home.path)/incoming/folder", withIntermediateDirectories: false)
        _ = try home.write([1, 2, 3], to: "incoming/folder/part")
        _ = try home.write([], to: "incoming/-rf *")
        try FileManager.default.createSymbolicLink(
            atPath: "\(home.path)/incoming/link", withDestinationPath: target)
        try await expectWhole(home, contains: blob.cid)
        #expect(FileManager.default.fileExists(atPath: target))
    }

    @Test func anAnswerIsRefusedWhenTheDiskCannotPromise() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(disk: watched.disk)
        let intake = try folder.receive(expectedBytes: nil, limit: 100)
        watched.failNext(BlobFailure.system(EIO))
        await #expect(throws: BlobFailure.system(EIO)) { try await intake.keep() }
        await #expect(throws: BlobFailure.closed) { try await intake.keep() }
        #expect(try home.files(under: "incoming") == [])
        #expect(try home.files(under: "blobs") == [])
    }

    /// Opens the folder as the next start does, and reads everything in it.
    private func expectWhole(_ home: TemporaryFolder, contains cid: CID) async throws {
        let folder = try home.open()
        #expect(try home.files(under: "incoming") == [])
        #expect(folder.path(of: cid) != nil)
        for file in try home.files(under: "blobs") {
            let name = try #require(file.split(separator: "/").last)
            #expect(try await folder.verify(CID(string: name)))
        }
    }
}
