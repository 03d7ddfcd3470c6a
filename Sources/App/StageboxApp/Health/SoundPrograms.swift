import Audio

/// Whether the programs for sound are there, asked at most once a minute: each answer starts two programs.
actor SoundPrograms {
    private let audio: AudioTools
    private var known: (version: String?, at: ContinuousClock.Instant)?

    init(audio: AudioTools) { self.audio = audio }

    func version() async -> String? {
        if let known, known.at.duration(to: .now) < .seconds(60) { return known.version }
        let version = await audio.version()
        known = (version, .now)
        return version
    }
}
