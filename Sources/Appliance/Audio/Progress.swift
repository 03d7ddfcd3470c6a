/// Turns shares of work into few, growing reports.
struct ProgressMeter: Sendable {
    private var last = 0.0

    /// The share to report, 0 to 1; nil if it grew by less than half a per cent since the last.
    mutating func advance(to share: Double) -> Double? {
        let share = min(max(share, 0), 1)
        guard share >= last + 0.005 || (share == 1 && last < 1) else { return nil }
        last = share
        return share
    }
}

/// Reads what ffmpeg writes for `-progress`: lines of `name=value`, cut anywhere.
struct ProgressLines: Sendable {
    /// Longer lines than ffmpeg writes are not kept.
    private static let longest = 200
    private var line: [UInt8] = []
    /// The last position that was named.
    private(set) var milliseconds = 0

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                if line.count < Self.longest { line.append(byte) }
                continue
            }
            let text = String(decoding: line, as: UTF8.self)
            line.removeAll(keepingCapacity: true)
            if text.hasPrefix("out_time_us="), let microseconds = Int(text.dropFirst(12)), microseconds > 0 {
                milliseconds = max(milliseconds, microseconds / 1000)
            }
        }
    }
}
