import BlobStore
import Foundation
import Multiformats
import NIOCore
import Testing

@Suite struct BlobIntakeTests {
    @Test func receivedBytesStandUnderTheNameThatTheyGive() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        // The name that Kubo gives to these bytes; more than four chunks.
        let name = "bafybeig7rd7v2ygpkiiyu3kzsojmrj3ujtinivk7fxid5p33t6kdewzvsm"
        let blob = try await folder.receive(pattern(1_048_577), inPiecesOf: 77_777)
        #expect(blob.cid.description == name)
        #expect(blob.bytes == 1_048_577)
        #expect(!blob.isDuplicate)
        #expect(blob.path == "\(home.path)/blobs/sm/\(name)")
        #expect(folder.path(of: blob.cid) == blob.path)
        #expect(try await folder.bytes(of: blob) == pattern(1_048_577))
        #expect(try home.files(under: "incoming") == [])
    }

    @Test func anEmptyFileIsABlobToo() async throws {
        let home = try TemporaryFolder()
        let blob = try await home.open().receive(expectedBytes: nil, limit: 0).keep()
        #expect(blob.cid.description == "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku")
        #expect(blob.bytes == 0)
    }

    @Test func onlyTheBoxMayReadFilesAndFolders() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let intake = try folder.receive(expectedBytes: nil, limit: 100)
        #expect(try mode(intake.temporaryPath) == 0o600)
        try await intake.write(ByteBuffer(bytes: [1]))
        let blob = try await intake.keep()
        #expect(try mode(blob.path) == 0o600)
        for part in ["", "/incoming", "/blobs", "/blobs/\(blob.cid.description.suffix(2))"] {
            #expect(try mode(home.path + part) == 0o700)
        }
    }

    @Test func bytesCanBeLookedAtAfterEveryWrite() async throws {
        let home = try TemporaryFolder()
        let intake = try home.open().receive(expectedBytes: nil, limit: 100)
        for count in 1...3 {
            try await intake.write(ByteBuffer(bytes: [UInt8(count)]))
            let seen = try Data(contentsOf: URL(fileURLWithPath: intake.temporaryPath))
            #expect(Array(seen) == Array(1...UInt8(count)))
        }
    }

    @Test func theSameBytesAreKeptOnce() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let first = try await folder.receive(pattern(5000))
        let second = try await folder.receive(pattern(5000))
        #expect(second.isDuplicate)
        #expect(second.path == first.path && second.cid == first.cid && second.bytes == 5000)
        #expect(try home.files(under: "blobs").count == 1)
        #expect(try home.files(under: "incoming") == [])
    }

    @Test func ofManyWhoKeepTheSameBytesAtOnceOneIsTheFirst() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let blobs = try await withThrowingTaskGroup(of: StoredBlob.self) { group in
            for _ in 0..<8 { group.addTask { try await folder.receive(pattern(3000)) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(blobs.count { !$0.isDuplicate } == 1)
        #expect(try home.files(under: "blobs").count == 1)
        #expect(try home.files(under: "incoming") == [])
    }

    @Test func bytesUpToTheLimitAreTakenAndOneMoreIsRefused() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        #expect(try await folder.receive(expectedBytes: 10, limit: 10).keep().bytes == 0)
        #expect(throws: BlobFailure.tooLarge) { try folder.receive(expectedBytes: 11, limit: 10) }
        let intake = try folder.receive(expectedBytes: nil, limit: 10)
        try await intake.write(ByteBuffer(bytes: pattern(4)))
        try await intake.write(ByteBuffer(bytes: pattern(6)))
        await #expect(throws: BlobFailure.tooLarge) { try await intake.write(ByteBuffer(bytes: [0])) }
        await #expect(throws: BlobFailure.closed) { try await intake.write(ByteBuffer()) }
        await #expect(throws: BlobFailure.closed) { try await intake.keep() }
        #expect(try home.files(under: "incoming") == [])
    }

    @Test func moreThanAnnouncedMayComeAndFewer() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        for count in [3, 5, 9] {
            let intake = try folder.receive(expectedBytes: 5, limit: 9)
            try await intake.write(ByteBuffer(bytes: pattern(count)))
            #expect(try await intake.keep().bytes == Int64(count))
        }
    }

    @Test func anAnnouncedLengthBelowZeroCountsAsNone() async throws {
        let home = try TemporaryFolder()
        let intake = try home.open().receive(expectedBytes: .min, limit: 10)
        try await intake.write(ByteBuffer(bytes: pattern(10)))
        #expect(try await intake.keep().bytes == 10)
    }

    @Test func discardedBytesAreGone() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let intake = try folder.receive(expectedBytes: nil, limit: 100)
        try await intake.write(ByteBuffer(bytes: [1]))
        await intake.discard()
        await intake.discard()
        #expect(try home.files(under: "incoming") == [])
        await #expect(throws: BlobFailure.closed) { try await intake.keep() }
        await #expect(throws: BlobFailure.closed) { try await intake.write(ByteBuffer(bytes: [2])) }
    }

    @Test func discardingAfterKeepingKeeps() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let intake = try folder.receive(expectedBytes: nil, limit: 100)
        let blob = try await intake.keep()
        await intake.discard()
        #expect(folder.path(of: blob.cid) != nil)
        await #expect(throws: BlobFailure.closed) { try await intake.keep() }
    }

    @Test func anIntakeThatIsDroppedLeavesNothing() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        do {
            let intake = try folder.receive(expectedBytes: nil, limit: 100)
            try await intake.write(ByteBuffer(bytes: [1]))
            #expect(try home.files(under: "incoming").count == 1)
        }
        #expect(try home.files(under: "incoming") == [])
    }

    @Test func aCancelledUploadCanStillBeDiscarded() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let upload = Task {
            let intake = try folder.receive(expectedBytes: nil, limit: 100)
            withUnsafeCurrentTask { $0?.cancel() }
            do {
                try await intake.write(ByteBuffer(bytes: [1]))
            } catch {
                await intake.discard()
                throw error
            }
        }
        await #expect(throws: CancellationError.self) { try await upload.value }
        #expect(try home.files(under: "incoming") == [])
    }
}
