package import ArgumentParser
import StageboxApp

// AdminCLI: the command line of the box, for the few things that are done beside the machine.
//
// Purpose. `serve` runs the box; `claim` shows the code with which its owner takes it; `user` helps when nobody can
// sign in; `version` says what runs. Everything else is done in the browser.
//
// Limits. No business of its own: each command calls a feature's service on the data folder, also while the daemon
// runs, because both write through the same database.
//
// Callers. The program `stagebox`, which is `stageboxd` too.

/// The command `stagebox`.
package struct StageboxCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "stagebox",
        abstract: "One box that runs a music venue or an artist collective.",
        discussion: """
            Start it with 'stagebox serve', then open the address that it prints. The first visitor with the claim \
            code becomes the owner; 'stagebox claim' shows the code again.
            """,
        subcommands: [
            ServeCommand.self, ClaimCommand.self, UserCommand.self, DoorsCommand.self, DoctorCommand.self,
            SupportCommand.self, BackupCommand.self, RestoreCommand.self, VersionCommand.self,
        ])

    package init() {}
}

/// Where the box is; shared by all commands.
struct DataOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Folder in which the box keeps everything.", valueName: "folder"))
    var data: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Configuration file in YAML; environment and flags are stronger.", valueName: "file"))
    var config: String?

    func flags() -> BoxConfiguration.Flags {
        var flags = BoxConfiguration.Flags()
        flags.configurationFile = config
        flags.dataFolder = data
        return flags
    }
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Say which version this is.")

    func run() { print("stagebox \(StageboxVersion.text)") }
}
