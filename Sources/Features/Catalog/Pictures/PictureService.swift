import Audio
import BlobStore
package import NIOCore
import StageModel
package import WebEdge

/// Pictures: covers, artists, and through a port posters.
extension CatalogService {
    /// Keeps a picture of at most 8,000 pixels a side; refuses what is not PNG, JPEG or WebP before decoding it.
    package func storePicture(_ bytes: ByteBuffer) async throws -> StoredPicture {
        guard bytes.readableBytes > 0 else { throw CatalogRefusal.notAPicture }
        do {
            return try await cache.store(Array(bytes.readableBytesView))
        } catch let failure as AudioError {
            switch failure {
            case .imageTooLarge: throw CatalogRefusal.pictureTooLarge
            case .toolMissing(let name): throw CatalogRefusal.toolMissing(name: name)
            case .timedOut: throw CatalogRefusal.tookTooLong
            default: throw CatalogRefusal.notAPicture
            }
        } catch BlobFailure.noSpace {
            throw CatalogRefusal.diskFull
        }
    }

    /// One size of a picture as a file that never changes.
    package func picture(_ cid: String, size: String) async throws -> FileAnswer {
        guard cid.utf8.count <= 100, let side = Int(size), MediaCache.sides.contains(side),
            let path = try await cache.picture(cid, side: side)
        else { throw NotThere() }
        return FileAnswer(path: path, contentType: "image/webp", tag: "\(cid)-\(side)", isImmutable: true)
    }
}
