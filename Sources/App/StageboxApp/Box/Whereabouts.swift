import Synchronization

/// Where the box is reached: known for certain only when its ports listen.
final class Whereabouts: Sendable {
    private let state: Mutex<BoxAddresses>

    init(_ configuration: BoxConfiguration) {
        state = Mutex(
            BoxAddresses(
                httpsPort: configuration.servesHTTPS ? configuration.httpsPort : nil,
                httpPort: configuration.httpPort, hostNames: configuration.hostNames))
    }

    var addresses: BoxAddresses { state.withLock { $0 } }

    /// Other names and addresses.
    func moved(to neighbourhood: Neighbourhood) {
        state.withLock {
            $0 = BoxAddresses(httpsPort: $0.httpsPort, httpPort: $0.httpPort, hostNames: neighbourhood.names)
        }
    }

    func listens(http: Int, https: Int?) {
        state.withLock {
            $0 = BoxAddresses(httpsPort: https, httpPort: http, hostNames: $0.hostNames)
        }
    }
}
