internal import Cryptography

/// Which sealed blobs a snapshot needs, for a box that cannot open its own snapshots: the letters SBXNAMES, a format
/// byte 1, the names of 20 bytes each in ascending order, and the box's code of 32 bytes over all before it.
enum BlobReferences {
    private static let magic = Array("SBXNAMES".utf8) + [1]
    /// Ten million names.
    static let maximumBytes = 200 << 20

    static func encode(_ names: some Sequence<BlobName>, key: BackupKey) -> [UInt8] {
        var bytes = magic
        for name in names.sorted() { bytes += name.bytes }
        return bytes + key.code(ofReferences: bytes)
    }

    /// Nil unless this box wrote exactly these bytes.
    static func decode(_ bytes: [UInt8], key: BackupKey) -> [BlobName]? {
        let content = bytes.dropLast(SHA256.byteCount)
        guard bytes.count >= magic.count + SHA256.byteCount, content.starts(with: magic),
            (content.count - magic.count).isMultiple(of: BlobName.byteCount),
            constantTimeEqual(key.code(ofReferences: Array(content)), Array(bytes.suffix(SHA256.byteCount)))
        else { return nil }
        return stride(from: magic.count, to: content.count, by: BlobName.byteCount).map {
            BlobName(bytes: Array(content[$0..<$0 + BlobName.byteCount]))
        }
    }
}
