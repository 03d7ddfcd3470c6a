/// What the first bytes of a sound file tell without any program.
///
/// Sources: RIFF/WAVE (Microsoft Multimedia Programming Interface 1.0), RF64 (EBU Tech 3306), ISO/IEC 14496-12.
enum SoundHeader {
    /// The family whose mark a file bears, for a sentence about a file that the programs could not read.
    static func family(_ head: HeaderReader) -> String? {
        if head.has("fLaC", at: 0) { return "FLAC" }
        if head.has("OggS", at: 0) { return "Ogg" }
        if isWave(head) { return "WAV" }
        let brands: [StaticString] = ["M4A ", "M4B ", "mp41", "mp42", "isom", "iso2"]
        if head.has("ftyp", at: 4), brands.contains(where: { head.has($0, at: 8) }) { return "M4A" }
        return head.has("ID3", at: 0) ? "MP3" : nil
    }

    /// The length that a WAV file claims, which a copy that was cut short still bears; nil if it claims none.
    static func claimedMilliseconds(ofWave head: HeaderReader) -> Int? {
        guard isWave(head) else { return nil }
        var offset = 12
        var bytesPerSecond: Int?
        var longSize: Int?
        // Hostile files may hold endless empty chunks.
        for _ in 0..<256 {
            guard let size = head.little(offset + 4, 4) else { return nil }
            if head.has("ds64", at: offset) { longSize = head.little(offset + 16, 8) }
            if head.has("fmt ", at: offset) { bytesPerSecond = head.little(offset + 16, 4) }
            if head.has("data", at: offset) {
                // Recorders that cannot go back write zero or the largest number.
                let bytes = size == 0xffff_ffff ? longSize : size
                guard let bytes, bytes > 0, bytes < 1 << 48, let bytesPerSecond, bytesPerSecond > 0 else { return nil }
                return bytes / bytesPerSecond * 1000 + bytes % bytesPerSecond * 1000 / bytesPerSecond
            }
            offset += 8 + size + size % 2
        }
        return nil
    }

    private static func isWave(_ head: HeaderReader) -> Bool {
        (head.has("RIFF", at: 0) || head.has("RF64", at: 0)) && head.has("WAVE", at: 8)
    }
}
