internal import Multiformats

// What a snapshot holds, inside of its sealed file. Numbers are big-endian.
//
//     bytes   what
//     8       SBXSNAP and the format, 1
//     25      the snapshot's name, so that a file under another name is noticed
//     1, …    length of the box's name, and the name
//     8       number of blobs, then for each, in ascending order of the first field:
//     36, 8     CID in binary form, length of the blob in bytes
//     4       number of small files, then for each:
//     2, …      length of its name, and the name
//     8, …      length of its bytes, and the bytes
//     3       END
enum SnapshotFormat {
    static let start = Array("SBXSNAP".utf8) + [1]
    static let end = Array("END".utf8)
    static let nameBytes = 25
    static let cidBytes = 36
    static let maximumBlobs: UInt64 = 10_000_000
    static let maximumFiles: UInt64 = 10_000
    /// 1 PiB: no sum of lengths passes 2^63 before a disk is full.
    static let maximumBytes: UInt64 = 1 << 50

    static func number(_ value: UInt64, bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (bytes - 1 - $0))) }
    }

    /// Bytes of a snapshot's content beside those of its files.
    static func overheadBytes(blobs: Int, files: Int) -> Int64 {
        Int64(128 + blobs * (cidBytes + 8) + files * (EntryName.maximumBytes + 10))
    }
}

/// A blob that a snapshot needs.
struct SnapshotBlob: Equatable, Sendable {
    let cid: CID
    let bytes: Int64
}

/// Writes the content of a snapshot, part by part and in order.
struct SnapshotWriter {
    private let sink: ([UInt8]) throws -> Void

    /// Writes everything before the files.
    ///
    /// - Parameter blobs: each once, in any order.
    init(
        name: SnapshotName, box: String, blobs: [SnapshotBlob], files: Int, sink: @escaping ([UInt8]) throws -> Void
    ) throws {
        self.sink = sink
        let box = Array(box.utf8)
        try sink(SnapshotFormat.start + Array(name.text.utf8) + [UInt8(box.count)] + box)
        try sink(SnapshotFormat.number(UInt64(blobs.count), bytes: 8))
        let ascending = blobs.map { ($0.cid.bytes, $0.bytes) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
        for (cid, bytes) in ascending { try sink(cid + SnapshotFormat.number(UInt64(bytes), bytes: 8)) }
        try sink(SnapshotFormat.number(UInt64(files), bytes: 4))
    }

    /// Begins a file; its bytes follow directly into the sink.
    func begin(file name: String, bytes: Int64) throws {
        let text = Array(name.utf8)
        try sink(
            SnapshotFormat.number(UInt64(text.count), bytes: 2) + text
                + SnapshotFormat.number(UInt64(bytes), bytes: 8))
    }

    func finish() throws { try sink(SnapshotFormat.end) }
}
