import ArgumentParser
import Foundation

// stagebench: the figures of the box, each beside its peer in the same run.
//
// Purpose. Machines are noisy, so a figure alone says little; its ratio to nginx, to the SQLite C API or to a bare socket
// on the same machine in the same minute says something. Everything is printed; nothing here fails on a time.
//
// Limits. Needs a release build to mean anything, and nginx and wrk (Debian: nginx-light, wrk) for `http`.
//
// Callers. People, before and after a change of a hot path.

/// The command `stagebench`.
@main struct Stagebench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stagebench",
        abstract: "Measure the box beside its peers.",
        discussion: "Build it with 'swift build -c release --product stagebench'; a debug build measures the compiler.",
        subcommands: [Writes.self, Web.self, Door.self, Start.self])
}

/// How results are written: one line each, aligned.
enum Report {
    static func title(_ text: String) { print("\n\(text)") }

    static func line(_ name: String, _ value: String, _ note: String = "") {
        let padded = name.padding(toLength: 52, withPad: " ", startingAt: 0)
        print("  \(padded)\(value.leftPadded(14))  \(note)")
    }

    static func rate(_ perSecond: Double) -> String { "\(Int(perSecond.rounded()))/s" }

    static func ratio(_ ours: Double, _ peer: Double) -> String { "\(Int((100 * ours / peer).rounded())) % of the peer" }
}

extension String {
    func leftPadded(_ width: Int) -> String {
        count >= width ? self : String(repeating: " ", count: width - count) + self
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
