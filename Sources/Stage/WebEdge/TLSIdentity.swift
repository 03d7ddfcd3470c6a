import NIOSSL
import Synchronization

/// With what the box proves its name to browsers. May be replaced while it serves: connections that are open keep what
/// they began with, new ones get the new one.
package final class TLSIdentity: Sendable {
    private let current: Mutex<NIOSSLContext>

    /// - Parameters:
    ///   - chainPEM: the certificate of the box first.
    ///   - keyPEM: its key.
    /// - Throws: the errors of NIOSSL when certificate or key cannot be read or do not belong together.
    package init(chainPEM: String, keyPEM: String) throws {
        current = Mutex(try Self.context(chainPEM, keyPEM))
    }

    /// - Throws: like `init`; then the old one stays.
    package func replace(chainPEM: String, keyPEM: String) throws {
        let fresh = try Self.context(chainPEM, keyPEM)
        current.withLock { $0 = fresh }
    }

    var context: NIOSSLContext { current.withLock { $0 } }

    private static func context(_ chain: String, _ key: String) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(chain.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["h2", "http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }
}
