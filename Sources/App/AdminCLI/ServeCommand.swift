package import ArgumentParser
import Foundation
import Logging
import StageModel
import StageboxApp
import Supervision

/// `stagebox serve` and the daemon `stageboxd`: runs the box until it is told to stop.
package struct ServeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the box until Control-C or SIGTERM.",
        discussion: """
            Everything lies in one folder: stop the box, copy the folder, and you have a copy of the box. Settings \
            come from the flags here, then from environment variables such as STAGEBOX_HTTP_PORT, then from the file \
            given with --config.
            """)

    @OptionGroup var place: DataOptions

    @Option(name: .long, help: ArgumentHelp("Folder of the built web application.", valueName: "folder"))
    var web: String?

    @Option(name: .long, help: ArgumentHelp("Address to listen on (default ::, all of them).", valueName: "address"))
    var bind: String?

    @Option(
        name: .long, help: ArgumentHelp("Port for plain HTTP (default 8080; 0 takes a free one).", valueName: "port"))
    var httpPort: Int?

    @Option(name: .long, help: ArgumentHelp("Port for HTTPS (default 8443; 0 takes a free one).", valueName: "port"))
    var httpsPort: Int?

    @Option(
        name: .long,
        help: ArgumentHelp("Certificate chain of your own, PEM; without it the box signs one.", valueName: "file"))
    var tlsCertificate: String?

    @Option(name: .long, help: ArgumentHelp("Key of the certificate, PEM.", valueName: "file"))
    var tlsKey: String?

    @Option(
        name: .long,
        help: ArgumentHelp("trace, debug, info, notice, warning, error or critical.", valueName: "level"))
    var logLevel: String?

    @Flag(name: .long, help: "Print no addresses and no code, only the log.")
    var quiet = false

    package init() {}

    package func run() async throws {
        try await Sentences.said {
            // Whatever the box writes is for its account alone.
            umask(0o077)
            let environment = ProcessInfo.processInfo.environment
            let supervisor = Supervisor(environment: environment)
            let sockets = InheritedSockets(environment: environment)
            let configuration = try await BoxConfiguration.load(flags: flags(), environment: environment)
            let book = LogBook()
            let output = LogOutput.standardError(environment: environment)
            LoggingSystem.bootstrap { _ in BoxLogHandler(book: book, output: output) }
            var logger = Logger(label: "stagebox")
            logger.logLevel = Logger.Level(rawValue: configuration.logLevel) ?? .info
            let folder = try DataFolder(path: configuration.dataFolder)
            let lock = try folder.lock()
            let isQuiet = quiet || supervisor.isThere
            var end = BoxEnd.restart
            while end == .restart {
                try folder.finishRestore()
                let box = try await Box.assemble(
                    configuration: configuration, folder: folder, clock: .system, entropy: .system, logger: logger,
                    logBook: book)
                end = try await box.run(logger: logger, supervisor: supervisor, sockets: sockets) { ports in
                    if !isQuiet { try await Welcome(box: box, ports: ports, folder: folder.path).show() }
                }
            }
            withExtendedLifetime(lock) {}
        }
    }

    private func flags() -> BoxConfiguration.Flags {
        var flags = place.flags()
        flags.webFolder = web
        flags.bindAddress = bind
        flags.httpPort = httpPort
        flags.httpsPort = httpsPort
        flags.tlsCertificate = tlsCertificate
        flags.tlsKey = tlsKey
        flags.logLevel = logLevel
        return flags
    }
}
