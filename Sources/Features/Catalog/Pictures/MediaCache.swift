import Audio
import BlobStore
import Foundation
import Multiformats

/// Files that can be made again from blobs: pictures in the sizes screens ask for, and playable transcodes.
///
/// Losing the folder loses nothing. Every file is made under another name and moved into place when whole.
struct MediaCache: Sendable {
    let folder: String
    let blobs: BlobFolder
    let audio: AudioTools

    /// Sides of the square pictures, in pixels.
    static let sides = [96, 256, 640, 1400]

    init(folder: String, blobs: BlobFolder, audio: AudioTools) throws {
        self.folder = folder
        self.blobs = blobs
        self.audio = audio
        for part in ["images", "sound"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(part)", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
    }

    /// The path of the bytes that a CID names.
    func original(_ cid: String) -> String? {
        guard let cid = try? CID(string: cid) else { return nil }
        return blobs.path(of: cid)
    }

    // MARK: Sound

    func transcode(of cid: String) -> String? {
        let path = "\(folder)/sound/\(cid).m4a"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    func makeTranscode(of cid: String, onProgress: @escaping @Sendable (Double) -> Void) async throws {
        guard transcode(of: cid) == nil, let source = original(cid) else { return }
        try await audio.transcode(
            source, to: .aac(kilobitsPerSecond: 256), output: "\(folder)/sound/\(cid).m4a", onProgress: onProgress)
    }

    // MARK: Pictures

    /// Keeps a picture: bounds first, then all sizes are made (which proves that it can be decoded), then the bytes
    /// become a blob.
    func store(_ bytes: [UInt8]) async throws -> StoredPicture {
        let draft = "\(folder)/images/draft-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: draft))
        defer { try? FileManager.default.removeItem(atPath: draft) }
        _ = try await audio.imageFacts(draft)
        let accent = try await audio.accentColour(draft)
        let first = "\(draft).webp"
        try await audio.makeImage(draft, side: Self.sides[0], to: first)
        try FileManager.default.removeItem(atPath: first)
        let blob = try await blobs.adopt(file: draft)
        for side in Self.sides { try await makePicture(blob.cid.description, side: side) }
        return StoredPicture(
            cid: blob.cid.description,
            accent: String(format: "#%02x%02x%02x", Int(accent.red), Int(accent.green), Int(accent.blue)))
    }

    /// The path of a picture in one size, made again if the cache lost it; nil if there is no such picture.
    func picture(_ cid: String, side: Int) async throws -> String? {
        let path = "\(folder)/images/\(cid)-\(side).webp"
        if FileManager.default.fileExists(atPath: path) { return path }
        guard Self.sides.contains(side), original(cid) != nil else { return nil }
        try await makePicture(cid, side: side)
        return path
    }

    private func makePicture(_ cid: String, side: Int) async throws {
        let path = "\(folder)/images/\(cid)-\(side).webp"
        guard !FileManager.default.fileExists(atPath: path), let source = original(cid) else { return }
        _ = try await audio.imageFacts(source)
        try await audio.makeImage(source, side: side, to: path)
    }
}
