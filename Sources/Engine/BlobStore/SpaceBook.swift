import Synchronization

/// What running intakes have announced and not yet written: bytes that the disk still calls free.
///
/// Without it two uploads that fit one by one but not together would both begin, and both fail late.
final class SpaceBook: Sendable {
    private let announced = Mutex<Int64>(0)

    /// Sets bytes aside.
    ///
    /// - Parameters:
    ///   - least: bytes that must fit beside everything announced, if that is more than `bytes`.
    ///   - usable: bytes free on the disk, less the reserve.
    /// - Throws: `BlobFailure.noSpace`.
    func announce(_ bytes: Int64, least: Int64, within usable: Int64) throws {
        try announced.withLock { announced in
            guard max(bytes, least) <= usable - announced else { throw BlobFailure.noSpace }
            announced += bytes
        }
    }

    /// Gives bytes back, because they are written now or will not come.
    func settle(_ bytes: Int64) {
        announced.withLock { $0 -= bytes }
    }

    var total: Int64 { announced.withLock { $0 } }
}
