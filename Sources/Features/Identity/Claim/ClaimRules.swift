import StageModel

/// The code with which the owner takes a new box: 80 bits, to be read from the machine and typed.
package struct ClaimCode: Sendable, Hashable {
    /// `XXXX-XXXX-XXXX-XXXX` in Crockford's alphabet.
    package let text: String
}

/// How the claim code comes from its nonce, and what wrong tries lead to.
enum ClaimRules {
    static let codeBytes = 10
    static let nonceBytes = 16

    static func code(nonce: [UInt8], key: SecretKey) -> ClaimCode {
        let digits = Array(Crockford.encode(key.tag(nonce, length: codeBytes)).uppercased())
        let groups = stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<min($0 + 4, digits.count)]) }
        return ClaimCode(text: groups.joined(separator: "-"))
    }

    /// Reads what a person typed; refuses what cannot be a code, so that a slip of the hand costs no try.
    static func typed(_ text: String) throws -> [UInt8] {
        guard text.utf8.count <= 64, let bytes = Crockford.decode(text), bytes.count == codeBytes else {
            throw InvalidInput("code", "A claim code has 16 letters and digits. The machine shows it when it starts.")
        }
        return bytes
    }

    /// Compares in constant time; all ten bytes count.
    static func isRight(_ code: [UInt8], nonce: [UInt8], key: SecretKey) -> Bool {
        key.verifies(code, length: codeBytes, of: nonce)
    }

    /// The row after one more wrong try: counted, or with a fresh nonce when the tries are used up.
    static func afterWrongTry(_ claim: ClaimRow, freshNonce: [UInt8]) -> ClaimRow {
        claim.wrongTries + 1 < IdentityLimits.claimTries
            ? ClaimRow(nonce: claim.nonce, wrongTries: claim.wrongTries + 1)
            : ClaimRow(nonce: freshNonce, wrongTries: 0)
    }
}
