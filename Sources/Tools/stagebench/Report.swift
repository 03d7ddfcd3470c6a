import ArgumentParser
import Foundation
import Synchronization

/// Where a command's figures go.
struct ReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write the figures to this file as well, for 'compare'.", valueName: "file"))
    var json: String?
}

/// One measured number.
struct Figure: Codable, Equatable {
    let group: String
    let name: String
    let value: Double
    let unit: Unit
    /// The peer's value of the same run, where there is one.
    let peer: Double?

    enum Unit: String, Codable {
        case perSecond = "/s"
        case megabytesPerSecond = "MB/s"
        case milliseconds = "ms"
        case megabytes = "MB"

        var isBetterWhenSmaller: Bool { self == .milliseconds || self == .megabytes }
    }

    var key: String { "\(group) · \(name)" }

    /// The value with as many digits as mean something.
    static func text(_ value: Double, _ unit: Unit) -> String {
        switch unit {
        case .perSecond: "\(Int(value.rounded()))/s"
        case .megabytesPerSecond: "\(Int(value.rounded())) MB/s"
        case .milliseconds: String(format: "%.2f ms", value)
        case .megabytes: String(format: "%.1f MB", value)
        }
    }
}

/// The figures of one run: printed as they come, kept for the file.
final class Report: Sendable {
    private struct State {
        var group = ""
        var figures: [Figure] = []
    }

    private let state = Mutex(State())

    /// Begins a group of figures.
    func title(_ text: String) {
        state.withLock { $0.group = text }
        print("\n\(text)")
    }

    /// Prints a figure, beside its peer where it has one.
    func add(_ name: String, _ value: Double, _ unit: Figure.Unit, peer: Double? = nil) {
        state.withLock { state in
            state.figures.append(Figure(group: state.group, name: name, value: value, unit: unit, peer: peer))
        }
        let ratio = peer.map { peer -> String in
            let ratio = value / peer
            if ratio >= 2 { return String(format: "%.1f × the peer", ratio) }
            return "\(Int((100 * ratio).rounded())) % of the peer"
        }
        Self.line(name, Figure.text(value, unit), ratio ?? "")
    }

    static func line(_ name: String, _ value: String, _ note: String = "") {
        let padded = name.padding(toLength: max(52, name.count + 1), withPad: " ", startingAt: 0)
        let aligned = String(repeating: " ", count: max(0, 14 - value.count)) + value
        print("  \(padded)\(aligned)  \(note)")
    }

    /// Writes the file, if one is wanted.
    func save(_ options: ReportOptions) throws {
        guard let path = options.json else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(state.withLock { $0.figures }).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}

/// A peer that could not be measured.
struct PeerFailure: Error, CustomStringConvertible {
    let what: String
    var description: String { "The peer failed at: \(what)" }
}

extension Duration {
    var seconds: Double { self / .seconds(1) }
}
