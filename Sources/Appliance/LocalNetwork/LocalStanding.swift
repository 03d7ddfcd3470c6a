package import Foundation

/// How the box stands on the local network: what it is found under, and what a person can do about it.
package struct LocalStanding: Sendable, Equatable {
    package enum Condition: Sendable, Equatable {
        /// The names are being asked for.
        case beginning
        /// The box is announced.
        case announcing
        /// avahi-daemon, or D-Bus that leads to it, is not there or does not answer.
        case avahiAbsent
        /// No interface has an address that other devices reach.
        case noNetwork
        /// avahi-daemon does not let the box announce anything; the reason is libavahi's.
        case refused(reason: String)
    }

    /// A name and what became of it.
    package struct Name: Sendable, Equatable {
        package let wanted: String
        /// The name that the network knows now; another one than wanted when that is somebody else's; nil if none.
        package let held: String?
        /// Since when it is held.
        package let since: Date?
        /// The name that was held last, also while the daemon is away.
        package let lastHeld: String?

        package init(wanted: String, held: String?, since: Date?, lastHeld: String?) {
            (self.wanted, self.held, self.since, self.lastHeld) = (wanted, held, since, lastHeld)
        }
    }

    package let condition: Condition
    /// Since when it is so.
    package let since: Date
    /// The name in lists of services, without `.local`.
    package let service: Name
    /// The names for browsers, such as `stagebox.local`, as configured.
    package let aliases: [Name]
    /// What the daemon calls this machine, such as `venue.local`; nil while it is away.
    package let hostName: String?
    /// The interfaces in use, with their addresses.
    package let links: [NetworkLink]

    package init(
        condition: Condition, since: Date, service: Name, aliases: [Name], hostName: String?, links: [NetworkLink]
    ) {
        (self.condition, self.since, self.service, self.aliases) = (condition, since, service, aliases)
        (self.hostName, self.links) = (hostName, links)
    }

    /// The names that browsers find now, the preferred one first.
    package var namesHeld: [String] { aliases.compactMap(\.held) }

    /// The names that a certificate should have: those held, or held last while the daemon is away, and the host's own.
    /// They do not change because the daemon restarts. A name that was never held counts as wanted.
    package var certificateNames: [String] {
        var seen = Set<String>()
        let names = aliases.map { $0.held ?? $0.lastHeld ?? $0.wanted } + [hostName].compactMap { $0 }
        return names.filter { seen.insert($0).inserted }
    }

    /// The addresses that other devices reach, in the order in which to show them.
    package var addresses: [String] { links.flatMap { $0.addresses.map(\.text) } }

    /// True if a person should read the sentence.
    package var needsAttention: Bool {
        switch condition {
        case .beginning: false
        case .announcing: aliases.contains { $0.held != $0.wanted }
        case .avahiAbsent, .noNetwork, .refused: true
        }
    }

    /// What happened, what it means, what to do.
    package var sentence: String {
        switch condition {
        case .beginning:
            return "The box is asking the network whether its names are free; this takes a few seconds."
        case .announcing: return announcingSentence
        case .avahiAbsent:
            return "Avahi does not answer, so \(wantedNames) cannot be found by name; the addresses in numbers work. "
                + "Start it with “sudo systemctl start avahi-daemon”, or install it with “sudo apt install "
                + "avahi-daemon”; the box notices by itself."
        case .noNetwork:
            return "The box has no address in any network, so no other device can open it. Plug in a network cable "
                + "or join a Wi-Fi; the box notices by itself."
        case .refused(let reason):
            return "Avahi does not let the box announce its names (\(reason)); the addresses in numbers work. Set "
                + "“disable-publishing=no” and “disable-user-service-publishing=no” in "
                + "/etc/avahi/avahi-daemon.conf, then run “sudo systemctl restart avahi-daemon”."
        }
    }

    private var wantedNames: String { aliases.first?.wanted ?? "the box" }

    private var announcingSentence: String {
        guard let lost = aliases.first(where: { $0.held != $0.wanted }) else {
            let names = namesHeld.isEmpty ? "as “\(service.held ?? service.wanted)”" : "as " + Self.list(namesHeld)
            return "Devices on the network find the box \(names)."
        }
        guard let held = lost.held else {
            return "Another device on the network is called \(lost.wanted), and the box looks for another name. Give "
                + "one of the two another name, or use an address in numbers."
        }
        return "Another device on the network is called \(lost.wanted), so the box is found as \(held). Use that name, "
            + "or rename or switch off the other device: the box takes \(lost.wanted) back within a few minutes."
    }

    private static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}
