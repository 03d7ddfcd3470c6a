import Glibc

/// Gathers a waveform from samples as they come, in constant memory and without knowing how many will come.
///
/// Loudness is kept in up to 8,192 blocks; when they are full, each two become one. At the end they are dealt out to
/// 400 buckets. A bucket's height is its effective value (not its highest peak, which makes a solid bar of most modern
/// masters), bent by Stevens's power law so that it looks as loud as it sounds, on a scale on which the loudest is 255.
struct Waveform: Sendable {
    static let buckets = 400
    static let sampleRate = 8000
    private static let mostBlocks = 8192
    /// Below this effective value, of 32,768, everything is silence: -84 dB, the hiss of dithering.
    private static let silence = 2.0
    private static let bytesPerFrame = 4

    private var blocks: [Double] = []
    private var framesPerBlock = 1
    private var sum = 0.0
    private var framesInSum = 0
    private(set) var frames = 0
    /// The first bytes of a frame that was cut between two pieces.
    private var rest: [UInt8] = []

    var milliseconds: Int { frames * 1000 / Self.sampleRate }

    /// Takes interleaved signed 16-bit samples, least significant byte first, of two channels.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while !rest.isEmpty, index < bytes.count {
            rest.append(bytes[index])
            index += 1
            if rest.count == Self.bytesPerFrame {
                rest.withUnsafeBytes { frame in add(frame, at: 0) }
                rest.removeAll(keepingCapacity: true)
            }
        }
        while bytes.count - index >= Self.bytesPerFrame {
            add(bytes, at: index)
            index += Self.bytesPerFrame
        }
        rest.append(contentsOf: bytes[index...])
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer, at index: Int) {
        let left = Double(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: Int16.self)))
        let right = Double(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: index + 2, as: Int16.self)))
        sum += (left * left + right * right) / 2
        framesInSum += 1
        frames += 1
        if framesInSum == framesPerBlock { closeBlock() }
    }

    private mutating func closeBlock() {
        blocks.append(sum / Double(framesInSum))
        sum = 0
        framesInSum = 0
        guard blocks.count == Self.mostBlocks else { return }
        for pair in 0..<Self.mostBlocks / 2 { blocks[pair] = (blocks[2 * pair] + blocks[2 * pair + 1]) / 2 }
        blocks.removeLast(Self.mostBlocks / 2)
        framesPerBlock *= 2
    }

    /// Exactly 400 heights from 0 to 255; all zero for silence.
    func heights() -> [UInt8] {
        let blocks = framesInSum > 0 ? self.blocks + [sum / Double(framesInSum)] : self.blocks
        let length = Double(frames) / Double(framesPerBlock)
        let levels = (0..<Self.buckets).map { bucket in
            Self.mean(
                of: blocks, from: length * Double(bucket) / Double(Self.buckets),
                to: length * Double(bucket + 1) / Double(Self.buckets)
            ).squareRoot()
        }
        guard let top = levels.max(), top >= Self.silence else { return levels.map { _ in 0 } }
        return levels.map { UInt8((255 * pow($0 / top, 0.6)).rounded()) }
    }

    /// The mean over a stretch whose ends may lie inside blocks.
    private static func mean(of blocks: [Double], from start: Double, to end: Double) -> Double {
        guard !blocks.isEmpty, end > start else { return 0 }
        var sum = 0.0
        for index in Int(start)...max(Int(start), min(Int(end), blocks.count - 1)) where index < blocks.count {
            let overlap = min(end, Double(index + 1)) - max(start, Double(index))
            sum += blocks[index] * max(0, overlap)
        }
        return sum / (end - start)
    }
}
