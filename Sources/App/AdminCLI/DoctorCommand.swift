import ArgumentParser
import Foundation
import StageModel
import StageboxApp

/// Looks at a box that somebody stands before, whether it runs or not.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look the box over and say what to do.",
        discussion: """
            One line for each check: ✓ is well, ! is worth a look, ✗ is broken. Nothing is changed and the running box \
            is not asked. Ends with status 0 when all is well, 1 when something is worth a look, 2 when something is \
            broken.
            """)

    @OptionGroup var place: DataOptions

    func run() async throws {
        let report = try await Self.report(place)
        print(Self.text(report))
        let status = Self.status(report.status)
        if status != .success { throw status }
    }

    /// A box that cannot be looked at is a broken one.
    private static func report(_ place: DataOptions) async throws -> HealthReport {
        var report: HealthReport?
        do {
            try await Sentences.said {
                let configuration = try await LookedAtBox.configuration(place)
                report = await ShelfDoctor(configuration: configuration, clock: .system).doctor.report()
            }
        } catch let code as ExitCode where code == .failure {
            throw status(.fail)
        }
        guard let report else { throw status(.fail) }
        return report
    }

    static func status(_ status: HealthStatus) -> ExitCode {
        switch status {
        case .ok: .success
        case .warn: ExitCode(1)
        case .fail: ExitCode(2)
        }
    }

    /// A line for each check, and one of advice below those that need it.
    static func text(_ report: HealthReport) -> String {
        let width = report.checks.map(\.name.count).max() ?? 0
        return report.checks.flatMap { check in
            let name = check.name.padding(toLength: width, withPad: " ", startingAt: 0)
            let indent = String(repeating: " ", count: width + 4)
            return ["\(lamp(check.status)) \(name)  \(check.detail)"]
                + (check.advice.map { ["\(indent)→ \($0)"] } ?? [])
        }.joined(separator: "\n")
    }

    private static func lamp(_ status: HealthStatus) -> String {
        switch status {
        case .ok: "✓"
        case .warn: "!"
        case .fail: "✗"
        }
    }
}

/// A box whose folder is read and never written.
enum LookedAtBox {
    /// - Throws: `NoBoxThere` where no box lives.
    static func configuration(_ place: DataOptions) async throws -> BoxConfiguration {
        let configuration = try await BoxConfiguration.load(
            flags: place.flags(), environment: ProcessInfo.processInfo.environment)
        try Ownership.take(of: configuration.dataFolder)
        guard FileManager.default.fileExists(atPath: DataFolder.database(in: configuration.dataFolder)) else {
            throw NoBoxThere(folder: configuration.dataFolder)
        }
        return configuration
    }
}
