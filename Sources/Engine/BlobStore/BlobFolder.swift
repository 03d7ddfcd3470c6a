import Foundation
package import Multiformats
import NIOCore
package import NIOPosix

// BlobStore: every file of the box by the name that its bytes give it.
//
// Purpose. Bytes stream into `incoming/` and are hashed on the way; a file is kept by linking it to the place that its
// CID names, after its bytes are on disk and before anybody is told. The same bytes are kept once. A kill at any
// instruction leaves whole blobs, and at most garbage in `incoming/` that the next start removes.
//
// Layout. `incoming/<draft>` and `blobs/<last two characters>/<cid>`: a CID's first characters are always the same. All
// folders are 0700 and all files 0600.
//
// Limits. Every intake has a limit in bytes. A reserve of the disk is never used, so that the database can write when
// uploads have filled the rest; what running intakes have announced counts as used. One process opens a folder. All
// reading and writing happens on the thread pool that is given, in steps of at most 8 MiB.
//
// Callers. Catalog. Which blobs are still wanted, and for what, callers know: nothing is removed by itself.

/// A folder of blobs, private to the account of the box.
package struct BlobFolder: Sendable {
    /// 256 MiB.
    package static let defaultReserveBytes: Int64 = 256 << 20

    let root: String
    let reserveBytes: Int64
    let threads: NIOThreadPool
    let disk: Disk
    let space = SpaceBook()

    var incoming: String { "\(root)/incoming" }
    private var blobs: String { "\(root)/blobs" }

    /// Opens the folder, making it when it is not there, and removes what an earlier run left half-received.
    ///
    /// - Parameters:
    ///   - reserveBytes: bytes of the disk that intakes leave free.
    ///   - threads: a started pool on which everything that waits for the disk runs.
    /// - Throws: `BlobFailure.system` when the folder cannot be made or is not a folder.
    package init(
        root: String, reserveBytes: Int64 = BlobFolder.defaultReserveBytes, threads: NIOThreadPool
    ) throws {
        try self.init(root: root, reserveBytes: reserveBytes, threads: threads, disk: Disk())
    }

    init(root: String, reserveBytes: Int64, threads: NIOThreadPool, disk: Disk) throws {
        self.root = root
        self.reserveBytes = reserveBytes
        self.threads = threads
        self.disk = disk
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Disk.makeFolder(root)
        try Disk.makeFolder(incoming)
        try Disk.makeFolder(blobs)
        // All 256 places are made now, so that keeping a file never has to wait for a new folder to be on disk.
        for ending in CID.endings { try Disk.makeFolder("\(blobs)/\(ending)") }
        for name in try FileManager.default.contentsOfDirectory(atPath: incoming) {
            try FileManager.default.removeItem(atPath: "\(incoming)/\(name)")
        }
        for folder in [blobs, incoming, root] { try disk.synchronize(folder: folder) }
    }

    /// Begins to receive one file.
    ///
    /// - Parameters:
    ///   - expectedBytes: the length that was announced, if any. It is set aside at once; more or fewer may come.
    ///   - limit: the most bytes that are taken.
    /// - Throws: `BlobFailure.tooLarge` or `.noSpace` at once when the announced length says so.
    package func receive(expectedBytes: Int64?, limit: Int64) throws -> BlobIntake {
        let announced = max(0, expectedBytes ?? 0)
        guard announced <= limit else { throw BlobFailure.tooLarge }
        // Of an unknown length at least one byte must fit.
        try space.announce(announced, least: expectedBytes == nil ? 1 : 0, within: usableBytes())
        do {
            return try BlobIntake(folder: self, announced: announced, limit: limit)
        } catch {
            space.settle(announced)
            throw error
        }
    }

    /// Keeps a file that was made on this machine, as transcodes and covers are: hashes it and moves it.
    ///
    /// The file is gone from its path when this returns, also when its bytes were here already; on failure it stays.
    /// Nobody may be writing to it. From another disk it is copied, within the reserve.
    ///
    /// - Throws: `BlobFailure.notHere` if there is no such regular file, `.noSpace`, `.system`.
    package func adopt(file path: String) async throws -> StoredBlob {
        let file = try await onDisk { try HashedFile(path: path) }
        while try await onDisk({ try file.step() }) { try Task.checkCancellation() }
        let hashed = file.result()
        do {
            return try await onDisk { [self] in
                try file.synchronize(disk)
                return try place(path, cid: hashed.cid, bytes: hashed.bytes)
            }
        } catch BlobFailure.system(EXDEV) {
            return try await copy(path, bytes: hashed.bytes)
        }
    }

    /// The path of a blob's bytes, nil if they are not here.
    package func path(of cid: CID) -> String? {
        let path = place(of: cid)
        return Disk.size(path) == nil ? nil : path
    }

    /// Opens a blob for reading; it stays readable when it is removed meanwhile.
    ///
    /// - Throws: `BlobFailure.notHere`, `.system`.
    package func open(_ cid: CID) throws -> OpenBlob {
        try OpenBlob(path: place(of: cid))
    }

    /// Removes a blob; nothing happens if it is not here.
    ///
    /// The caller knows that nobody keeps the same bytes at this moment: a duplicate that was just kept would be lost.
    package func remove(_ cid: CID) async throws {
        try await onDisk { [self] in try disk.erase(place(of: cid)) }
    }

    /// Reads a blob again; false if its bytes are no longer what its name says.
    ///
    /// - Throws: `BlobFailure.notHere`, `.system` when the disk cannot read it.
    package func verify(_ cid: CID) async throws -> Bool {
        let file = try await onDisk { [self] in try HashedFile(path: place(of: cid)) }
        while try await onDisk({ try file.step() }) { try Task.checkCancellation() }
        return file.result().cid == cid
    }

    /// Bytes that the disk has free for this account, the reserve included.
    package func freeBytes() throws -> Int64 {
        try disk.freeBytes(root)
    }

    func usableBytes() throws -> Int64 {
        let (usable, overflow) = try freeBytes().subtractingReportingOverflow(reserveBytes)
        return overflow ? 0 : usable
    }

    /// Where a blob is or would be.
    func place(of cid: CID) -> String {
        "\(place(ending: cid.ending))/\(cid)"
    }

    private func place(ending: String) -> String { "\(blobs)/\(ending)" }

    /// Gives a whole and synchronised file its name, and synchronises the name.
    ///
    /// The name is given without replacing, so that of two who keep the same bytes one is the duplicate. A file of
    /// another length under the name was damaged by something else and is replaced. Blocks.
    func place(_ draft: String, cid: CID, bytes: Int64) throws -> StoredBlob {
        let path = place(of: cid)
        var isDuplicate = try !disk.link(draft, to: path)
        if isDuplicate, Disk.size(path) != bytes {
            try disk.replace(path, with: draft)
            isDuplicate = false
        }
        try disk.synchronize(folder: place(ending: cid.ending))
        try disk.erase(draft)
        try disk.synchronize(folder: incoming)
        return StoredBlob(cid: cid, bytes: bytes, path: path, isDuplicate: isDuplicate)
    }

    private func copy(_ path: String, bytes: Int64) async throws -> StoredBlob {
        let source = try await onDisk { try OpenBlob(path: path) }
        let intake = try receive(expectedBytes: bytes, limit: bytes)
        do {
            var offset: Int64 = 0
            while offset < bytes {
                let part = try await source.read(at: offset, atMost: 1 << 20, threads: threads)
                guard part.readableBytes > 0 else { throw BlobFailure.notHere }
                offset += Int64(part.readableBytes)
                try await intake.write(part)
            }
            let blob = try await intake.keep()
            try await onDisk { [self] in try disk.erase(path) }
            return blob
        } catch {
            await intake.discard()
            throw error
        }
    }

    func onDisk<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await threads.runToItsEnd(work)
    }
}
