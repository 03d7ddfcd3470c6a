import ArgumentParser
import Foundation
import StageModel
import StageboxApp

/// Asked by the package before an upgrade.
struct DoorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doors-open",
        abstract: "Say whether people are entering a show now.",
        discussion: "Ends with status 10 while doors are open and with 0 otherwise, so that scripts can wait.")

    @OptionGroup var place: DataOptions

    static let open = ExitCode(10)

    func run() async throws {
        var titles: [String] = []
        try await Sentences.said {
            let configuration = try await BoxConfiguration.load(
                flags: place.flags(), environment: ProcessInfo.processInfo.environment)
            try Ownership.take(of: configuration.dataFolder)
            titles = try UpgradeGate.openDoors(
                database: DataFolder.database(in: configuration.dataFolder), at: BoxClock.system.now())
        }
        guard !titles.isEmpty else {
            print("No doors are open.")
            return
        }
        for title in titles { print("Doors are open: \(title)") }
        throw Self.open
    }
}
