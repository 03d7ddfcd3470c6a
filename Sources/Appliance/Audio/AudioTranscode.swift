import Synchronization

extension AudioTools {
    /// Forms that browsers play. Bit rates outside 32 to 512 (MP3: 320) are brought to the nearest.
    package enum Target: Sendable, Equatable {
        /// Opus in Ogg; Safari before 18.4 does not play it.
        case opus(kilobitsPerSecond: Int)
        /// AAC in M4A, which every browser plays; its index lies in front so that playing begins at once.
        case aac(kilobitsPerSecond: Int)
        case mp3(kilobitsPerSecond: Int)

        /// Codec, bit rate and container as arguments.
        fileprivate var arguments: [String] {
            func rate(_ kilobits: Int, most: Int = 512) -> String { "\(min(max(kilobits, 32), most))k" }
            return switch self {
            case .opus(let kilobits): ["-c:a", "libopus", "-b:a", rate(kilobits), "-f", "ogg"]
            case .aac(let kilobits):
                ["-c:a", "aac", "-b:a", rate(kilobits), "-movflags", "+faststart", "-f", "ipod"]
            case .mp3(let kilobits): ["-c:a", "libmp3lame", "-b:a", rate(kilobits, most: 320), "-f", "mp3"]
            }
        }

        fileprivate func sampleRate(from source: Int) -> Int {
            if case .opus = self { return 48_000 }
            return source == 44_100 ? 44_100 : 48_000
        }
    }

    /// Makes another form of a file: mono or stereo, 44.1 or 48 kHz. The output appears under its name only when it is
    /// whole, over whatever was there; words, pictures, chapters, times and names of programs are left behind. The same
    /// input gives the same bytes.
    ///
    /// - Throws: what `probe` throws; `AudioError.failed` when ffmpeg cannot write it.
    package func transcode(
        _ path: String, to target: Target, output: String, onProgress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws {
        let facts = try await probe(path)
        let draft = Draft(for: output)
        defer { draft.discard() }
        let progress = Mutex((ProgressLines(), ProgressMeter()))
        let arguments =
            Self.quiet + ["-v", "error"] + Self.input(path) + [
                "-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:a",
                "+bitexact", "-ac", "\(min(facts.channels, 2))", "-ar", "\(target.sampleRate(from: facts.sampleRate))",
                "-progress", "pipe:1",
            ] + target.arguments + ["file:" + draft.path]
        let ending = try await longRunning.stream(arguments) { bytes in
            let share = progress.withLock { state in
                state.0.add(bytes)
                return state.1.advance(to: Double(state.0.milliseconds) / Double(facts.durationMilliseconds))
            }
            if let share { onProgress(share) }
        }
        guard ending.isSuccess else { throw AudioError.failed(detail: String(ending.complaints.suffix(400))) }
        try draft.publish()
        if progress.withLock({ $0.1.advance(to: 1) }) != nil { onProgress(1) }
    }

    /// Whether Chrome, Firefox and Safari all play a file as it is; others are transcoded once.
    ///
    /// - Parameters:
    ///   - codec: as in `AudioFacts.codec`.
    ///   - container: as in `AudioFacts.container`.
    package static func browserPlays(codec: String, container: String) -> Bool {
        switch (container, codec) {
        case ("mp3", "mp3"), ("flac", "flac"), ("m4a", "aac"), ("wav", "pcm_s16le"), ("wav", "pcm_s24le"): true
        default: false
        }
    }

    /// The same for one file: more than two channels, 192 kHz or 24 bits are no common ground.
    package static func browserPlays(_ facts: AudioFacts) -> Bool {
        browserPlays(codec: facts.codec, container: facts.container) && facts.channels <= 2
            && facts.sampleRate <= 192_000 && facts.bitsPerSample ?? 0 <= 24
    }
}
