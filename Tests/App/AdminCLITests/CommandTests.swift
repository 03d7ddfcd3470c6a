import ArgumentParser
import StageModel
import Testing

@testable import AdminCLI

/// What the command line understands.
@Suite struct CommandTests {
    @Test func serveTakesItsFlags() throws {
        let parsed = try StageboxCommand.parseAsRoot(
            ["serve", "--data", "/tmp/x", "--http-port", "81", "--https-port", "0", "--quiet"])
        let serve = try #require(parsed as? ServeCommand)
        #expect(serve.httpPort == 81)
        #expect(serve.httpsPort == 0)
        #expect(serve.place.data == "/tmp/x")
        #expect(serve.quiet)
    }

    @Test(arguments: [["serve", "--http-port", "many"], ["dance"], ["user", "roles"], ["serve", "--nonsense"]])
    func whatItDoesNotUnderstandIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { try StageboxCommand.parseAsRoot(arguments) }
    }

    @Test func helpNamesEveryCommand() {
        let help = StageboxCommand.helpMessage(columns: 100)
        for command in ["serve", "claim", "user", "version"] { #expect(help.contains(command)) }
    }

    @Test func rolesAreReadWithCommas() throws {
        #expect(try RoleList.parse("staff, Artist") == [.staff, .artist])
        #expect(throws: InvalidInput.self) { try RoleList.parse("staff,king") }
    }

    @Test func refusalsBecomeSentences() {
        #expect(Sentences.sentence(InvalidInput("roles", "No such role.")) == "roles: No such role.")
        #expect(Sentences.sentence(NoBoxThere(folder: "/x"))?.contains("--data") == true)
        struct Strange: Error {}
        #expect(Sentences.sentence(Strange()) == nil)
    }
}
