// Audio: what the box knows of sound files and pictures, through Debian's ffmpeg and ffprobe.
//
// Purpose. Say what a file is, read the words in it, measure its loudness and its waveform in one pass, find the
// picture inside, make pictures in the sizes that screens want, and make a form that every browser plays.
//
// Limits. Files are hostile. The programs may open nothing but the one file (`file:` protocol only), with five demuxers
// and the decoders of the accepted formats; they see an empty environment, a low priority, 2 GiB of address space and a
// time limit after which their whole process group is killed. At most `concurrency` long runs (measuring, transcoding)
// and as many short ones (probing, pictures) happen at once, so that an upload never waits for somebody else's hour of
// music. Pictures are measured by bounded parsers of our own before any decoder sees them. Words in tags come out as
// short, clean Unicode. Recordings last at most 24 hours. Memory does not grow with the length of a recording.
//
// Files are written under another name beside their place and moved there when they are whole and on the disk; a power
// cut can leave `*.part` files, which may be deleted at any start.
//
// Accepted: FLAC, MP3, Ogg with Vorbis or Opus, M4A with AAC or ALAC, WAV with PCM. Pictures: PNG, JPEG, WebP.
//
// Callers. Catalog; App for the version on its health page.

/// The programs for sound, and how they are run.
package struct AudioTools: Sendable {
    /// For work that takes as long as the recording is.
    let longRunning: Program
    /// For pictures.
    let quick: Program
    let ffprobe: Program

    /// - Parameters:
    ///   - ffmpeg: a name looked up in PATH, or a path if it has a slash; likewise `ffprobe`.
    ///   - timeout: the longest that one run may take; a probe or a picture gets at most 60 seconds of it.
    ///   - concurrency: how many long runs, and how many short ones, happen at once; at least one.
    package init(
        ffmpeg: String = "ffmpeg", ffprobe: String = "ffprobe", timeout: Duration = .seconds(900), concurrency: Int = 2
    ) {
        let short = min(timeout, .seconds(60))
        let door = Gate(places: max(1, concurrency))
        longRunning = Program(name: ffmpeg, timeout: timeout, gate: Gate(places: max(1, concurrency)))
        quick = Program(name: ffmpeg, timeout: short, gate: door)
        self.ffprobe = Program(name: ffprobe, timeout: short, gate: door)
    }

    /// The version of ffmpeg such as `5.1.6-0+deb12u1`; nil if it or ffprobe is missing or does not work.
    package func version() async -> String? {
        do {
            guard try await ffprobe.run(["-version"]).isSuccess else { return nil }
            let answer = try await quick.run(["-version"])
            let line = String(decoding: answer.output.prefix(400), as: UTF8.self).prefix { !$0.isNewline }
            let words = line.split(separator: " ")
            guard answer.isSuccess, words.count >= 3, words[0] == "ffmpeg", words[1] == "version" else { return nil }
            return String(words[2].prefix(80))
        } catch {
            return nil
        }
    }

    /// Arguments that name a sound file: nothing but this file is opened, whatever its name or its content says.
    static func input(_ path: String) -> [String] {
        [
            "-threads", "1", "-protocol_whitelist", "file", "-format_whitelist", "flac,mp3,ogg,mov,wav",
            "-codec_whitelist", decoders.joined(separator: ","), "-max_pixels", "\(ImageFacts.mostPixels)",
            "-i", "file:" + path,
        ]
    }

    /// Arguments with which every run of ffmpeg begins. One thread each: the box has other work, and threads cost
    /// address space, of which a child has little.
    static let quiet = [
        "-hide_banner", "-nostats", "-nostdin", "-y", "-filter_threads", "1", "-filter_complex_threads", "1",
    ]

    /// Decoders that may run: those of the accepted sounds, and those of covers and chapter titles, without which the
    /// programs refuse the whole file.
    private static let decoders = [
        "mp3float", "mp3", "flac", "alac", "aac", "vorbis", "opus", "libopus", "pcm_u8", "pcm_s16le", "pcm_s24le",
        "pcm_s32le", "pcm_f32le", "pcm_f64le", "mjpeg", "png", "gif", "bmp", "webp", "tiff", "mov_text",
    ]
}
