import Glibc
import NIOCore
import Testing

@testable import BlobStore

@Suite struct SpaceTests {
    @Test func aReserveAboveTheFreeSpaceRefusesEveryIntake() throws {
        let home = try TemporaryFolder()
        let free = try home.open().freeBytes()
        #expect(free > 0)
        let folder = try home.open(reserveBytes: free + 1 << 40)
        #expect(throws: BlobFailure.noSpace) { try folder.receive(expectedBytes: nil, limit: 100) }
        #expect(throws: BlobFailure.noSpace) { try folder.receive(expectedBytes: 1, limit: 100) }
        #expect(try home.files(under: "incoming") == [])
        let greedy = try home.open(reserveBytes: .max)
        #expect(throws: BlobFailure.noSpace) { try greedy.receive(expectedBytes: nil, limit: 100) }
    }

    @Test func anUploadThatIsLargerThanTheDiskIsRefusedBeforeItsFirstByte() throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        #expect(throws: BlobFailure.noSpace) { try folder.receive(expectedBytes: .max, limit: .max) }
    }

    @Test func theLastFreeByteCanBeAnnouncedAndOneMoreCannot() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(reserveBytes: 1000, disk: watched.disk)
        watched.free = 1500
        #expect(throws: BlobFailure.noSpace) { try folder.receive(expectedBytes: 501, limit: .max) }
        await (try folder.receive(expectedBytes: 500, limit: .max)).discard()
    }

    @Test func anUnknownLengthNeedsOneByte() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(reserveBytes: 1000, disk: watched.disk)
        watched.free = 1000
        #expect(throws: BlobFailure.noSpace) { try folder.receive(expectedBytes: nil, limit: .max) }
        watched.free = 1001
        await (try folder.receive(expectedBytes: nil, limit: .max)).discard()
    }

    @Test func whatOthersAnnouncedIsNotFree() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(disk: watched.disk)
        watched.free = 1000
        let first = try folder.receive(expectedBytes: 600, limit: .max)
        #expect(throws: BlobFailure.noSpace) { try folder.receive(expectedBytes: 401, limit: .max) }
        let second = try folder.receive(expectedBytes: 400, limit: .max)
        #expect(throws: BlobFailure.noSpace) { try folder.receive(expectedBytes: nil, limit: .max) }
        await second.discard()
        // Written bytes are no longer announced: the disk itself counts them.
        try await first.write(ByteBuffer(bytes: pattern(500)))
        watched.free = 500
        #expect(folder.space.total == 100)
        #expect(throws: BlobFailure.noSpace) { try folder.receive(expectedBytes: 401, limit: .max) }
        await (try folder.receive(expectedBytes: 400, limit: .max)).discard()
    }

    @Test func announcedBytesComeBackHoweverAnIntakeEnds() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(disk: watched.disk)
        let kept = try folder.receive(expectedBytes: 100, limit: 100)
        try await kept.write(ByteBuffer(bytes: pattern(30)))
        _ = try await kept.keep()
        #expect(folder.space.total == 0)
        let discarded = try folder.receive(expectedBytes: 100, limit: 100)
        await discarded.discard()
        await discarded.discard()
        #expect(folder.space.total == 0)
        let failed = try folder.receive(expectedBytes: 100, limit: 100)
        await #expect(throws: BlobFailure.tooLarge) { try await failed.write(ByteBuffer(bytes: pattern(101))) }
        #expect(folder.space.total == 0)
        let failedLate = try folder.receive(expectedBytes: 100, limit: 100)
        watched.failNext(BlobFailure.system(5))
        await #expect(throws: BlobFailure.system(5)) { try await failedLate.keep() }
        #expect(folder.space.total == 0)
        _ = try folder.receive(expectedBytes: 100, limit: 100)
        #expect(folder.space.total == 0)
        let long = try folder.receive(expectedBytes: 100, limit: 1000)
        try await long.write(ByteBuffer(bytes: pattern(150)))
        #expect(folder.space.total == 0)
    }

    @Test func aDiskThatFillsWhileBytesComeEndsTheIntakeAndLeavesNothing() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(reserveBytes: 1000, disk: watched.disk)
        let intake = try folder.receive(expectedBytes: nil, limit: .max)
        let piece = ByteBuffer(bytes: [UInt8](repeating: 1, count: 1 << 20))
        // Two looks at the space are at most 8 MiB apart.
        try await intake.write(piece)
        watched.free = 1000
        var taken = 1
        await #expect(throws: BlobFailure.noSpace) {
            while taken <= 9 {
                try await intake.write(piece)
                taken += 1
            }
        }
        #expect(taken == 8)
        #expect(try home.files(under: "incoming") == [])
    }

    @Test func aDiskThatSaysThatItIsFullIsBelieved() throws {
        let full = open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        defer { close(full) }
        #expect(throws: BlobFailure.noSpace) {
            try [UInt8](repeating: 1, count: 10).withUnsafeBytes { try Disk.write($0, to: full) }
        }
    }

    @Test func theFirstBytesAreRefusedWhenOthersTookTheRoomMeanwhile() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(disk: watched.disk)
        watched.free = 100
        let intake = try folder.receive(expectedBytes: 100, limit: 100)
        watched.free = 99
        await #expect(throws: BlobFailure.noSpace) { try await intake.write(ByteBuffer(bytes: pattern(100))) }
        watched.free = 100
        let again = try folder.receive(expectedBytes: 100, limit: 100)
        try await again.write(ByteBuffer(bytes: pattern(100)))
    }
}
