import Cryptography

/// The box's own secret, 32 bytes that live in a file beside the database and never in it.
///
/// What the box must recognise again (claim code, order links, ticket codes) is derived from it by HMAC-SHA-256 with
/// a purpose of its own, so a copy of the database alone opens nothing.
package struct SecretKey: Sendable {
    private let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "the box's secret has 32 bytes")
        self.bytes = bytes
    }

    /// A key for one purpose, such as `ticket-code`; purposes never share a key.
    package func subkey(_ purpose: String) -> SecretKey {
        SecretKey(bytes: HMACSHA256.authenticate(Array("stagebox/\(purpose)/1".utf8), key: bytes))
    }

    /// The first `length` bytes (at most 32) of HMAC-SHA-256 over the message.
    package func tag(_ message: some Sequence<UInt8>, length: Int) -> [UInt8] {
        precondition((1...32).contains(length), "a tag has 1 to 32 bytes")
        return Array(HMACSHA256.authenticate(Array(message), key: bytes).prefix(length))
    }

    /// Compares in constant time; a tag of another length than `length` is not one.
    package func verifies(_ tag: [UInt8], length: Int, of message: some Sequence<UInt8>) -> Bool {
        guard tag.count == length else { return false }
        return constantTimeEqual(tag, self.tag(message, length: length))
    }
}
