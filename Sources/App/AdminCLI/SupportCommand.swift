import ArgumentParser
import Foundation
import StageModel
import StageboxApp

/// What somebody who helps from afar wants to see.
struct SupportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support",
        abstract: "Write a support bundle into a file.",
        discussion: """
            Versions, settings, health, the end of the log, the schema and how many rows there are: no secrets, no \
            mail addresses, no names of people. The page Health of the console offers the same. Root also gets the log \
            out of the journal.
            """)

    @OptionGroup var place: DataOptions

    @Argument(help: "The file to write; it must not be there yet.")
    var file: String

    func run() async throws {
        try await Sentences.said {
            // Whoever owns the box's folder may not read the journal, so that comes before acting as them; the file
            // belongs to whoever called.
            let log = await JournalExcerpt().entries()
            let target = try Self.create(file)
            do {
                let configuration = try await LookedAtBox.configuration(place)
                let report = await ShelfDoctor(configuration: configuration, clock: .system).doctor.report()
                let bundle = SupportBundle(configuration: configuration, log: { log })
                try target.write(contentsOf: await bundle.bytes(report))
                try target.synchronize()
                try target.close()
            } catch {
                unlink(file)
                throw error
            }
            print("The support bundle is in \(file). Have a look at it before you give it away.")
        }
    }

    /// Makes the file, for its owner alone.
    private static func create(_ file: String) throws -> FileHandle {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            throw BundleNotWritten(file: file, isThere: errno == EEXIST, reason: String(cString: strerror(errno)))
        }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}

/// The file for a support bundle cannot be made.
struct BundleNotWritten: Refusal {
    let file: String
    let isThere: Bool
    let reasonOfSystem: String
    let kind = RefusalKind.conflict
    let reason = "command.bundle_not_written"

    init(file: String, isThere: Bool, reason: String) {
        self.file = file
        self.isThere = isThere
        reasonOfSystem = reason
    }

    var sentence: String {
        isThere
            ? "\(file) is there already. Nothing was written. Choose another name."
            : "\(file) cannot be written (\(reasonOfSystem)). Choose another folder."
    }
}
