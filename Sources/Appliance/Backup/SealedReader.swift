internal import Cryptography

/// Opens sealed bytes as they come, in memory of one frame; gives out only what was found authentic.
///
/// One caller uses it, in order. The whole is authentic when `read` has returned 0.
final class SealedReader {
    /// Fills a part of the buffer and says how much; 0 only at the end.
    typealias Source = (UnsafeMutableRawBufferPointer) throws -> Int

    private let source: Source
    private var cipher: AES256GCM
    private var frame: UInt64 = 0
    /// One sealed frame, and one byte of the next by which it is known not to be the last.
    private var sealed: [UInt8]
    private var held = 0
    private var opened: [UInt8] = []
    private var given = 0
    private var isAtEnd = false

    /// Reads the header.
    ///
    /// - Throws: `SealFailure`, and what the source throws.
    init(opener: SealOpener, source: @escaping Source) throws {
        let (header, covered) = try SealedHeader.read { count in
            var bytes = [UInt8](repeating: 0, count: count)
            let filled = try bytes.withUnsafeMutableBytes { try SealedReader.fill($0, from: source) }
            guard filled == count else { throw SealFailure.malformedHeader }
            return bytes
        }
        let fileKey = try header.fileKey(for: opener, covered: covered)
        self.source = source
        cipher = AES256GCM(key: SealedFormat.payloadKey(fileKey, salt: header.payloadSalt))
        sealed = [UInt8](repeating: 0, count: SealedFormat.sealedFrameBytes + 1)
    }

    /// Fills a part of the buffer with the next bytes; 0 at the end, which was checked then.
    ///
    /// - Throws: `SealFailure.frameDamaged`, `.truncated`, `.lengthened`, and what the source throws.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !buffer.isEmpty else { return 0 }
        if given == opened.count {
            guard !isAtEnd else { return 0 }
            try openNext()
        }
        let part = opened[given...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        given += part.count
        return part.count
    }

    private func openNext() throws {
        held += try sealed.withUnsafeMutableBytes {
            try Self.fill(UnsafeMutableRawBufferPointer(rebasing: $0[held...]), from: source)
        }
        let isLast = held <= SealedFormat.sealedFrameBytes
        let size = min(held, SealedFormat.sealedFrameBytes)
        guard size >= AES256GCM.tagBytes else { throw SealFailure.truncated(frame) }
        guard let message = open(size, isLast: isLast) else {
            // The frame may be whole and only not where it says that it is.
            guard open(size, isLast: !isLast) != nil else { throw SealFailure.frameDamaged(frame) }
            throw isLast ? SealFailure.truncated(frame + 1) : SealFailure.lengthened
        }
        guard !message.isEmpty || frame == 0 else { throw SealFailure.frameDamaged(frame) }
        opened = message
        given = 0
        isAtEnd = isLast
        frame += 1
        if !isLast { sealed[0] = sealed[SealedFormat.sealedFrameBytes] }
        held = isLast ? 0 : 1
    }

    private func open(_ size: Int, isLast: Bool) -> [UInt8]? {
        let nonce = SealedFormat.nonce(frame: frame, isLast: isLast)
        do {
            return try sealed.withUnsafeBytes {
                try cipher.open(UnsafeRawBufferPointer(rebasing: $0[..<size]), nonce: nonce)
            }
        } catch {
            return nil
        }
    }

    /// Fills the whole buffer unless the source ends.
    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, from source: Source) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = try source(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            if count == 0 { break }
            filled += count
        }
        return filled
    }
}
