import Foundation
import Testing

@testable import LocalCA

/// Bytes from anywhere are refused or taken, and never end the process.
@Suite struct FuzzTests {
    /// Whole files of all kinds, to be injured.
    private func seeds() throws -> [[UInt8]] {
        let chain = try ForeignChain()
        let authority = try TemporaryFolder().authority()
        let leaf = try authority.makeLeaf(names: ["a.local"], addresses: [#require(Address("::1"))], now: noon)
        var texts = [
            authority.root.text, leaf.text, try chain.leaf.pem + chain.middle.pem + chain.root.pem, chain.leaf.keyPEM,
        ]
        for kind in ["RSA", "ED25519"] {
            texts.append(try OpenSSL.run("genpkey", "-algorithm", kind, "-outform", "PEM").text)
        }
        return texts.map { Array($0.utf8) }
    }

    private func take(_ bytes: [UInt8]) -> Int {
        var taken = 0
        if (try? PEMText.blocks(bytes)) != nil { taken += 1 }
        if (try? Root(bytes: bytes)) != nil { taken += 1 }
        if (try? Leaf(bytes: bytes)) != nil { taken += 1 }
        let stamp = FilePairStamp(certificateFile: "", keyFile: "")
        if let file = try? OwnFile(path: "fuzz", bytes: bytes),
            (try? OwnCertificate(certificates: file, keys: file, stamp: stamp, now: noon)) != nil
        {
            taken += 1
        }
        return taken
    }

    @Test func injuredTextNeverEndsTheProcess() throws {
        var generator = SeededGenerator(for: "injured PEM")
        let seeds = try seeds()
        var taken = 0
        for _ in 0..<4000 {
            var bytes = try #require(seeds.randomElement(using: &generator))
            for _ in 0..<Int.random(in: 1...4, using: &generator) { injure(&bytes, seeds, &generator) }
            taken += take(bytes)
        }
        #expect(taken > 0)
    }

    @Test func injuredDERNeverEndsTheProcess() throws {
        var generator = SeededGenerator(for: "injured DER")
        let blocks = try seeds().flatMap { try PEMText.blocks($0) }
        let ders = blocks.map(\.bytes)
        for _ in 0..<4000 {
            var text = ""
            for label in ["CERTIFICATE", "PRIVATE KEY"] {
                let block = try #require(blocks.filter { $0.label == label }.randomElement(using: &generator))
                var bytes = block.bytes
                for _ in 0..<Int.random(in: 0...3, using: &generator) { injure(&bytes, ders, &generator) }
                if bytes.isEmpty { bytes = [0] }
                text += PEMText.text(label: label, bytes: bytes)
            }
            _ = take(Array(text.utf8))
        }
    }

    @Test func noiseIsNeverTaken() throws {
        var generator = SeededGenerator(for: "noise")
        for _ in 0..<300 {
            let noise = (0..<Int.random(in: 0..<400, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let text =
                PEMText.text(label: "CERTIFICATE", bytes: noise + [1])
                + PEMText.text(label: "PRIVATE KEY", bytes: noise + [2])
            #expect(take(Array(text.utf8)) == 1)
            #expect(take(noise) <= 1)
        }
    }

    private func injure(_ bytes: inout [UInt8], _ seeds: [[UInt8]], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &generator)))
        case 3: bytes.removeLast(bytes.count - place)
        case 4: bytes.insert(contentsOf: bytes.suffix(bytes.count - place).prefix(40), at: place)
        case 5: bytes[place] = [0x00, 0x7f, 0x80, 0xff, 0x0a, 0x2d, 0x84].randomElement(using: &generator) ?? 0
        default:
            guard let other = seeds.randomElement(using: &generator), !other.isEmpty else { return }
            bytes.replaceSubrange(place..., with: other.suffix(Int.random(in: 1...other.count, using: &generator)))
        }
    }

    @Test func blocksSurviveWritingAndReading() throws {
        var generator = SeededGenerator(for: "PEM round trip")
        for count in Array(1...200) + [1000, 4096] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = PEMText.text(label: "CERTIFICATE", bytes: bytes)
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= 64 })
            let block = PEMBlock(label: "CERTIFICATE", bytes: bytes, isLocked: false)
            #expect(try PEMText.blocks(Array(text.utf8)) == [block])
            #expect(try PEMText.blocks(Array((text + text).utf8)) == [block, block])
        }
    }

    @Test(
        arguments: [
            ("", 0), ("text only", 0), ("-----BEGIN -----\n", 0), ("-----BEGIN X-----", nil),
            ("-----END X-----", nil), ("-----BEGIN X-----\n-----END X-----", nil),
            ("-----BEGIN X-----\nAA==\n-----END Y-----", nil), ("-----BEGIN X-----\nAA==\n-----BEGIN X-----", nil),
            ("-----BEGIN X-----\nA\n-----END X-----", nil), ("-----BEGIN X-----\nAA==\n-----END X-----", 1),
            ("-----BEGIN X-----\nAA==-----END X-----", nil),
            ("a: b\n-----BEGIN X-----\nAA==\n-----END X-----\nc: d", 1),
        ] as [(String, Int?)])
    func marksMustMatch(text: String, count: Int?) {
        let blocks = try? PEMText.blocks(Array(text.utf8))
        #expect(blocks?.count == count)
    }
}
