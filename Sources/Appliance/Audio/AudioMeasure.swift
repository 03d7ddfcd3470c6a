import Synchronization

/// How a recording sounds.
package struct AudioMeasure: Sendable, Equatable {
    /// EBU R 128 integrated loudness; nil for silence and for what is shorter than 0.4 seconds.
    package let integratedLUFS: Double?
    /// The highest true peak; nil for silence.
    package let truePeakDBTP: Double?
    /// Loudness range in LU (EBU Tech 3342); nil where there is no loudness.
    package let loudnessRange: Double?
    /// 400 heights from 0 to 255, the loudest being 255 unless the whole is silent.
    package let waveform: [UInt8]
    /// What was decoded.
    package let durationMilliseconds: Int
}

extension AudioTools {
    /// Decodes the whole file once and measures it; memory does not grow with its length.
    ///
    /// - Parameter onProgress: called with growing shares up to 1.
    /// - Throws: what `probe` throws; `AudioError.damaged` when less can be decoded than the file claims to hold, with
    ///   how much could be read.
    package func measure(
        _ path: String, onProgress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> AudioMeasure {
        let facts = try await probe(path)
        let progress = Mutex((Waveform(), ProgressMeter()))
        // Two channels, so that what is opposite in phase does not vanish from the waveform.
        let arguments =
            Self.quiet + ["-v", "info"] + Self.input(path) + [
                "-map_metadata", "-1", "-filter_complex",
                "[0:a:0]asplit[a][b];[a]ebur128=peak=true:framelog=verbose,anullsink;"
                    + "[b]aformat=sample_fmts=s16:channel_layouts=stereo,aresample=\(Waveform.sampleRate)[out]",
                "-map", "[out]", "-f", "s16le", "-",
            ]
        let ending = try await longRunning.stream(arguments) { bytes in
            let share = progress.withLock { state in
                state.0.add(bytes)
                return state.1.advance(to: Double(state.0.milliseconds) / Double(facts.durationMilliseconds))
            }
            if let share { onProgress(share) }
        }
        let waveform = progress.withLock { $0.0 }
        try Self.demandWhole(facts, readMilliseconds: waveform.milliseconds, isSuccess: ending.isSuccess)
        if progress.withLock({ $0.1.advance(to: 1) }) != nil { onProgress(1) }
        let loudness = LoudnessSummary(ending.complaints)
        return AudioMeasure(
            integratedLUFS: loudness.integratedLUFS, truePeakDBTP: loudness.truePeakDBTP,
            loudnessRange: loudness.rangeLU, waveform: waveform.heights(),
            durationMilliseconds: waveform.milliseconds)
    }

    /// Refuses what ends before its time. Codecs without loss know their length to the sample; others round it to
    /// frames, and writers of MP3 headers count carelessly: a quarter of a second and one per cent are no damage.
    static func demandWhole(_ facts: AudioFacts, readMilliseconds read: Int, isSuccess: Bool) throws(AudioError) {
        guard read > 0 else { throw .damaged(detail: "none of it can be decoded") }
        let claimed = facts.durationMilliseconds
        let slack = isLossless(facts.codec) ? 100 : 250 + claimed / 100
        if !facts.isLengthGuessed, read + slack < claimed {
            throw .damaged(detail: "only \(seconds(read)) of \(seconds(claimed)) seconds can be read")
        }
        guard isSuccess else { throw .damaged(detail: "it cannot be read beyond \(seconds(read)) seconds") }
    }

    /// `12.3`, or `187` from ten seconds on.
    private static func seconds(_ milliseconds: Int) -> String {
        milliseconds < 10_000 ? "\(milliseconds / 1000).\(milliseconds % 1000 / 100)" : "\(milliseconds / 1000)"
    }

    /// The length of a recording that does not tell it, by decoding it once; nil if nothing can be decoded.
    func countMilliseconds(_ path: String) async throws -> Int? {
        let lines = Mutex(ProgressLines())
        let arguments =
            Self.quiet + ["-v", "error"] + Self.input(path)
            + ["-map", "0:a:0", "-f", "null", "-progress", "pipe:1", "-"]
        _ = try await longRunning.stream(arguments) { bytes in lines.withLock { $0.add(bytes) } }
        let milliseconds = lines.withLock { $0.milliseconds }
        return milliseconds > 0 ? milliseconds : nil
    }
}

/// The summary that ffmpeg's ebur128 filter writes at the end.
struct LoudnessSummary: Equatable {
    let integratedLUFS: Double?
    let truePeakDBTP: Double?
    let rangeLU: Double?

    /// Reads the last summary in what ffmpeg said; earlier ones come from filters that were set up and replaced, and
    /// words in tags can only stand before it.
    init(_ words: String) {
        let lines = words.split(whereSeparator: \.isNewline)
        let begin = lines.lastIndex { $0.contains("Parsed_ebur128") && $0.hasSuffix("Summary:") } ?? lines.endIndex
        func value(_ label: Substring) -> Double? {
            for line in lines[begin...] {
                let parts = line.split(separator: " ")
                if parts.count >= 2, parts[0] == label { return Double(parts[1]).flatMap { $0.isFinite ? $0 : nil } }
            }
            return nil
        }
        // -70 is the gate of EBU R 128: the filter's word for having heard nothing.
        integratedLUFS = value("I:").flatMap { $0 > -70 ? $0 : nil }
        rangeLU = integratedLUFS == nil ? nil : value("LRA:")
        truePeakDBTP = value("Peak:")
    }
}
