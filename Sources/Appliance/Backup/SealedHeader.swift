internal import Cryptography

/// The header of a sealed file: who can open it, and the code that keeps it as it is.
struct SealedHeader: Equatable {
    enum Stanza: Equatable {
        case x25519(ephemeral: [UInt8], wrapped: [UInt8])
        case scrypt(salt: [UInt8], logN: UInt8, r: UInt8, p: UInt8, wrapped: [UInt8])
    }

    /// Work that a header may ask of this machine, beside what `Scrypt.Cost` allows: n·r·p of 256 MiB in one lane.
    private static let maximumWork = 1 << 21

    let stanzas: [Stanza]
    let payloadSalt: [UInt8]
    let code: [UInt8]

    // MARK: Writing

    /// A header for recipients, and the bytes that stand for it.
    ///
    /// - Throws: `SealFailure.badRecipients`.
    static func seal(fileKey: [UInt8], for recipients: [SealRecipient]) throws -> (bytes: [UInt8], salt: [UInt8]) {
        guard (1...SealedFormat.maximumRecipients).contains(recipients.count) else { throw SealFailure.badRecipients }
        let passphrases = recipients.filter { if case .passphrase = $0 { true } else { false } }
        guard passphrases.count <= 1 else { throw SealFailure.badRecipients }
        var bytes = SealedFormat.magic + [SealedFormat.version, UInt8(recipients.count)]
        for recipient in recipients {
            let (kind, body) = try stanza(for: recipient, fileKey: fileKey)
            bytes += [kind, UInt8(body.count >> 8), UInt8(body.count & 0xff)] + body
        }
        let salt = SecureRandom.bytes(SealedFormat.saltBytes)
        bytes += salt
        bytes += HMACSHA256.authenticate(bytes, key: SealedFormat.headerKey(fileKey))
        return (bytes, salt)
    }

    private static func stanza(for recipient: SealRecipient, fileKey: [UInt8]) throws -> (UInt8, [UInt8]) {
        switch recipient {
        case .publicKey(let publicKey):
            let privateKey = X25519.privateKey()
            do {
                let ephemeral = try X25519.publicKey(of: privateKey)
                let shared = try X25519.sharedSecret(privateKey: privateKey, publicKey: publicKey)
                let key = wrappingKey(shared: shared, ephemeral: ephemeral, recipient: publicKey)
                return (1, ephemeral + wrap(fileKey, under: key))
            } catch {
                throw SealFailure.badRecipients
            }
        case .passphrase(let passphrase, let cost):
            guard isAcceptable(cost) else { throw SealFailure.badRecipients }
            let salt = SecureRandom.bytes(SealedFormat.saltBytes)
            let key = try Scrypt.derive(
                password: SealedFormat.bytes(of: passphrase), salt: salt, cost: cost, length: 32)
            let numbers = [UInt8(cost.n.trailingZeroBitCount), UInt8(cost.r), UInt8(cost.p)]
            return (2, salt + numbers + wrap(fileKey, under: key))
        }
    }

    private static func isAcceptable(_ cost: Scrypt.Cost) -> Bool {
        cost.isAcceptable && cost.n * cost.r * cost.p <= maximumWork
    }

    private static func wrappingKey(shared: [UInt8], ephemeral: [UInt8], recipient: [UInt8]) -> [UInt8] {
        HKDFSHA256.derive(
            secret: shared, salt: ephemeral + recipient, info: Array("stagebox seal x25519".utf8), length: 32)
    }

    private static func wrap(_ fileKey: [UInt8], under key: [UInt8]) -> [UInt8] {
        var cipher = AES256GCM(key: key)
        return cipher.seal(fileKey, nonce: [UInt8](repeating: 0, count: AES256GCM.nonceBytes))
    }

    private static func unwrap(_ wrapped: [UInt8], under key: [UInt8]) -> [UInt8]? {
        var cipher = AES256GCM(key: key)
        do {
            return try cipher.open(wrapped, nonce: [UInt8](repeating: 0, count: AES256GCM.nonceBytes))
        } catch {
            return nil
        }
    }

    // MARK: Reading

