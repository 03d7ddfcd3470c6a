internal import Multiformats

/// Authentic bytes that are no snapshot: written by another version, or by a fault.
struct MalformedSnapshot: Error, Equatable {}

/// Reads the content of a snapshot, part by part and in order. Strict: each content has one form.
final class SnapshotReader {
    struct File: Equatable {
        let name: String
        let bytes: Int64
    }

    let name: SnapshotName
    let box: String
    /// In ascending order of their CIDs.
    let blobs: [SnapshotBlob]
    private let source: SealedReader.Source
    private var filesLeft: UInt64
    private var names: [String] = []
    /// Bytes of the file that is being read.
    private var left: Int64 = 0

    /// Reads everything before the files.
    ///
    /// - Throws: `MalformedSnapshot`, and what the source throws.
    init(source: @escaping SealedReader.Source) throws {
        guard try Self.take(SnapshotFormat.start.count, source) == SnapshotFormat.start else {
            throw MalformedSnapshot()
        }
        let text = String(decoding: try Self.take(SnapshotFormat.nameBytes, source), as: UTF8.self)
        guard let name = SnapshotName(text: text) else { throw MalformedSnapshot() }
        let boxBytes = Int(try Self.number(1, source))
        let box = String(decoding: try Self.take(boxBytes, source), as: UTF8.self)
        guard BackupMarker.isAllowed(box: box) else { throw MalformedSnapshot() }
        let count = try Self.number(8, source)
        guard count <= SnapshotFormat.maximumBlobs else { throw MalformedSnapshot() }
        var blobs: [SnapshotBlob] = []
        var last: [UInt8] = []
        for _ in 0..<count {
            let bytes = try Self.take(SnapshotFormat.cidBytes, source)
            guard last.lexicographicallyPrecedes(bytes) else { throw MalformedSnapshot() }
            last = bytes
            blobs.append(SnapshotBlob(cid: try Self.cid(bytes), bytes: try Self.length(source)))
        }
        filesLeft = try Self.number(4, source)
        guard filesLeft <= SnapshotFormat.maximumFiles else { throw MalformedSnapshot() }
        self.name = name
        self.box = box
        self.blobs = blobs
        self.source = source
    }

    /// The next file, after all bytes of the last one were read; nil when the whole snapshot was read and found good.
    func nextFile() throws -> File? {
        precondition(left == 0, "a file is read to its end before the next")
        guard filesLeft > 0 else {
            var byte: UInt8 = 0
            guard try Self.take(SnapshotFormat.end.count, source) == SnapshotFormat.end,
                try withUnsafeMutableBytes(of: &byte, { try source($0) }) == 0
            else { throw MalformedSnapshot() }
            return nil
        }
        filesLeft -= 1
        let length = Int(try Self.number(2, source))
        guard length <= EntryName.maximumBytes else { throw MalformedSnapshot() }
        let name = String(decoding: try Self.take(length, source), as: UTF8.self)
        names.append(name)
        guard EntryName.isAllowed(name) else { throw MalformedSnapshot() }
        if filesLeft == 0, EntryName.clash(in: names) != nil { throw MalformedSnapshot() }
        let file = File(name: name, bytes: try Self.length(source))
        left = file.bytes
        return file
    }

    /// Fills a part of the buffer with bytes of the file; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard left > 0, !buffer.isEmpty else { return 0 }
        let wanted = Int(min(Int64(buffer.count), left))
        let count = try source(UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        guard count > 0 else { throw MalformedSnapshot() }
        left -= Int64(count)
        return count
    }

    private static func cid(_ bytes: [UInt8]) throws -> CID {
        do { return try CID(bytes: bytes) } catch { throw MalformedSnapshot() }
    }

    private static func length(_ source: SealedReader.Source) throws -> Int64 {
        let length = try number(8, source)
        guard length <= SnapshotFormat.maximumBytes else { throw MalformedSnapshot() }
        return Int64(length)
    }

    private static func number(_ bytes: Int, _ source: SealedReader.Source) throws -> UInt64 {
        try take(bytes, source).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func take(_ count: Int, _ source: SealedReader.Source) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let part = try bytes.withUnsafeMutableBytes {
                try source(UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
            }
            guard part > 0 else { throw MalformedSnapshot() }
            filled += part
        }
        return bytes
    }
}
