import AdminCLI
import ArgumentParser

/// The program `stageboxd`.
@main struct Program {
    static func main() async { await ServeCommand.main() }
}
