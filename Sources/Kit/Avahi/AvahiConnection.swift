internal import CAvahi
import Foundation
import Glibc
import Synchronization

// Avahi: announces records on the local network (mDNS, RFC 6762) through the system's avahi-daemon.
//
// Purpose. libavahi-client as orders and news. Orders are carried out one after the other on a thread of their own;
// what the daemon says comes back as news, in order. What to do about news is for the caller to decide: nothing is
// repeated, renamed or connected anew here.
//
// Why a thread. libavahi must be used from one thread only, and its calls wait for D-Bus, up to 25 seconds when the
// daemon hangs. Its poll loop sleeps until D-Bus or an order wakes it, so an idle connection costs nothing.
//
// Limits. One client at a time. Group numbers are the caller's; one that is never used twice cannot hear news meant for
// what it held before.
//
// Callers. LocalNetwork.

/// What to do next.
package enum AvahiOrder: Sendable, Equatable {
    /// Connects to the daemon, after giving up what there is. The number comes back in the news about this client.
    case open(client: Int)
    /// Disconnects; everything announced is withdrawn.
    case close
    /// Announces these records under this group's number. Either all of them come to be known, or none: a name that
    /// is somebody else's makes the whole group collide.
    case publish(group: Int, records: [AvahiRecord])
    /// Withdraws a group, if there is one.
    case withdraw(group: Int)
}

/// What the daemon says.
package enum AvahiNews: Sendable, Equatable {
    /// The daemon is not there yet; there will be news when it comes.
    case waiting(client: Int)
    /// The daemon is (again) making sure of its own host name.
    case preparing(client: Int)
    /// The daemon works, and calls this machine so: `venue.local`. Comes anew after the host was renamed.
    case running(client: Int, host: String)
    /// The connection is over, and all its groups with it.
    case lost(client: Int, failure: AvahiFailure)
    /// All records of the group are ours and known to the network.
    case established(group: Int)
    /// A name in the group is somebody else's; nothing of the group is announced any more.
    case collided(group: Int)
    /// The daemon does not take the group; nothing of it is announced.
    case refused(group: Int, failure: AvahiFailure)
}

/// A thread that speaks with avahi-daemon. Ends with `end`, or when nobody holds it any more.
package final class AvahiConnection: Sendable {
    private let mailbox = AvahiMailbox()
    private let ended: AsyncStream<Never>

    /// Starts the thread; nothing is connected before the first order.
    ///
    /// - Parameter onNews: called on the thread of the connection; must not wait.
    package init(onNews: @escaping @Sendable (AvahiNews) -> Void) {
        let (ended, ending) = AsyncStream<Never>.makeStream()
        self.ended = ended
        let thread = Thread { [mailbox] in
            AvahiLoop.run(mailbox, onNews: onNews)
            ending.finish()
        }
        thread.name = "avahi"
        thread.stackSize = 512 << 10
        thread.start()
    }

    deinit { mailbox.end() }

    /// Has an order carried out after those before it; one that comes after `end` is forgotten.
    package func carryOut(_ order: AvahiOrder) { mailbox.put(order) }

    /// Withdraws everything, disconnects and ends the thread.
    ///
    /// To be called once.
    ///
    /// - Parameter patience: how long to wait for that; a thread that hangs in D-Bus ends later, by itself.
    package func end(patience: Duration = .seconds(2)) async {
        mailbox.end()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [ended] in for await _ in ended {} }
            group.addTask {
                do { try await Task.sleep(for: patience) } catch { return }  // Cut short: the thread has ended.
            }
            await group.next()
            group.cancelAll()
        }
    }
}

/// Orders on their way to the thread, and the bell that wakes it.
final class AvahiMailbox: Sendable {
    private struct Contents {
        var orders: [AvahiOrder] = []
        var isEnding = false
    }

    private let contents = Mutex(Contents())
    /// An eventfd(2) that the poll loop watches: it can be read from the first ring until the loop has silenced it, so
    /// a ring before the loop falls asleep wakes it too. libavahi's own wake-up forgets such a ring.
    let bell: Int32

    init() {
        bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(bell >= 0, "No file descriptor for the orders to avahi-daemon is left.")
    }

    deinit { close(bell) }

    func put(_ order: AvahiOrder) {
        contents.withLock { contents in
            if !contents.isEnding { contents.orders.append(order) }
        }
        ring()
    }

    func end() {
        contents.withLock { $0 = Contents(isEnding: true) }
        ring()
    }

    /// The orders since the last time; nil when it is time to end.
    func take() -> [AvahiOrder]? {
        contents.withLock { contents in
            guard !contents.isEnding else { return nil }
            defer { contents.orders = [] }
            return contents.orders
        }
    }

    private func ring() { eventfd_write(bell, 1) }

    static func silence(_ bell: Int32) {
        var rings: eventfd_t = 0
        eventfd_read(bell, &rings)
    }
}
