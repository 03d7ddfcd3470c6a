import Cryptography
import Testing

@testable import Backup

@Suite struct SealedFileTests {
    static let cost = Scrypt.Cost(n: 16, r: 1, p: 1)
    private let privateKey = [UInt8](repeating: 9, count: 32)

    private func recipient() throws -> SealRecipient { .publicKey(try X25519.publicKey(of: privateKey)) }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
    func whatIsSealedComesBack(count: Int) throws {
        let content = pattern(count)
        let sealed = try seal(content, for: [recipient()], piece: 10_000)
        #expect(Int64(sealed.count) == SealedFormat.sealedBytes(of: Int64(count), for: [try recipient()]))
        #expect(try open(sealed, .privateKey(privateKey)) == content)
        #expect(try open(sealed, .privateKey(privateKey), piece: 7) == content)
    }

    @Test func everyRecipientOpensAndNobodyElse() throws {
        let keys = (0..<7).map { [UInt8](repeating: UInt8($0), count: 32) }
        let recipients =
            try keys.map { SealRecipient.publicKey(try X25519.publicKey(of: $0)) }
            + [.passphrase("caf\u{e9} \u{fb01}sh", cost: Self.cost)]
        let sealed = try seal([1, 2, 3], for: recipients)
        #expect(Int64(sealed.count) == SealedFormat.sealedBytes(of: 3, for: recipients))
        for key in keys { #expect(try open(sealed, .privateKey(key)) == [1, 2, 3]) }
        #expect(try open(sealed, .passphrase("cafe\u{301} fish")) == [1, 2, 3])
        #expect(throws: SealFailure.notForThisKey) { try open(sealed, .privateKey(privateKey)) }
        #expect(throws: SealFailure.notForThisKey) { try open(sealed, .passphrase("cafe fish")) }
    }

    @Test func recipientsThatTheFormatDoesNotAllowAreRefused() throws {
        let one = try recipient()
        let word = SealRecipient.passphrase("word", cost: Self.cost)
        _ = try seal([], for: [SealRecipient](repeating: one, count: 8))
        let refused: [[SealRecipient]] = [
            [], [SealRecipient](repeating: one, count: 9), [word, word], [.publicKey([1])],
            [.publicKey([UInt8](repeating: 0, count: 32))],
            [.passphrase("word", cost: Scrypt.Cost(n: 1 << 19, r: 8, p: 1))],
            [.passphrase("word", cost: Scrypt.Cost(n: 1 << 17, r: 8, p: 3))],
        ]
        for recipients in refused {
            #expect(throws: SealFailure.badRecipients) { try seal([], for: recipients) }
        }
    }

    @Test func everyFlippedByteIsRefused() throws {
        let recipients = [try recipient(), .passphrase("word", cost: Self.cost)]
        let sealed = try seal(Array("a small file".utf8), for: recipients)
        for index in sealed.indices {
            for flip: UInt8 in [0x01, 0x80, 0xff] {
                var other = sealed
                other[index] ^= flip
                #expect(throws: SealFailure.self, "byte \(index)") { try open(other, .privateKey(privateKey)) }
                #expect(throws: SealFailure.self, "byte \(index)") { try open(other, .passphrase("word")) }
            }
        }
    }

    @Test func everyShorterAndEveryLongerFileIsRefused() throws {
        let sealed = try seal(Array("a small file".utf8), for: [recipient()])
        for count in sealed.indices {
            #expect(throws: SealFailure.self) { try open(Array(sealed[..<count]), .privateKey(privateKey)) }
        }
        for more in [1, 16, 70_000] {
            #expect(throws: SealFailure.self) {
                try open(sealed + [UInt8](repeating: 0, count: more), .privateKey(privateKey))
            }
        }
    }

    @Test func cutLengthenedReorderedAndForeignFramesAreNamed() throws {
        let frame = SealedFormat.sealedFrameBytes
        let sealed = try seal(pattern(3 * 65_536 + 10), for: [recipient()])
        let header = sealed.count - 3 * frame - 26
        func part(_ index: Int) -> [UInt8] {
            Array(sealed[(header + index * frame)..<min(sealed.count, header + (index + 1) * frame)])
        }
        let start = Array(sealed[..<header])
        func expect(_ failure: SealFailure, _ frames: [[UInt8]]) {
            #expect(throws: failure) { try open(start + frames.joined(), .privateKey(privateKey)) }
        }
        expect(.truncated(0), [])
        expect(.truncated(0), [Array(part(0).prefix(15))])
        expect(.truncated(1), [part(0)])
        expect(.truncated(3), [part(0), part(1), part(2)])
        expect(.frameDamaged(2), [part(0), part(1), Array(part(2).dropLast())])
        expect(.frameDamaged(0), [part(1), part(0), part(2), part(3)])
        expect(.frameDamaged(1), [part(0), part(2), part(1), part(3)])
        expect(.frameDamaged(1), [part(0), part(3)])
        expect(.frameDamaged(1), [part(0), part(0), part(1), part(2), part(3)])
        expect(.frameDamaged(3), [part(0), part(1), part(2), part(3), [0]])
        // Behind a full last frame there is room for nothing.
        let full = try seal(pattern(65_536), for: [recipient()])
        #expect(throws: SealFailure.lengthened) { try open(full + [0], .privateKey(privateKey)) }
        let other = try seal(pattern(3 * 65_536 + 10), for: [recipient()])
        expect(.frameDamaged(1), [part(0), Array(other[(header + frame)...])])
    }

