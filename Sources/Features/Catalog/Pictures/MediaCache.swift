import Audio
import BlobStore
import Foundation
import Glibc
import Multiformats
import NIOCore

/// Files that can be made again from blobs: pictures in the sizes screens ask for, and playable transcodes.
///
/// Losing the folder loses nothing. Every file is made under another name and moved into place when whole.
struct MediaCache: Sendable {
    let folder: String
    let blobs: BlobFolder
    let audio: AudioTools

    /// Sides of the square pictures, in pixels.
    static let sides = [96, 256, 400, 800, 1400]

    init(folder: String, blobs: BlobFolder, audio: AudioTools) throws {
        self.folder = folder
        self.blobs = blobs
        self.audio = audio
        for part in ["images", "sound"] {
            let place = "\(folder)/\(part)"
            try FileManager.default.createDirectory(
                atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            // What an earlier run was making when it was killed.
            for name in try FileManager.default.contentsOfDirectory(atPath: place)
            where name.hasSuffix(".part") || name.hasPrefix(Self.draftPrefix) {
                try FileManager.default.removeItem(atPath: "\(place)/\(name)")
            }
        }
    }

    private static let draftPrefix = "draft-"

    /// The path of the bytes that a CID names.
    func original(_ cid: String) -> String? {
        guard let cid = try? CID(string: cid) else { return nil }
        return blobs.path(of: cid)
    }

    /// Whether the disk has any room beside the reserve.
    func hasRoom() async throws -> Bool {
        do {
            try await blobs.receive(expectedBytes: nil, limit: 1).discard()
            return true
        } catch BlobFailure.noSpace {
            return false
        }
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

    /// Keeps a picture: bounds first, then the smallest size is made (which proves that it can be decoded), then the
    /// bytes become a blob, and the other sizes are made of it.
    ///
    /// - Throws: `AudioError`; `BlobFailure.noSpace` when the disk has no room, whatever that broke.
    func store(_ bytes: [UInt8]) async throws -> StoredPicture {
        let intake = try blobs.receive(expectedBytes: Int64(bytes.count), limit: Int64(bytes.count))
        let first = "\(folder)/images/\(Self.draftPrefix)\(UUID().uuidString).webp"
        defer { unlink(first) }
        do {
            try await intake.write(ByteBuffer(bytes: bytes))
            let accent = try await audio.accentColour(intake.temporaryPath)
            try await audio.makeImage(intake.temporaryPath, side: Self.sides[0], to: first)
            let cid = try await intake.keep().cid
            rename(first, place(of: cid, side: Self.sides[0]))
            for side in Self.sides { try await makePicture(cid, side: side) }
            return StoredPicture(
                cid: cid.description,
                accent: String(format: "#%02x%02x%02x", Int(accent.red), Int(accent.green), Int(accent.blue)))
        } catch let failure as AudioError {
            await intake.discard()
            guard try await hasRoom() else { throw BlobFailure.noSpace }
            throw failure
        } catch {
            await intake.discard()
            throw error
        }
    }

    /// The path of a picture in one size, made again if the cache lost it; nil if there are no such bytes.
    ///
    /// - Throws: `AudioError`, also where the bytes are no picture.
    func picture(_ cid: CID, side: Int) async throws -> String? {
        let path = place(of: cid, side: side)
        if FileManager.default.fileExists(atPath: path) { return path }
        guard Self.sides.contains(side), blobs.path(of: cid) != nil else { return nil }
        try await makePicture(cid, side: side)
        return path
    }

    /// Whether kept bytes begin as a picture does, and so may be somebody's cover or poster.
    func mayBePicture(_ cid: CID) async throws -> Bool {
        guard let path = blobs.path(of: cid) else { return false }
        do {
            _ = try await audio.imageFacts(path)
            return true
        } catch AudioError.unsupported {
            return false
        }
    }

    private func makePicture(_ cid: CID, side: Int) async throws {
        let path = place(of: cid, side: side)
        guard !FileManager.default.fileExists(atPath: path), let source = blobs.path(of: cid) else { return }
        try await audio.makeImage(source, side: side, to: path)
    }

    private func place(of cid: CID, side: Int) -> String { "\(folder)/images/\(cid)-\(side).webp" }
}
