import Avahi
import Foundation
package import Logging
import ServiceLifecycle
import Synchronization

// LocalNetwork: lets other devices find the box by name, without anybody setting up a server for names.
//
// Purpose. Announces through the system's avahi-daemon (mDNS and DNS-SD, RFC 6762 and 6763) the services
// `_stagebox._tcp` (with the subtype `_door`), `_https._tcp` and `_http._tcp`, and names such as `stagebox.local` as
// addresses on each interface. The host itself is not renamed: that needs rights which the box does not have, and does
// not outlast a restart. A name that another device has becomes `stagebox-2.local` and so on, and every few minutes
// the box asks whether the first one is free. Follows changed addresses, cables, renamed hosts, restarts of
// avahi-daemon and of D-Bus. Also lists the addresses by which the box can be reached.
//
// How. `Announcing` decides, as a value without clock or library; Kit's `AvahiConnection` carries its orders out on a
// thread of its own; this service joins the two, looks at the interfaces every two seconds and tells how it stands.
//
// Limits. Names are given to addresses of this machine only, IPv4 and global IPv6, not to `fe80::…`. Interfaces of
// containers, tunnels and the loopback are left out. Texts that are announced have 200 bytes at most and hold nothing
// secret: everybody on the network reads them. Without avahi-daemon the box runs on, and the standing says so.
//
// Callers. StageboxApp: health page, certificates (which follow the names held), first-run page.

/// Announces the box for as long as it runs.
package final class Announcer: Service {
    private struct State {
        var announcing: Announcing
        var nextListener = 0
        var isOver = false
        var listeners: [Int: AsyncStream<LocalStanding>.Continuation] = [:]
    }

    private let state: Mutex<State>
    private let pace: AnnouncerPace
    private let logger: Logger
    private let begin = ContinuousClock.now
    private let inbox: AsyncStream<Announcing.Input>
    private let inputs: AsyncStream<Announcing.Input>.Continuation

    /// - Parameters:
    ///   - facts: what to announce at first.
    ///   - pace: how long to wait for what.
    package init(facts: AnnouncedFacts, pace: AnnouncerPace = AnnouncerPace(), logger: Logger) {
        self.pace = pace
        self.logger = logger
        state = Mutex(State(announcing: Announcing(facts: facts, pace: pace, at: .zero)))
        (inbox, inputs) = AsyncStream.makeStream()
    }

    /// Announces something else from now on.
    package func update(_ facts: AnnouncedFacts) { inputs.yield(.facts(facts)) }

    /// How the box stands now.
    package var standing: LocalStanding { state.withLock { $0.announcing.standing(epoch: epoch) } }

    /// How the box stands now, and again whenever that changes. A slow listener misses what is between, never the last.
    package func standings() -> AsyncStream<LocalStanding> {
        let (stream, continuation) = AsyncStream<LocalStanding>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let epoch = epoch
        let key = state.withLock { state in
            state.nextListener += 1
            state.listeners[state.nextListener] = continuation
            continuation.yield(state.announcing.standing(epoch: epoch))
            if state.isOver { continuation.finish() }
            return state.nextListener
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: key) }
        }
        return stream
    }

    /// The date at which the times began to count; moves with the clock when that is set right.
    private var epoch: Date { Date() - (ContinuousClock.now - begin).seconds }

    /// Announces until the box stops; withdraws everything then.
    package func run() async throws {
        let connection = AvahiConnection { [inputs] news in inputs.yield(.news(news)) }
        do {
            try await cancelWhenGracefulShutdown { [self] in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await self.look() }
                    group.addTask { try await self.work(connection) }
                    defer { group.cancelAll() }
                    try await group.next()
                }
            }
        } catch is CancellationError {
            // The box stops.
        }
        await connection.end()
        let listeners = state.withLock { state in
            state.isOver = true
            return state.listeners
        }
        for listener in listeners.values { listener.finish() }
    }

    /// Looks at the interfaces, again and again.
    private func look() async throws {
        var isTold = false
        while true {
            do {
                inputs.yield(.links(try NetworkAddresses.usable()))
                isTold = false
            } catch {
                if !isTold { logger.warning("Addresses cannot be read", metadata: ["errno": "\(error.code)"]) }
                isTold = true
                inputs.yield(.tick)
            }
            try await Task.sleep(for: pace.look)
        }
    }

    private func work(_ connection: AvahiConnection) async throws {
        for await input in inbox {
            let (orders, before, after) = state.withLock { state in
                // Dates that only count from another moment are no change.
                let before = state.announcing.standing(epoch: .distantPast)
                let orders = state.announcing.take(input, at: ContinuousClock.now - begin)
                return (orders, before, state.announcing.standing(epoch: .distantPast))
            }
            for order in orders { connection.carryOut(order) }
            if before != after { tell(before, after) }
        }
        try Task.checkCancellation()
    }

    private func tell(_ before: LocalStanding, _ after: LocalStanding) {
        if before.condition != after.condition || before.namesHeld != after.namesHeld
            || before.service.held != after.service.held
        {
            logger.info(
                "Standing on the local network changed",
                metadata: [
                    "condition": "\(after.condition)", "names": "\(after.namesHeld)",
                    "service": "\(after.service.held ?? "")", "addresses": "\(after.addresses)",
                ])
        }
        let epoch = epoch
        state.withLock { state in
            let standing = state.announcing.standing(epoch: epoch)
            for listener in state.listeners.values { listener.yield(standing) }
        }
    }
}
