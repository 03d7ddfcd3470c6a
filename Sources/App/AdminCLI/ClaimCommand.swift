import ArgumentParser
import Foundation
import Identity
import Logging
import StageModel
import StageboxApp

struct ClaimCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim",
        abstract: "Show the code with which the owner takes a new box.",
        discussion: "The code exists only while the box has no admin. Enter it on the page of the box.")

    @OptionGroup var place: DataOptions

    func run() async throws {
        try await Sentences.said {
            let box = try await CommandBox.open(place)
            if let code = try await box.identity.claimCode() {
                print(code.text)
            } else {
                print("This box has an owner already. To help somebody back in: stagebox user reset MAIL")
            }
            try box.close()
        }
    }
}

/// A box opened by a command: the services on the data folder, nothing that listens.
enum CommandBox {
    static func open(_ place: DataOptions) async throws -> Box {
        let configuration = try await BoxConfiguration.load(
            flags: place.flags(), environment: ProcessInfo.processInfo.environment)
        guard FileManager.default.fileExists(atPath: configuration.dataFolder + "/stagebox.sqlite") else {
            throw NoBoxThere(folder: configuration.dataFolder)
        }
        try Ownership.take(of: configuration.dataFolder)
        return try await Box.assemble(
            configuration: configuration, folder: try DataFolder(path: configuration.dataFolder), clock: .system,
            entropy: .system, logger: .init(label: "stagebox") { _ in SwiftLogNoOpLogHandler() })
    }
}

/// A command pointed at a folder in which no box lives.
struct NoBoxThere: Refusal {
    let folder: String
    let kind = RefusalKind.notFound
    let reason = "command.no_box"

    var sentence: String {
        "There is no box in \(folder). Say where it is with --data, or start one there with 'stagebox serve'."
    }
}
