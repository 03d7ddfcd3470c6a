internal import Cryptography

/// Seals bytes as they come, in memory of one frame.
///
/// One caller uses it, in order; what it writes is whole only after `finish`.
final class SealedWriter {
    typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    private let sink: Sink
    private var cipher: AES256GCM
    private var frame: UInt64 = 0
    private var pending: [UInt8] = []

    /// Writes the header.
    ///
    /// - Throws: `SealFailure.badRecipients`, and what the sink throws.
    init(for recipients: [SealRecipient], sink: @escaping Sink) throws {
        let fileKey = SecureRandom.bytes(SealedFormat.fileKeyBytes)
        let header = try SealedHeader.seal(fileKey: fileKey, for: recipients)
        self.sink = sink
        cipher = AES256GCM(key: SealedFormat.payloadKey(fileKey, salt: header.salt))
        pending.reserveCapacity(SealedFormat.frameBytes)
        try header.bytes.withUnsafeBytes(sink)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            // A full frame is closed only when more follows, so that the last one is empty only in an empty file.
            if pending.count == SealedFormat.frameBytes { try close(isLast: false) }
            let part = rest.prefix(SealedFormat.frameBytes - pending.count)
            pending.append(contentsOf: part)
            rest = rest.dropFirst(part.count)
        }
    }

    func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Writes the last frame.
    func finish() throws {
        try close(isLast: true)
    }

    private func close(isLast: Bool) throws {
        let nonce = SealedFormat.nonce(frame: frame, isLast: isLast)
        let sealed = pending.withUnsafeBytes { cipher.seal($0, nonce: nonce) }
        try sealed.withUnsafeBytes(sink)
        frame += 1
        pending.removeAll(keepingCapacity: true)
    }
}
