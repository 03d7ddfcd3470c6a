extension AudioTools {
    /// The most bytes of a picture inside a sound file.
    static let mostArtworkBytes = 24 << 20

    /// The picture that a sound file carries, the front cover before others; nil if it has none or one in a form that
    /// is not taken.
    ///
    /// - Throws: what `probe` throws; `AudioError.imageTooLarge` beyond the bounds of `imageFacts` or 24 MB.
    package func extractArtwork(_ path: String) async throws -> [UInt8]? {
        guard let stream = try await probe(path).artworkStream else { return nil }
        let arguments =
            Self.quiet + ["-v", "error"] + Self.input(path)
            + ["-map", "0:\(stream)", "-c", "copy", "-frames:v", "1", "-f", "image2pipe", "-"]
        let answer: Program.Answer
        do {
            answer = try await quick.run(arguments, mostBytes: Self.mostArtworkBytes)
        } catch AudioError.failed {
            throw AudioError.imageTooLarge
        }
        guard answer.isSuccess, !answer.output.isEmpty else { return nil }
        do {
            _ = try ImageFacts(answer.output)
            return answer.output
        } catch AudioError.imageTooLarge {
            throw AudioError.imageTooLarge
        } catch {
            return nil
        }
    }

    /// What a picture is, read from its header by our own parsers before any decoder sees it.
    ///
    /// - Throws: `AudioError.imageTooLarge` beyond 8,000 pixels a side or 40 million in all; `.unsupported` for what is
    ///   not PNG, JPEG or WebP; `.damaged`; `.failed` if the file cannot be opened.
    package func imageFacts(_ path: String) async throws -> ImageFacts {
        try HeaderReader.ofFile(path) { try ImageFacts($0) }
    }

    /// Forms in which pictures are made.
    package enum PictureFormat: String, Sendable, CaseIterable { case webp, jpeg }

    /// Makes a square of the middle of a picture, turned upright as its camera noted; its notes are left behind.
    ///
    /// - Parameters:
    ///   - side: pixels, 1 to 4,096.
    ///   - format: WebP keeps transparency, JPEG puts white behind it.
    /// - Throws: what `imageFacts` throws; `AudioError.damaged` when it cannot be decoded.
    package func makeImage(
        _ path: String, side: Int, format: PictureFormat = .webp, to output: String
    ) async throws {
        guard (1...4096).contains(side) else { throw AudioError.failed(detail: "no picture has a side of \(side)") }
        let facts = try await imageFacts(path)
        let draft = Draft(for: output)
        defer { draft.discard() }
        let square = "crop='min(iw,ih)':'min(iw,ih)',scale=\(side):\(side):flags=lanczos"
        let making =
            switch format {
            case .webp:
                [
                    "-filter_complex", "[0:v]\(square),format=yuva420p",
                    "-c:v", "libwebp", "-quality", "76", "-f", "webp",
                ]
            case .jpeg:
                [
                    "-filter_complex",
                    "[0:v]\(square),format=rgba[p];color=c=white:s=\(side)x\(side)[w];"
                        + "[w][p]overlay=format=auto:shortest=1,format=yuvj420p",
                    "-c:v", "mjpeg", "-q:v", "3", "-f", "mjpeg",
                ]
            }
        let answer = try await quick.run(
            Self.quiet + ["-v", "error"] + Self.picture(path, facts.format)
                + ["-frames:v", "1", "-map_metadata", "-1"] + making + ["file:" + draft.path])
        guard answer.isSuccess, Self.isThere(draft.path) else {
            throw AudioError.damaged(detail: "the picture cannot be decoded")
        }
        try draft.publish()
    }

    /// A vivid colour that stands for the picture.
    ///
    /// - Throws: what `makeImage` throws.
    package func accentColour(_ path: String) async throws -> PictureColour {
        let facts = try await imageFacts(path)
        let answer = try await quick.run(
            Self.quiet + ["-v", "error"] + Self.picture(path, facts.format) + [
                "-frames:v", "1", "-vf", "scale=32:32:flags=area,format=rgba", "-f", "rawvideo", "-",
            ])
        guard answer.isSuccess, answer.output.count == 32 * 32 * 4 else {
            throw AudioError.damaged(detail: "the picture cannot be decoded")
        }
        return AccentColour.choose(rgba: answer.output)
    }

    /// Arguments that name a picture: the one demuxer and the one decoder of the format that the header showed. The
    /// decoder gets the bounds too, for a second header inside the file.
    private static func picture(_ path: String, _ format: ImageFacts.Format) -> [String] {
        let decoder =
            switch format {
            case .png: "png"
            case .jpeg: "mjpeg"
            case .webp: "webp"
            }
        return [
            "-threads", "1", "-protocol_whitelist", "file", "-codec_whitelist", decoder,
            "-max_pixels", "\(ImageFacts.mostPixels)", "-f", "\(format.rawValue)_pipe", "-i", "file:" + path,
        ]
    }

    /// ffmpeg ends well even if it found no picture to write.
    private static func isThere(_ path: String) -> Bool {
        do {
            return try HeaderReader.ofFile(path) { $0.count > 0 }
        } catch {
            return false
        }
    }
}
