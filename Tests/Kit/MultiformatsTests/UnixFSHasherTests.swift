import Cryptography
import Testing

@testable import Multiformats

@Suite struct UnixFSHasherTests {
    private static let chunk = UnixFSHasher.chunkBytes

    /// Lengths of the file whose byte at i is i mod 251, and the names that Kubo and boxo give it.
    static let names: [(Int, String)] = [
        (0, "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"),
        (1, "bafkreidogqfzz75tpkmjzjke425xqcrmpcib2p5tg44hnbirumdbpl5adu"),
        (250, "bafkreibwtv62cykwyxrmbvizzw5lhglkoje6edj6jdbwuouhh2mhdef5re"),
        (chunk - 1, "bafkreiagptg6ztonoojy4wflk3wwusl5xt4vcy6uult4wa7oemsjtxhjsu"),
        (chunk, "bafkreibruh455iawsviqslif5c7uurdcfdemh22mtnytyzvnzn75kpejxy"),
        (chunk + 1, "bafybeiexg2oqkfnj56l7fcmawswqbijt5shq4b5rg6a546uwpkqqzwjioi"),
        (4 * chunk + 1, "bafybeig7rd7v2ygpkiiyu3kzsojmrj3ujtinivk7fxid5p33t6kdewzvsm"),
        (174 * chunk, "bafybeihpe5snhzneq7xs53nivmsopto5lrogo3wjynauqylqeym5a3irbm"),
        (174 * chunk + 1, "bafybeib4y7ghw2rq7bracc4xwtxrbzo7cfvagdpte2tmrkgwl6dyard3cm"),
    ]

    @Test(arguments: names)
    func filesHaveTheNamesThatKuboGivesThem(bytes: Int, name: String) {
        #expect(cid(bytes, inPiecesOf: 1 << 20) == name)
    }

    @Test func aFileWithoutPatternHasItsName() {
        var hasher = UnixFSHasher()
        var left = 3 * 1_048_576 + 7
        var counter = 0
        while left > 0 {
            let block = SHA256.hash(Array("stagebox:\(counter)".utf8)).prefix(left)
            hasher.update(Array(block))
            left -= block.count
            counter += 1
        }
        #expect(hasher.finalize().description == "bafybeiacza7k4updfkuowyie6obwkeoaxj4dcgw4tbjgtzbuuoa3anhqsa")
    }

    @Test(arguments: [1000, 65_536, chunk - 1, chunk, chunk + 1, 5 * chunk])
    func thePiecesInWhichBytesComeDoNotMatter(piece: Int) {
        let name = "bafybeig7rd7v2ygpkiiyu3kzsojmrj3ujtinivk7fxid5p33t6kdewzvsm"
        #expect(cid(4 * Self.chunk + 1, inPiecesOf: piece) == name)
    }

    @Test func emptyPiecesDoNotMatter() {
        var hasher = UnixFSHasher()
        hasher.update([])
        hasher.update([0])
        hasher.update(UnsafeRawBufferPointer(start: nil, count: 0))
        #expect(hasher.finalize().description == "bafkreidogqfzz75tpkmjzjke425xqcrmpcib2p5tg44hnbirumdbpl5adu")
    }

    /// The graph's edges with chunks of few bytes: an inner node alone, two full levels, one leaf more.
    static let deepNames: [(Int, Int, String)] = [
        (4, 174 * 4 + 4, "bafybeici53zz2cc3hv6isk4fl6lnv66l2cjfviq6kgsdly34bpvlmuk3ny"),
        (4, 174 * 174 * 4, "bafybeieptexrh3i5poraevnltj43bqvlehy7arw6gpjpx257qche4zfiwy"),
        (4, 174 * 174 * 4 + 1, "bafybeibq7manwl3j3gxg2o33derqwci7fijo3gjgschkmfvesbqb7l6bzu"),
        (1, 174 * 174 + 174 + 1, "bafybeickhwf3n5mecajellzczgyogi4xo3g2hz7557g2ittmo2fkq6olne"),
    ]

    @Test(arguments: deepNames)
    func deepGraphsAreBalanced(chunkSize: Int, bytes: Int, name: String) {
        var hasher = UnixFSHasher(chunkSize: chunkSize)
        hasher.update(pattern(bytes))
        #expect(hasher.finalize().description == name)
    }

    @Test func memoryDoesNotGrowWithTheFile() {
        // As many chunks as a file of 25 GB has.
        let chunks = 100_000
        var hasher = UnixFSHasher(chunkSize: 1)
        var most = 0
        for _ in 0..<chunks / 100 {
            hasher.update([UInt8](repeating: 7, count: 100))
            most = max(most, hasher.heldLinks)
        }
        #expect(most <= 3 * UnixFSHasher.linksPerNode)
        #expect(hasher.finalize().codec == .dagPB)
    }

    private func cid(_ bytes: Int, inPiecesOf piece: Int) -> String {
        var hasher = UnixFSHasher()
        let source = pattern(piece + 251)
        var offset = 0
        while offset < bytes {
            let count = min(piece, bytes - offset)
            let start = offset % 251
            source.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[start..<start + count])) }
            offset += count
        }
        return hasher.finalize().description
    }

    /// Bytes i mod 251.
    private func pattern(_ count: Int) -> [UInt8] {
        var bytes = Array(0..<UInt8(251))
        while bytes.count < count { bytes += bytes }
        return Array(bytes.prefix(count))
    }
}
