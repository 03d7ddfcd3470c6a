import Foundation

/// JSON with sorted keys and no white space, so that equal values have equal bytes and equal hashes.
package enum CanonicalJSON {
    package static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
