import AdminCLI
import ArgumentParser

/// The program `stagebox`. Called `stageboxd`, as the service manager calls it, it runs the box at once: one file on
/// the disk serves both names.
@main struct Program {
    static func main() async {
        let name = CommandLine.arguments.first?.split(separator: "/").last
        if name == "stageboxd" {
            await ServeCommand.main()
        } else {
            await StageboxCommand.main()
        }
    }
}
