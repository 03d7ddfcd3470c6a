import ArgumentParser
import Foundation

/// Two runs beside each other.
struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold two runs against each other.",
        discussion: "Figures with a peer are compared by their ratio to it, because the machine may have changed too.")

    @Argument(help: "The run before, written with --json.") var before: String
    @Argument(help: "The run after.") var after: String
    @Option(help: "Changes below this many percent are noise.") var noise = 10.0

    func run() throws {
        let (old, new) = (try Self.read(before), try Self.read(after))
        let known = Dictionary(old.map { ($0.key, $0) }, uniquingKeysWith: { _, last in last })
        var group = ""
        for figure in new {
            if figure.group != group {
                group = figure.group
                print("\n\(group)")
            }
            guard let earlier = known[figure.key] else {
                Report.line(figure.name, Figure.text(figure.value, figure.unit), "new")
                continue
            }
            let change = Self.change(from: earlier, to: figure)
            let verdict = abs(change) < noise ? "" : change > 0 ? "better" : "WORSE"
            let values = "\(Figure.text(earlier.value, earlier.unit)) → \(Figure.text(figure.value, figure.unit))"
            Report.line(figure.name, values, String(format: "%+.0f %% ", change) + verdict)
        }
        let kept = Set(new.map(\.key))
        for figure in old where !kept.contains(figure.key) { Report.line(figure.key, "", "no longer measured") }
    }

    /// By how many percent a figure got better; negative when it got worse.
    static func change(from old: Figure, to new: Figure) -> Double {
        func measure(_ figure: Figure) -> Double {
            guard let peer = figure.peer, peer > 0, old.peer != nil, new.peer != nil else { return figure.value }
            return figure.value / peer
        }
        let (before, after) = (measure(old), measure(new))
        guard before > 0, after > 0 else { return 0 }
        return 100 * ((new.unit.isBetterWhenSmaller ? before / after : after / before) - 1)
    }

    private static func read(_ path: String) throws -> [Figure] {
        do {
            return try JSONDecoder().decode([Figure].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw ValidationError("\(path) is not a run of stagebench. Write one with --json \(path).")
        }
    }
}