    @Test func anEmptyLastFrameBehindAFullOneIsRefused() throws {
        let fileKey = [UInt8](repeating: 3, count: 32)
        let header = try SealedHeader.seal(fileKey: fileKey, for: [recipient()])
        var cipher = AES256GCM(key: SealedFormat.payloadKey(fileKey, salt: header.salt))
        let frames =
            cipher.seal(pattern(65_536), nonce: SealedFormat.nonce(frame: 0, isLast: false))
            + cipher.seal([], nonce: SealedFormat.nonce(frame: 1, isLast: true))
        #expect(throws: SealFailure.frameDamaged(1)) { try open(header.bytes + frames, .privateKey(privateKey)) }
    }

    @Test func nothingOfADamagedFrameIsGivenOut() throws {
        var sealed = try seal(pattern(65_536 * 2), for: [recipient()])
        sealed[sealed.count - 1] ^= 1
        var given = 0
        #expect(throws: SealFailure.frameDamaged(1)) {
            try open(sealed, .privateKey(privateKey)) { given += $0.count }
        }
        #expect(given == 65_536)
    }

    @Test func aStoredCostCannotAskForMoreThanIsGiven() throws {
        let sealed = try seal([1], for: [.passphrase("word", cost: Self.cost)])
        // Offset of log2 n: magic 9, kind and length 3, salt 16.
        for (logN, r, p): (UInt8, UInt8, UInt8) in [
            (0, 1, 1), (19, 8, 1), (23, 1, 1), (64, 1, 1), (255, 255, 255), (4, 0, 1), (4, 1, 0), (17, 8, 3),
        ] {
            var other = sealed
            other.replaceSubrange(28..<31, with: [logN, r, p])
            #expect(throws: SealFailure.notForThisKey) { try open(other, .passphrase("word")) }
        }
    }

    @Test func randomAndMutatedHeadersNeverStopTheProgram() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let good = try seal(pattern(100), for: [recipient(), recipient()])
        for _ in 0..<3000 {
            var mutated = Array(good.prefix(Int.random(in: 0...good.count, using: &generator)))
            for _ in 0..<Int.random(in: 0...6, using: &generator) where !mutated.isEmpty {
                let index = Int.random(in: 0..<min(mutated.count, 260), using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: mutated[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: mutated.remove(at: index)
                default: mutated.insert(UInt8.random(in: 0...255, using: &generator), at: index)
                }
            }
            do {
                #expect(try open(mutated, .privateKey(privateKey)) == pattern(100), "seed \(seed)")
                #expect(mutated == good, "seed \(seed)")
            } catch {
                #expect(error is SealFailure, "seed \(seed)")
            }
        }
    }

    @Test func sixtyFourMebibytesPassThroughTheMemoryOfOneFrame() throws {
        let total = 64 << 20
        let key = privateKey
        let chunk = pattern(1 << 20)
        // What is sealed is opened at once: the writer runs ahead by no more than the reader asks for.
        var queue: [UInt8] = []
        var largest = 0
        let writer = try SealedWriter(for: [recipient()]) {
            queue.append(contentsOf: $0)
            largest = max(largest, $0.count)
        }
        var fed = 0
        var isFinished = false
        let reader = try SealedReader(opener: .privateKey(key)) { buffer in
            while queue.isEmpty, !isFinished {
                if fed < total {
                    try writer.write(chunk)
                    fed += chunk.count
                } else {
                    try writer.finish()
                    isFinished = true
                }
            }
            let count = min(buffer.count, queue.count)
            buffer.copyBytes(from: queue[..<count])
            queue.removeFirst(count)
            return count
        }
        var digest = SHA256()
        var count = 0
        var mostHeld = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let part = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
            if part == 0 { break }
            mostHeld = max(mostHeld, part)
            digest.update(buffer[..<part])
            count += part
        }
        #expect(count == total)
        #expect(largest == SealedFormat.sealedFrameBytes)
        #expect(mostHeld == SealedFormat.frameBytes)
        var expected = SHA256()
        for _ in 0..<64 { expected.update(chunk) }
        let (opened, whole) = (digest.finalize(), expected.finalize())
        #expect(opened == whole)
    }
}

func seal(_ content: [UInt8], for recipients: [SealRecipient], piece: Int = 1 << 20) throws -> [UInt8] {
    var sealed: [UInt8] = []
    let writer = try SealedWriter(for: recipients) { sealed += $0 }
    var rest = content[...]
    while !rest.isEmpty {
        try writer.write(Array(rest.prefix(piece)))
        rest = rest.dropFirst(piece)
    }
    try writer.finish()
    return sealed
}

@discardableResult
func open(
    _ sealed: [UInt8], _ opener: SealOpener, piece: Int = 100_000, take: (ArraySlice<UInt8>) -> Void = { _ in }
) throws -> [UInt8] {
    var offset = 0
    let reader = try SealedReader(opener: opener) { buffer in
        let part = sealed[offset...].prefix(min(buffer.count, 50_000))
        buffer.copyBytes(from: part)
        offset += part.count
        return part.count
    }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: piece)
    while true {
        let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
        if count == 0 { return content }
        take(buffer[..<count])
        content += buffer[..<count]
    }
}
