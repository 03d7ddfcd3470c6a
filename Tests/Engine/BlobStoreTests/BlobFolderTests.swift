import Foundation
import Multiformats
import NIOCore
import NIOPosix
import Testing

@testable import BlobStore

@Suite struct BlobFolderTests {
    private let nothing = CID(codec: .raw, multihash: Multihash(hashing: Array("nobody has this".utf8)))

    @Test func blobsOutliveTheProcess() async throws {
        let home = try TemporaryFolder()
        let blob = try await home.open().receive(pattern(2000))
        let folder = try home.open()
        #expect(folder.path(of: blob.cid) == blob.path)
        #expect(try await folder.bytes(of: blob) == pattern(2000))
    }

    @Test func aNewFolderIsMadeWithItsParentsAndAnOldOneIsClosedToOthers() throws {
        let home = try TemporaryFolder()
        let root = "\(home.path)/deep/er"
        _ = try BlobFolder(root: root, threads: .singleton)
        #expect(try mode(root) == 0o700)
        for path in [root, "\(root)/blobs", "\(root)/blobs/ae", "\(root)/incoming"] {
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        _ = try BlobFolder(root: root, threads: .singleton)
        for path in [root, "\(root)/blobs", "\(root)/blobs/ae", "\(root)/incoming"] {
            #expect(try mode(path) == 0o700)
        }
    }

    @Test func aFileOrALinkInPlaceOfAFolderIsRefused() throws {
        let home = try TemporaryFolder()
        let file = try home.write([], to: "blobs")
        #expect(throws: BlobFailure.system(ENOTDIR)) { try home.open() }
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/tmp")
        #expect(throws: BlobFailure.system(ENOTDIR)) { try home.open() }
    }

    @Test func aBlobIsReadInParts() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let open = try folder.open(try await folder.receive(pattern(1000)).cid)
        #expect(open.bytes == 1000)
        func read(_ offset: Int64, _ count: Int) async throws -> [UInt8] {
            Array(try await open.read(at: offset, atMost: count, threads: .singleton).readableBytesView)
        }
        #expect(try await read(0, 10) == pattern(10))
        #expect(try await read(990, 100) == Array(pattern(1000).suffix(10)))
        #expect(try await read(1000, 1) == [])
        #expect(try await read(.max, 1) == [])
    }

    @Test func anOpenBlobIsReadableAfterItsRemoval() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let blob = try await folder.receive(pattern(1000))
        let open = try folder.open(blob.cid)
        try await folder.remove(blob.cid)
        try await folder.remove(blob.cid)
        #expect(folder.path(of: blob.cid) == nil)
        #expect(throws: BlobFailure.notHere) { try folder.open(blob.cid) }
        #expect(try await open.read(at: 0, atMost: 1000, threads: .singleton).readableBytes == 1000)
    }

    @Test func aBlobThatIsNotHereIsSaidSo() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        #expect(folder.path(of: nothing) == nil)
        #expect(throws: BlobFailure.notHere) { try folder.open(nothing) }
        await #expect(throws: BlobFailure.notHere) { try await folder.verify(nothing) }
        try await folder.remove(nothing)
    }

    @Test func verifyingFindsOneChangedBit() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let bytes = pattern(9 << 20)
        let blob = try await folder.receive(bytes, inPiecesOf: 1 << 20)
        #expect(try await folder.verify(blob.cid))
        let file = try #require(FileHandle(forUpdatingAtPath: blob.path))
        try file.seek(toOffset: UInt64(bytes.count - 1))
        try file.write(contentsOf: [bytes[bytes.count - 1] ^ 1])
        try file.close()
        #expect(try await !folder.verify(blob.cid))
    }

    @Test func bytesThatComeAgainHealABlobThatWasCut() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let blob = try await folder.receive(pattern(5000))
        #expect(truncate(blob.path, 4999) == 0)
        #expect(try await !folder.verify(blob.cid))
        let again = try await folder.receive(pattern(5000))
        #expect(!again.isDuplicate)
        #expect(try await folder.verify(blob.cid))
        #expect(try home.files(under: "incoming") == [])
    }

    @Test func failuresAreReadableInALog() {
        #expect("\(BlobFailure.system(EROFS))" == "Read-only file system (30)")
        #expect("\(BlobFailure.noSpace)" == "no space left beside the reserve")
    }

    // MARK: Adopting

    @Test func aFileMadeHereMovesIn() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let file = try home.write(pattern(300_000), to: "cover.webp")
        #expect(chmod(file, 0o644) == 0)
        let blob = try await folder.adopt(file: file)
        #expect(!blob.isDuplicate && blob.bytes == 300_000)
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(try mode(blob.path) == 0o600)
        #expect(try await folder.receive(pattern(300_000)).cid == blob.cid)
    }

    @Test func aFileWhoseBytesAreHereIsOnlyRemoved() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let first = try await folder.receive(pattern(300))
        let file = try home.write(pattern(300), to: "again")
        let blob = try await folder.adopt(file: file)
        #expect(blob.isDuplicate && blob.path == first.path)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func whatIsNotARegularFileIsNotAdopted() async throws {
        let home = try TemporaryFolder()
        let folder = try home.open()
        let file = try home.write([1], to: "file")
        try FileManager.default.createSymbolicLink(atPath: "\(home.path)/link", withDestinationPath: file)
        #expect(mkfifo("\(home.path)/pipe", 0o600) == 0)
        for name in ["missing", "link", "pipe", "incoming", "file/under"] {
            await #expect(throws: BlobFailure.notHere) { try await folder.adopt(file: "\(home.path)/\(name)") }
        }
        #expect(try home.files(under: "blobs") == [])
        #expect(FileManager.default.fileExists(atPath: file))
    }

    @Test func aFileOnAnotherDiskIsCopied() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(disk: watched.disk)
        let bytes = pattern(3 << 20)
        let file = try home.write(bytes, to: "made")
        watched.refuseLinks(from: file)
        let blob = try await folder.adopt(file: file)
        #expect(try await folder.bytes(of: blob) == bytes)
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(try home.files(under: "incoming") == [])
        #expect(folder.space.total == 0)
    }

    @Test func aFileOnAnotherDiskStaysThereWhenThereIsNoRoom() async throws {
        let home = try TemporaryFolder()
        let watched = WatchedDisk()
        let folder = try home.open(reserveBytes: 1000, disk: watched.disk)
        let file = try home.write(pattern(500), to: "made")
        watched.refuseLinks(from: file)
        watched.free = 1499
        await #expect(throws: BlobFailure.noSpace) { try await folder.adopt(file: file) }
        #expect(FileManager.default.fileExists(atPath: file))
        watched.free = 1500
        #expect(try await folder.adopt(file: file).bytes == 500)
    }

    @Test func nothingIsTakenWhenThePoolHasStopped() async throws {
        let home = try TemporaryFolder()
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        let folder = try BlobFolder(root: home.path, reserveBytes: 0, threads: threads)
        let intake = try folder.receive(expectedBytes: 1, limit: 1)
        try await threads.shutdownGracefully()
        await #expect(throws: NIOThreadPoolError.ThreadPoolInactive.self) {
            try await intake.write(ByteBuffer(bytes: [1]))
        }
        await intake.discard()
        #expect(try home.files(under: "incoming") == [])
        #expect(folder.space.total == 0)
    }
}