    /// Reads a header, asking `take` for the bytes in order; `take` throws when there are fewer.
    ///
    /// - Returns: the header and the bytes that its code covers.
    /// - Throws: `SealFailure.unknownFormat`, `.malformedHeader`.
    static func read(_ take: (Int) throws -> [UInt8]) throws -> (header: SealedHeader, covered: [UInt8]) {
        var covered = try take(SealedFormat.magic.count + 2)
        guard covered.starts(with: SealedFormat.magic), covered[7] == SealedFormat.version else {
            throw SealFailure.unknownFormat
        }
        let count = Int(covered[8])
        guard (1...SealedFormat.maximumRecipients).contains(count) else { throw SealFailure.malformedHeader }
        var stanzas: [Stanza] = []
        for _ in 0..<count {
            let start = try take(3)
            let length = Int(start[1]) << 8 | Int(start[2])
            guard length == bodyBytes(ofKind: start[0]) else { throw SealFailure.malformedHeader }
            let body = try take(length)
            stanzas.append(stanza(kind: start[0], body: body))
            covered += start + body
        }
        let scrypts = stanzas.filter { if case .scrypt = $0 { true } else { false } }
        guard scrypts.count <= 1 else { throw SealFailure.malformedHeader }
        let salt = try take(SealedFormat.saltBytes)
        covered += salt
        let code = try take(SealedFormat.codeBytes)
        return (SealedHeader(stanzas: stanzas, payloadSalt: salt, code: code), covered)
    }

    private static func bodyBytes(ofKind kind: UInt8) -> Int? {
        switch kind {
        case 1: X25519.byteCount + SealedFormat.wrappedKeyBytes
        case 2: SealedFormat.saltBytes + 3 + SealedFormat.wrappedKeyBytes
        default: nil
        }
    }

    private static func stanza(kind: UInt8, body: [UInt8]) -> Stanza {
        kind == 1
            ? .x25519(ephemeral: Array(body[..<32]), wrapped: Array(body[32...]))
            : .scrypt(
                salt: Array(body[..<16]), logN: body[16], r: body[17], p: body[18], wrapped: Array(body[19...]))
    }

    /// The file key that an opener finds.
    ///
    /// - Parameter covered: what `read` gave.
    /// - Throws: `SealFailure.notForThisKey`, `.headerDamaged`.
    func fileKey(for opener: SealOpener, covered: [UInt8]) throws -> [UInt8] {
        for stanza in stanzas {
            guard let key = try Self.wrappingKey(of: stanza, for: opener) else { continue }
            let wrapped =
                switch stanza {
                case .x25519(_, let wrapped), .scrypt(_, _, _, _, let wrapped): wrapped
                }
            guard let fileKey = Self.unwrap(wrapped, under: key) else { continue }
            let expected = HMACSHA256.authenticate(covered, key: SealedFormat.headerKey(fileKey))
            guard constantTimeEqual(expected, code) else { throw SealFailure.headerDamaged }
            return fileKey
        }
        throw SealFailure.notForThisKey
    }

    /// Nil if the stanza is not of the opener's kind, or asks for what is refused.
    private static func wrappingKey(of stanza: Stanza, for opener: SealOpener) throws -> [UInt8]? {
        switch (stanza, opener) {
        case (.x25519(let ephemeral, _), .privateKey(let privateKey)):
            do {
                let own = try X25519.publicKey(of: privateKey)
                let shared = try X25519.sharedSecret(privateKey: privateKey, publicKey: ephemeral)
                return wrappingKey(shared: shared, ephemeral: ephemeral, recipient: own)
            } catch {
                return nil
            }
        case (.scrypt(let salt, let logN, let r, let p, _), .passphrase(let passphrase)):
            guard (1...22).contains(logN) else { return nil }
            let cost = Scrypt.Cost(n: 1 << Int(logN), r: Int(r), p: Int(p))
            guard isAcceptable(cost) else { return nil }
            return try Scrypt.derive(
                password: SealedFormat.bytes(of: passphrase), salt: salt, cost: cost, length: 32)
        default:
            return nil
        }
    }
}
