import Avahi
import Synchronization
import Testing

/// Whether this machine has a daemon or not: what must hold in both cases. What only a daemon can show is in
/// `web/tests/network`, in network namespaces.
@Suite struct AvahiConnectionTests {
    private func connect() -> (AvahiConnection, AsyncStream<AvahiNews>) {
        let (news, continuation) = AsyncStream<AvahiNews>.makeStream()
        return (AvahiConnection { continuation.yield($0) }, news)
    }

    private func client(_ news: AvahiNews?) -> Int? {
        switch news {
        case .waiting(let client), .preparing(let client), .running(let client, _), .lost(let client, _): client
        default: nil
        }
    }

    @Test func whoConnectsHearsWhetherThereIsADaemon() async {
        let (connection, news) = connect()
        connection.carryOut(.open(client: 7))
        var heard = news.makeAsyncIterator()
        #expect(client(await heard.next()) == 7)
        await connection.end(patience: .seconds(60))
    }

    @Test func whatIsPublishedWithoutAConnectionIsRefused() async throws {
        let (connection, news) = connect()
        connection.carryOut(.withdraw(group: 1))
        connection.carryOut(.publish(group: 1, records: [.address(name: "x.local", address: "10.0.0.1", interface: 1)]))
        connection.carryOut(.close)
        var heard = news.makeAsyncIterator()
        let first = try #require(await heard.next())
        guard case .refused(group: 1, let failure) = first else {
            Issue.record("\(first)")
            return
        }
        #expect(failure.isConnectionLost)
        await connection.end(patience: .seconds(60))
    }

    /// An order that came just before the thread fell asleep was once left lying.
    @Test(.timeLimit(.minutes(5)))
    func noOrderIsLeftLying() async {
        let (connection, news) = connect()
        var heard = news.makeAsyncIterator()
        for group in 1...5000 {
            connection.carryOut(.withdraw(group: group))
            connection.carryOut(.publish(group: group, records: []))
            guard case .refused(group, _) = await heard.next() else {
                Issue.record("no answer about group \(group)")
                break
            }
        }
        await connection.end(patience: .seconds(60))
    }

    @Test func ordersAfterTheEndAreForgotten() async {
        let count = Mutex(0)
        let connection = AvahiConnection { _ in count.withLock { $0 += 1 } }
        await connection.end(patience: .seconds(60))
        connection.carryOut(.open(client: 1))
        connection.carryOut(.publish(group: 1, records: []))
        #expect(count.withLock { $0 } == 0)
    }

    @Test func aConnectionThatNobodyHoldsEndsItsThread() async {
        let (news, continuation) = AsyncStream<AvahiNews>.makeStream()
        do {
            let token = Token { continuation.finish() }
            let connection = AvahiConnection { [token] _ in _ = token }
            connection.carryOut(.close)
        }
        // Ends only when the thread has let go of its listener.
        for await _ in news {}
    }

    private final class Token: Sendable {
        private let onEnd: @Sendable () -> Void

        init(onEnd: @escaping @Sendable () -> Void) { self.onEnd = onEnd }

        deinit { onEnd() }
    }
}
