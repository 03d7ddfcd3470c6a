import Cryptography
import StageModel

/// A secret of 256 random bits that is given away once and rests here only as its SHA-256: session cookies, device
/// tokens and the tokens in links.
struct OpaqueToken: Sendable {
    /// 52 characters of Crockford's base 32.
    let text: String
    let hash: [UInt8]

    init(entropy: Entropy) {
        text = Crockford.encode(entropy.bytes(32))
        hash = SHA256.hash(Array(text.utf8))
    }

    /// The hash under which a token that somebody shows would rest; nil unless it has a token's shape.
    static func hash(of text: String) -> [UInt8]? {
        guard text.utf8.count == 52, text.utf8.allSatisfy({ (48...57).contains($0) || (97...122).contains($0) }) else {
            return nil
        }
        return SHA256.hash(Array(text.utf8))
    }
}
