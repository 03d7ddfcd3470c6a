import ArgumentParser
import Foundation
import Identity
import StageModel
import StageboxApp

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "List people, add one, change roles, or help one back in.",
        discussion: "The page 'People' of the box does the same. This is for when nobody can sign in.",
        subcommands: [List.self, Add.self, Roles.self, Reset.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List everybody with an account.")

        @OptionGroup var place: DataOptions

        func run() async throws {
            try await Sentences.said {
                let box = try await CommandBox.open(place)
                let people = try await box.identity.listAccounts()
                if people.isEmpty { print("Nobody has an account yet. 'stagebox claim' shows the owner's code.") }
                for person in people {
                    let roles = person.roles.map(\.rawValue).sorted().joined(separator: ",")
                    print("\(person.mail)\t\(person.name)\t\(roles)\(person.isBlocked ? "\tblocked" : "")")
                }
                try box.close()
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Invite a person; prints the link with which they choose a password.")

        @OptionGroup var place: DataOptions

        @Argument(help: "The person's mail address.")
        var mail: String

        @Option(name: .long, help: "The person's name.")
        var name: String

        @Option(name: .long, help: "Roles, with commas: admin, staff, door, artist, producer, fan.")
        var roles: String = "fan"

        func run() async throws {
            try await Sentences.said {
                let box = try await CommandBox.open(place)
                let path = try await box.identity.inviteLink(name: name, mail: mail, roles: try RoleList.parse(roles))
                print("Open this behind the address of the box, within seven days: \(path)")
                try box.close()
            }
        }
    }

    struct Roles: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a person exactly these roles.")

        @OptionGroup var place: DataOptions

        @Argument(help: "The person's mail address.")
        var mail: String

        @Argument(help: "Roles, with commas: admin, staff, door, artist, producer, fan.")
        var roles: String

        func run() async throws {
            try await Sentences.said {
                let box = try await CommandBox.open(place)
                let wanted = try RoleList.parse(roles)
                try await box.identity.setRoles(mail: mail, roles: wanted)
                print("\(mail) now has: \(wanted.map(\.rawValue).sorted().joined(separator: ", "))")
                try box.close()
            }
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a link with which a person sets a new password.")

        @OptionGroup var place: DataOptions

        @Argument(help: "The person's mail address.")
        var mail: String

        func run() async throws {
            try await Sentences.said {
                let box = try await CommandBox.open(place)
                let path = try await box.identity.resetLink(mail: mail)
                print("Open this behind the address of the box, within a day: \(path)")
                try box.close()
            }
        }
    }
}

/// Roles as typed on a command line.
enum RoleList {
    static func parse(_ text: String) throws -> Set<Role> {
        let all = Role.allCases.map(\.rawValue).joined(separator: ", ")
        return try Set(
            text.split(separator: ",").map { word in
                guard let role = Role(rawValue: word.trimmingCharacters(in: .whitespaces).lowercased()) else {
                    throw InvalidInput(
                        "roles",
                        "There is no role '\(word)'. Roles are \(all)."
                    )
                }
                return role
            })
    }
}
