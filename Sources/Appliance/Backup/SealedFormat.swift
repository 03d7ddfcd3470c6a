package import Cryptography
internal import Foundation

// A sealed file: bytes that only the holder of a key or a passphrase reads, and that nobody changes unnoticed.
//
// Numbers are big-endian. With n recipients:
//
//     offset  bytes  what
//     0       7      the letters SBXSEAL
//     7       1      format, 1
//     8       1      n, 1 to 8
//     9       …      n stanzas, each a kind (1), the length of its body (2) and its body:
//                      kind 1, X25519, 80 bytes: ephemeral public key (32), wrapped file key (48)
//                      kind 2, scrypt, 67 bytes: salt (16), log2 n (1), r (1), p (1), wrapped file key (48)
//     …       16     salt of the payload
//     …       32     HMAC-SHA-256 over everything before it
//     …       …      frames: AES-256-GCM of 65,536 bytes and a tag of 16; the last one holds 0 to 65,536 bytes
//
// The file key is 32 random bytes of this file alone. It is wrapped with AES-256-GCM under a zero nonce, since each
// wrapping key is used once: for X25519 it is HKDF(shared secret, salt ephemeral ‖ recipient, "stagebox seal x25519"),
// for scrypt it is scrypt(passphrase in NFKC, salt). The key of the header's code is HKDF(file key, "", "stagebox seal
// header"), the key of the frames HKDF(file key, salt of the payload, "stagebox seal payload").
//
// Frames follow the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce of frame i is i in 11
// bytes and then 1 for the last frame, 0 for the others. So a cut, a lengthened, a reordered or a changed file fails
// at a frame that can be named, and no byte is given out before its frame was found authentic. The last frame is empty
// only when it is the only one: each content has one division into frames.

/// Numbers of the sealed format.
package enum SealedFormat {
    static let magic = Array("SBXSEAL".utf8)
    static let version: UInt8 = 1
    /// Recipients that one file may have.
    package static let maximumRecipients = 8
    /// Bytes of content in every frame but the last.
    package static let frameBytes = 64 << 10
    static let sealedFrameBytes = frameBytes + AES256GCM.tagBytes
    static let fileKeyBytes = 32
    static let wrappedKeyBytes = fileKeyBytes + AES256GCM.tagBytes
    static let saltBytes = 16
    static let codeBytes = SHA256.byteCount

    /// The length of a sealed file, in bytes.
    ///
    /// - Parameters:
    ///   - bytes: of content.
    ///   - recipients: who can open it.
    package static func sealedBytes(of bytes: Int64, for recipients: [SealRecipient]) -> Int64 {
        let stanzas = recipients.reduce(0) { $0 + 3 + Int64($1.bodyBytes) }
        let frames = max(1, (bytes + Int64(frameBytes) - 1) / Int64(frameBytes))
        return Int64(magic.count + 2 + saltBytes + codeBytes) + stanzas + bytes + frames * Int64(AES256GCM.tagBytes)
    }

    static func nonce(frame: UInt64, isLast: Bool) -> [UInt8] {
        [0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: frame >> (56 - 8 * UInt64($0))) } + [isLast ? 1 : 0]
    }

    static func headerKey(_ fileKey: [UInt8]) -> [UInt8] {
        HKDFSHA256.derive(secret: fileKey, salt: [], info: Array("stagebox seal header".utf8), length: 32)
    }

    static func payloadKey(_ fileKey: [UInt8], salt: [UInt8]) -> [UInt8] {
        HKDFSHA256.derive(secret: fileKey, salt: salt, info: Array("stagebox seal payload".utf8), length: 32)
    }

    /// A passphrase as bytes: NFKC, so that it does not depend on the keyboard that typed it.
    static func bytes(of passphrase: String) -> [UInt8] {
        Array(passphrase.precomposedStringWithCompatibilityMapping.utf8)
    }
}

/// Who can open a sealed file.
package enum SealRecipient: Sendable {
    /// The holder of the private key of this public key of 32 bytes.
    case publicKey([UInt8])
    /// Whoever knows the passphrase; at most one recipient of a file is one.
    case passphrase(String, cost: Scrypt.Cost)

    /// 64 MiB and about a quarter of a second on a small box.
    package static let defaultCost = Scrypt.Cost(n: 1 << 16, r: 8, p: 1)

    var bodyBytes: Int {
        switch self {
        case .publicKey: X25519.byteCount + SealedFormat.wrappedKeyBytes
        case .passphrase: SealedFormat.saltBytes + 3 + SealedFormat.wrappedKeyBytes
        }
    }
}

/// What opens a sealed file.
package enum SealOpener: Sendable {
    /// A private X25519 key of 32 bytes.
    case privateKey([UInt8])
    case passphrase(String)
}

/// Why a sealed file is not opened or not made.
package enum SealFailure: Error, Equatable, Sendable {
    /// No sealed file at all, or of a format that this program does not know.
    case unknownFormat
    /// The header ends early, or holds what the format does not allow.
    case malformedHeader
    /// The opener is none of the recipients: another key, another passphrase, or a changed stanza.
    case notForThisKey
    /// The header was changed.
    case headerDamaged
    /// A frame, counted from 0, was changed or stands in the wrong place.
    case frameDamaged(UInt64)
    /// The file ends before its last frame, at this frame counted from 0.
    case truncated(UInt64)
    /// Something stands behind the last frame.
    case lengthened
    /// Recipients that the format does not allow: none, more than eight, two passphrases, a key that is none.
    case badRecipients
}

extension SealFailure {
    /// What is wrong, as the end of a sentence.
    var reason: String {
        switch self {
        case .unknownFormat: "it is not a sealed file that this version knows"
        case .malformedHeader, .headerDamaged: "its header is damaged"
        case .notForThisKey: "it was sealed for another key, or its header is damaged"
        case .frameDamaged(let frame): "part \(frame + 1) of its content was changed or stands in the wrong place"
        case .truncated(let frame): "it was cut off after part \(frame)"
        case .lengthened: "something was added at its end"
        case .badRecipients: "it has no acceptable recipient"
        }
    }
}
