import AdminCLI
import ArgumentParser

/// The program `stagebox`.
@main struct Program {
    static func main() async { await StageboxCommand.main() }
}
