/// What a sound file is.
package struct AudioFacts: Sendable, Equatable {
    /// `flac`, `mp3`, `ogg`, `m4a` or `wav`.
    package let container: String
    /// As ffprobe names it: `flac`, `mp3`, `vorbis`, `opus`, `aac`, `alac`, `pcm_s16le` …
    package let codec: String
    /// What the file claims; what can really be heard is known after `measure`.
    package let durationMilliseconds: Int
    package let sampleRate: Int
    package let channels: Int
    /// Bits per second, nil if unknown.
    package let bitRate: Int?
    /// For codecs without loss.
    package let bitsPerSample: Int?
    package let tags: AudioTags
    package var hasArtwork: Bool { artworkStream != nil }
    /// The stream that holds the cover.
    let artworkStream: Int?
    /// Whether the length was only guessed from the size, so that a shorter decode is no damage.
    let isLengthGuessed: Bool
}

extension AudioTools {
    /// The longest recording that is taken: 24 hours.
    static let mostMilliseconds = 24 * 3600 * 1000

    /// Says what a file is, without decoding more than its beginning.
    ///
    /// - Throws: `AudioError.notAudio` for what is no sound, `.unsupported` for sound in other forms than FLAC, MP3,
    ///   Ogg (Vorbis, Opus), M4A (AAC, ALAC) and WAV (PCM), for video and for protected AAC; `.damaged` when its
    ///   structure cannot be read or it has no length; `.toolMissing`, `.timedOut`, `.failed`.
    package func probe(_ path: String) async throws -> AudioFacts {
        let answer = try await ffprobe.run(ProbeReport.arguments + Self.input(path))
        guard answer.isSuccess, let report = Self.report(answer.output), let sound = report.sound,
            let container = Self.container(report.format.names ?? "")
        else { throw try Self.refusal(answer.complaints, path) }
        let codec = sound.codec ?? "unknown"
        guard sound.mark != "drms", sound.mark != "enca" else { throw AudioError.unsupported(codec: "protected AAC") }
        guard let rate = sound.sampleRate.flatMap({ Int($0) }), let channels = sound.channels, rate > 0, channels > 0
        else { throw try Self.refusal("", path) }
        guard Self.isAccepted(codec, in: container) else { throw AudioError.unsupported(codec: codec) }
        guard (4000...768_000).contains(rate), channels <= 32 else {
            throw AudioError.damaged(detail: "its sample rate or its number of channels makes no sense")
        }
        var length = ProbeReport.milliseconds(report.format.duration) ?? ProbeReport.milliseconds(sound.duration)
        var isGuessed = answer.complaints.contains("Estimating duration from bitrate")
        if container == "wav",
            let claimed = try HeaderReader.ofFile(path, SoundHeader.claimedMilliseconds(ofWave:)), claimed > length ?? 0
        {
            (length, isGuessed) = (claimed, false)
        }
        // Encoders that write to a pipe leave the length open: then it is counted.
        if length == nil { length = try await countMilliseconds(path) }
        guard let length, (1...Self.mostMilliseconds).contains(length) else {
            throw AudioError.damaged(detail: "it is empty or claims to last longer than a day")
        }
        let bits = sound.bitsPerRawSample.flatMap { Int($0) } ?? sound.bitsPerSample ?? 0
        return AudioFacts(
            container: container, codec: codec, durationMilliseconds: length, sampleRate: rate, channels: channels,
            bitRate: (sound.bitRate ?? report.format.bitRate).flatMap { Int($0) },
            bitsPerSample: Self.isLossless(codec) && bits > 0 ? bits : nil, tags: AudioTags(raw: report.tags),
            artworkStream: report.artwork, isLengthGuessed: isGuessed)
    }

    static func isLossless(_ codec: String) -> Bool {
        codec == "flac" || codec == "alac" || codec.hasPrefix("pcm_")
    }

    /// Our name of a container from ffprobe's list of names; nil for others.
    static func container(_ names: String) -> String? {
        switch names {
        case "flac", "mp3", "ogg", "wav": names
        case "mov,mp4,m4a,3gp,3g2,mj2": "m4a"
        default: nil
        }
    }

    static func isAccepted(_ codec: String, in container: String) -> Bool {
        switch container {
        case "flac": codec == "flac"
        case "mp3": codec == "mp3"
        case "ogg": codec == "vorbis" || codec == "opus"
        case "m4a": codec == "aac" || codec == "alac"
        case "wav":
            ["pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"].contains(codec)
        default: false
        }
    }

    private static func report(_ output: [UInt8]) -> ProbeReport? {
        do {
            return try ProbeReport(output)
        } catch {
            // ffprobe ends what it was writing in the middle when it gives up.
            return nil
        }
    }

    /// Why ffprobe gave up, from what it said and from the mark that the file bears.
    private static func refusal(_ complaints: String, _ path: String) throws -> AudioError {
        if let match = complaints.firstMatch(of: /Codec \(([a-z0-9_]{1,32})\) not on whitelist/) {
            let name = String(match.output.1)
            return .unsupported(codec: name == "mp3float" ? "mp3" : name)
        }
        if let match = complaints.firstMatch(of: /\[([a-z0-9_,]{1,64}) @ [^\]]*\] Format not on whitelist/) {
            let name = String(match.output.1)
            return Self.otherSounds.contains(name) ? .unsupported(codec: name) : .notAudio
        }
        guard let family = try HeaderReader.ofFile(path, SoundHeader.family) else { return .notAudio }
        if complaints.contains("moov atom not found") {
            return .damaged(detail: "the index at its end is missing, so the copy was cut short")
        }
        return .damaged(detail: "it begins like \(family), but the rest cannot be read")
    }

    /// Sound that ffmpeg knows and the box does not take, by ffmpeg's names.
    private static let otherSounds: Set<String> = [
        "aac", "ac3", "aiff", "amr", "ape", "asf", "au", "avi", "caf", "dsf", "dts", "eac3", "iff", "matroska,webm",
        "mpc", "mpc8", "mpegts", "tak", "tta", "w64", "wv",
    ]
}
