import Audio
import BlobStore
import Multiformats
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
            case .failed: throw CatalogRefusal.toolFailed
            case .damaged, .unsupported, .notAudio, .noArtwork: throw CatalogRefusal.notAPicture
            }
        } catch BlobFailure.noSpace {
            throw CatalogRefusal.diskFull
        }
    }

    /// One size of a picture as a file that never changes.
    package func picture(_ text: String, size: String) async throws -> FileAnswer {
        guard let side = MediaCache.sides.first(where: { "\($0)" == size }), let cid = try? CID(string: text) else {
            throw NotThere()
        }
        do {
            guard let path = try await cache.picture(cid, side: side) else { throw NotThere() }
            return FileAnswer(path: path, contentType: "image/webp", tag: "\(cid)-\(side)", isImmutable: true)
        } catch let failure as AudioError {
            switch failure {
            case .toolMissing(let name): throw CatalogRefusal.toolMissing(name: name)
            case .timedOut, .failed: throw CatalogRefusal.toolFailed
            case .damaged:
                // ffmpeg says the same of a picture that it cannot read and of one that it cannot write.
                guard try await cache.hasRoom() else { throw CatalogRefusal.toolFailed }
                throw NotThere()
            case .unsupported, .imageTooLarge, .notAudio, .noArtwork:
                // The bytes of something else, such as a track.
                throw NotThere()
            }
        }
    }
}
