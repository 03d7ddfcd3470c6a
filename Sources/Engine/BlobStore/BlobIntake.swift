import Cryptography
import Glibc
import Multiformats
package import NIOCore
import NIOPosix
import Synchronization

/// One file on its way in: written and hashed as it comes, then kept or discarded.
///
/// One task uses it, in order. An intake that fails, or that is dropped without being kept, leaves nothing behind.
package final class BlobIntake: Sendable {
    /// How many bytes may come between two looks at the free space.
    private static let lookEvery: Int64 = 8 << 20

    private struct State: ~Copyable {
        var draft: Draft?
        var bytes: Int64 = 0
        /// Announced and not yet written.
        var outstanding: Int64
        /// The length from which the free space is looked at again.
        var nextLook: Int64 = 0
    }

    /// Where the bytes are until they are kept, so that they can be looked at before; complete after every `write`.
    package let temporaryPath: String

    private let folder: BlobFolder
    private let limit: Int64
    private let state: Mutex<State>

    init(folder: BlobFolder, announced: Int64, limit: Int64) throws {
        self.folder = folder
        self.limit = limit
        temporaryPath = "\(folder.incoming)/\(Base32.encode(SecureRandom.bytes(20)))"
        state = Mutex(State(draft: Draft(descriptor: try Disk.makeFile(temporaryPath)), outstanding: announced))
    }

    deinit { end() }

    /// Adds bytes; they are in the file and in the hash when this returns.
    ///
    /// - Throws: `BlobFailure.tooLarge` beyond the limit, `.noSpace` when the reserve of the disk would be touched,
    ///   `.closed` after any failure; `CancellationError`.
    package func write(_ part: ByteBuffer) async throws {
        try Task.checkCancellation()
        try await folder.onDisk { [self] in
            do {
                try append(part)
            } catch {
                end()
                throw error
            }
        }
    }

    /// Makes it a blob: its bytes and its name are on disk when this returns.
    ///
    /// - Throws: `BlobFailure.closed`, `.noSpace`, `.system`; then nothing is left of it. `CancellationError`.
    package func keep() async throws -> StoredBlob {
        try Task.checkCancellation()
        return try await folder.onDisk { [self] in
            try state.withLock { state in
                guard let draft = state.draft.take() else { throw BlobFailure.closed }
                folder.space.settle(state.outstanding)
                do {
                    try folder.disk.synchronize(draft.file.descriptor, of: temporaryPath)
                    return try folder.place(temporaryPath, cid: draft.hasher.finalize(), bytes: state.bytes)
                } catch {
                    folder.disk.abandon(temporaryPath)
                    throw error
                }
            }
        }
    }

    /// Throws the bytes away. Repeatable, and harmless after `keep`.
    package func discard() async {
        await withCheckedContinuation { continuation in
            // Also runs, at once, when the pool has stopped.
            folder.threads.submit { [self] _ in
                end()
                continuation.resume()
            }
        }
    }

    private func append(_ part: ByteBuffer) throws {
        try state.withLock { state in
            guard state.draft != nil else { throw BlobFailure.closed }
            let count = Int64(part.readableBytes)
            guard count <= limit - state.bytes else { throw BlobFailure.tooLarge }
            if state.bytes + count > state.nextLook {
                let others = folder.space.total - state.outstanding
                guard count <= (try folder.usableBytes()) - others else { throw BlobFailure.noSpace }
                state.nextLook = state.bytes + Self.lookEvery
            }
            try state.draft?.append(part)
            state.bytes += count
            let settled = min(count, state.outstanding)
            state.outstanding -= settled
            folder.space.settle(settled)
        }
    }

    /// Closes the file, removes it and gives announced bytes back; does nothing the second time or after `keep`.
    private func end() {
        state.withLock { state in
            guard state.draft.take() != nil else { return }
            folder.space.settle(state.outstanding)
            folder.disk.abandon(temporaryPath)
        }
    }
}

/// The open file of an intake and its running hash.
private struct Draft: ~Copyable {
    let file: OpenFile
    var hasher = UnixFSHasher()

    init(descriptor: Int32) { file = OpenFile(descriptor: descriptor) }

    mutating func append(_ part: ByteBuffer) throws {
        try part.withUnsafeReadableBytes { bytes in
            hasher.update(bytes)
            try Disk.write(bytes, to: file.descriptor)
        }
    }
}

/// A descriptor that is closed when its owner goes.
private struct OpenFile: ~Copyable {
    let descriptor: Int32

    deinit { close(descriptor) }
}
