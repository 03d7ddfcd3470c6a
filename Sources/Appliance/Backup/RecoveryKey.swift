package import Cryptography
internal import Mnemonic

/// The one secret that opens a backup: 32 bytes, written on paper as 24 words.
///
/// Everything is derived from it by HKDF-SHA-256 without a salt: the private key by "stagebox backup x25519", the key
/// that hides names by "stagebox backup names". A box keeps the `BackupKey` alone, which seals and does not open; it
/// needs the recovery key only for restoring and for test restores. Neither is ever written into a backup, except the
/// recovery key sealed under a passphrase, if somebody wants one.
package struct RecoveryKey: Sendable, Equatable {
    package static let byteCount = 32

    /// Secret.
    package let bytes: [UInt8]

    /// - Parameter bytes: 32 random bytes.
    package init(bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "a recovery key has 32 bytes")
        self.bytes = bytes
    }

    /// A new key.
    package static func random() -> RecoveryKey { RecoveryKey(bytes: SecureRandom.bytes(byteCount)) }

    /// Reads 24 words that a person typed.
    ///
    /// - Throws: `BackupFailure.wrongWords`.
    package init(words: String) throws(BackupFailure) {
        let sentence: MnemonicSentence
        do {
            sentence = try MnemonicSentence(text: words)
        } catch {
            throw .wrongWords(error)
        }
        guard sentence.entropy.count == Self.byteCount else { throw .wrongWords(.wordCount(sentence.words.count)) }
        bytes = sentence.entropy
    }

    /// The 24 words, with one space between them.
    package var words: String {
        do {
            return try MnemonicSentence(entropy: bytes).text
        } catch {
            preconditionFailure("32 bytes are 24 words")
        }
    }

    /// The half that seals.
    package var backupKey: BackupKey {
        do {
            return BackupKey(publicKey: try X25519.publicKey(of: privateKey), nameKey: derived("names"))
        } catch {
            preconditionFailure("32 bytes are a private key")
        }
    }

    /// The recovery key as a sealed file that a passphrase opens, to lie beside the snapshots.
    ///
    /// Blocks for the time that the cost says.
    ///
    /// - Throws: `BackupFailure.weakPassphrase` below ten characters.
    package func locked(
        passphrase: String, cost: Scrypt.Cost = SealRecipient.defaultCost
    ) throws -> [UInt8] {
        guard passphrase.count >= Self.leastPassphrase else {
            throw BackupFailure.weakPassphrase(characters: Self.leastPassphrase)
        }
        var sealed: [UInt8] = []
        let writer = try SealedWriter(for: [.passphrase(passphrase, cost: cost)]) { sealed += $0 }
        try writer.write(bytes)
        try writer.finish()
        return sealed
    }

    /// Characters that a passphrase has at least.
    package static let leastPassphrase = 10
    /// The most bytes that a locked key can have.
    static let maximumLockedBytes = 1024

    /// - Throws: `SealFailure`.
    init(locked: [UInt8], passphrase: String) throws {
        var rest = locked[...]
        let reader = try SealedReader(opener: .passphrase(passphrase)) { buffer in
            let part = rest.prefix(buffer.count)
            buffer.copyBytes(from: part)
            rest = rest.dropFirst(part.count)
            return part.count
        }
        var key = [UInt8](repeating: 0, count: Self.byteCount + 1)
        let count = try key.withUnsafeMutableBytes { try reader.read(into: $0) }
        guard count == Self.byteCount else { throw SealFailure.malformedHeader }
        bytes = Array(key[..<count])
    }

    /// 32 bytes, secret.
    var privateKey: [UInt8] { derived("x25519") }

    private func derived(_ purpose: String) -> [UInt8] {
        HKDFSHA256.derive(secret: bytes, salt: [], info: Array("stagebox backup \(purpose)".utf8), length: 32)
    }
}

/// What a box needs for writing backups: it seals and names, and opens nothing.
package struct BackupKey: Sendable, Equatable {
    package static let byteCount = 64

    let publicKey: [UInt8]
    let nameKey: [UInt8]

    init(publicKey: [UInt8], nameKey: [UInt8]) {
        self.publicKey = publicKey
        self.nameKey = nameKey
    }

    /// Reads `bytes` again; nil unless there are 64.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(publicKey: Array(bytes[..<32]), nameKey: Array(bytes[32...]))
    }

    /// 64 bytes for the box's own secrets: who has them sees which of his own files a backup holds.
    package var bytes: [UInt8] { publicKey + nameKey }

    var recipients: [SealRecipient] { [.publicKey(publicKey)] }

    /// 16 hexadecimal digits that tell one key from another and say nothing about it.
    var mark: String { Hexadecimal.encode(code(for: "mark", [])[..<8]) }

    /// The name under which a blob lies in a backup: it tells nobody what the blob is.
    func name(ofBlob cid: [UInt8]) -> BlobName { BlobName(bytes: Array(code(for: "blob", cid)[..<BlobName.byteCount])) }

    /// The code by which a list of names is known to be this box's.
    func code(ofReferences bytes: [UInt8]) -> [UInt8] { code(for: "references", bytes) }

    private func code(for purpose: String, _ bytes: [UInt8]) -> [UInt8] {
        HMACSHA256.authenticate(Array(purpose.utf8) + [0] + bytes, key: nameKey)
    }
}

enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
