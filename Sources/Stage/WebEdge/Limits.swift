/// Every size, rate and time-out of the edge. Tests try the last value allowed and the first refused.
package struct Limits: Sendable {
    // Sizes in bytes.
    package var jsonBytes = 64 << 10
    package var imageBytes = 12 << 20
    package var audioBytes: Int64 = 2 << 30
    /// Of the target and all header fields of a request together.
    package var headerBytes = 32 << 10
    package var headerCount = 100
    package var targetBytes = 8 << 10
    package var queryParameters = 32
    /// How much of a refused body is still read, so that the refusal reaches a client that only writes.
    package var drainBytes = 16 << 20
    package var socketMessageBytes = 16 << 10

    // Time-outs.
    /// From a connection to its first request, the TLS handshake included.
    package var firstRequest = Duration.seconds(15)
    /// Between two requests, and for the head of the next one.
    package var idle = Duration.seconds(75)
    /// Without a byte of a body for this long the request is refused.
    package var bodyStall = Duration.seconds(20)
    /// A body that came slower than this, after `bodyStall` of waiting, is refused as well.
    package var bodyBytesPerSecond = 512
    /// A client that takes nothing of an answer for this long is let go. Browsers pause a long song for a while, so not
    /// too short; they come back with a range.
    package var answerStall = Duration.seconds(60)
    /// For a feature's work on one call; uploads are bounded by their pace instead.
    package var work = Duration.seconds(30)
    /// How long the listing of the web application's folder is good.
    package var webListing = Duration.seconds(2)
    package var heartbeat = Duration.seconds(15)
    /// How often a listening screen's session is looked at again.
    package var recheck = Duration.seconds(60)
    /// What still runs this long after the box was told to stop is cut.
    package var farewell = Duration.seconds(5)

    // Counts.
    package var connections = 4000
    /// Calls at work at one moment; the next ones are told to come back.
    package var callsInFlight = 512
    package var listeners = 1000
    /// Phones of a whole hall may come through one address.
    package var listenersPerAddress = 400
    package var topics = 32
    /// Events that wait for a slow listener before it is let go; it comes back and asks what it missed.
    package var listenerBacklog = 256
    /// Events that a returning listener is told one by one; beyond, it fetches everything again.
    package var missedEvents = 500
    package var idempotencyKeyBytes = 128
    package var idempotencyHours = 24

    /// Calls in a row and calls a minute, for one address and for one account or device.
    package struct Rate: Sendable, Equatable {
        package var burst: Int
        package var perMinute: Int

        package init(burst: Int, perMinute: Int) {
            self.burst = burst
            self.perMinute = perMinute
        }
    }

    /// By address. Phones of a whole hall may come through one address, so only guessing is tight.
    package var byAddress: [Budget: Rate] = [
        .ordinary: Rate(burst: 600, perMinute: 3000), .guessing: Rate(burst: 20, perMinute: 20),
        .door: Rate(burst: 600, perMinute: 6000), .upload: Rate(burst: 60, perMinute: 120),
        .media: Rate(burst: 3000, perMinute: 12000),
    ]

    /// By account or device.
    package var byPrincipal: [Budget: Rate] = [
        .ordinary: Rate(burst: 300, perMinute: 1200), .guessing: Rate(burst: 10, perMinute: 10),
        .door: Rate(burst: 60, perMinute: 600), .upload: Rate(burst: 60, perMinute: 120),
        .media: Rate(burst: 600, perMinute: 3000),
    ]

    /// What one socket may say.
    package var socketMessages = Rate(burst: 20, perMinute: 60)

    package init() {}

    func bytes(_ limit: BodyLimit) -> Int64 {
        switch limit {
        case .none: 0
        case .json: Int64(jsonBytes)
        case .image: Int64(imageBytes)
        case .audio: audioBytes
        }
    }
}
