import Foundation
import Testing

/// The rules of the house that a compiler does not check.
@Suite struct TidyTests {
    let swift: [Repository.File]
    let web: [Repository.File]

    init() throws {
        swift =
            try Repository.files(in: "Sources", endings: ["swift"]) + Repository.files(in: "Tests", endings: ["swift"])
        web = try Repository.files(in: "web/src", endings: ["ts", "tsx", "css"])
    }

    @Test func noFileIsLongerThan500Lines() {
        #expect(swift.count > 100)
        let long = (swift + web).filter { $0.lines.count > 500 && !$0.name.contains(".gen.") }.map(\.path)
        #expect(long == [])
    }

    @Test func noSwiftLineIsLongerThan120Characters() {
        let long = swift.flatMap { file in
            file.lines.enumerated().filter { $0.element.count > 120 }.map { "\(file.path):\($0.offset + 1)" }
        }
        #expect(long == [])
    }

    @Test func noFunctionIsLongerThan60Lines() {
        var long: [String] = []
        for file in swift {
            var begin: (indent: Int, line: Int)?
            for (number, line) in file.lines.enumerated() {
                let indent = line.prefix { $0 == " " }.count
                let code = line.dropFirst(indent)
                if let open = begin, indent == open.indent, code.hasPrefix("}") {
                    if number - open.line > 62 { long.append("\(file.path):\(open.line + 1)") }
                    begin = nil
                } else if begin == nil, code.contains("func "), !code.hasPrefix("//"), !code.hasPrefix("\""),
                    !code.hasSuffix("}")
                {
                    begin = (indent, number)
                } else if let open = begin, indent < open.indent, !code.isEmpty {
                    begin = nil
                }
            }
        }
        #expect(long == [])
    }

    @Test func rulesAreDecisionsOnValues() {
        let forbidden = ["import GRDB", "import Hummingbird", "import NIO", "await ", "Task {", "Date()"]
        let broken = swift.filter { $0.name.hasSuffix("Rules.swift") && $0.path.hasPrefix("Sources") }.flatMap { file in
            forbidden.filter { word in file.lines.contains { $0.contains(word) && !$0.contains("///") } }
                .map { "\(file.path): \($0)" }
        }
        #expect(broken == [])
    }

    @Test func sqlStandsOnlyInStoresAndSchemas() {
        let words = ["INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ", "SELECT "]
        let homes = ["Store.swift", "Schema.swift", "Rows.swift", "Row.swift", "Opening.swift", "Writer.swift"]
        let broken = swift.filter { file in
            file.path.hasPrefix("Sources/") && !file.path.contains("/SQLStore/") && !file.path.contains("/stagebench/")
                && !homes.contains { file.name.hasSuffix($0) }
                && file.lines.contains { line in
                    !line.trimmingCharacters(in: .whitespaces).hasPrefix("//") && words.contains { line.contains($0) }
                }
        }
        #expect(broken.map(\.path) == [])
    }

    @Test func everyModuleHasTests() throws {
        for floor in try Repository.folders(in: "Sources") where floor != "Tools" {
            for module in try Repository.folders(in: "Sources/\(floor)") {
                if module.hasPrefix("C") && module.dropFirst().first?.isUppercase == true { continue }
                if module == "stagebox" { continue }
                let tests = try Repository.files(in: "Tests/\(floor)/\(module)Tests", endings: ["swift"])
                #expect(tests.contains { $0.lines.contains { $0.contains("@Test") } }, "\(module) has no test")
            }
        }
    }

    @Test func noFolderIsADrawerForEverything() throws {
        let names: Set<Substring> = ["Common", "Utils", "Helpers", "Core", "Shared"]
        let broken = (swift + web).filter { !names.isDisjoint(with: $0.path.split(separator: "/")) }
        #expect(broken.map(\.path) == [])
    }

    @Test func nothingIsForcedOrForgotten() {
        let here = "TidyTests.swift"
        let words = ["try!", "TODO", "FIXME", "as!"]
        var broken: [String] = []
        for file in swift where file.path.hasPrefix("Sources/") && file.name != here {
            for (number, line) in file.lines.enumerated() where words.contains(where: { line.contains($0) }) {
                broken.append("\(file.path):\(number + 1)")
            }
        }
        #expect(broken == [])
    }

    @Test func uncheckedSendabilityStaysInKitAndEngine() {
        let broken = swift.filter { file in
            file.path.hasPrefix("Sources/") && !file.path.hasPrefix("Sources/Kit/")
                && !file.path.hasPrefix("Sources/Engine/") && file.lines.contains { $0.contains("@unchecked Sendable") }
        }
        #expect(broken.map(\.path) == [])
    }

    @Test func nothingCrossesModulesAsPublic() {
        let broken = swift.filter { file in
            file.lines.contains { $0.trimmingCharacters(in: .whitespaces).hasPrefix("public ") }
        }
        #expect(broken.map(\.path) == [])
    }

    @Test func theTopLevelHoldsOnlyWhatItShould() throws {
        let allowed: Set = [
            "Package.swift", "Sources", "Tests", "web", "packaging", "debian", "README.md", "Package.resolved",
        ]
        let entries = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path)
        #expect(entries.filter { !$0.hasPrefix(".") && !allowed.contains($0) } == [])
    }

    @Test func errorAndEventCodesAreKnown() throws {
        let code = /"([a-z]+\.[a-z_]+)"/
        var codes = Set<String>()
        for file in swift where file.path.hasPrefix("Sources/Stage/") || file.path.hasPrefix("Sources/Features/") {
            guard
                file.name.hasSuffix("Errors.swift") || file.name.hasSuffix("Events.swift")
                    || file.name.hasSuffix("Refusal.swift") || file.name.hasSuffix("Refusals.swift")
            else { continue }
            for line in file.lines where !line.contains("///") {
                for match in line.matches(of: code) { codes.insert(String(match.output.1)) }
            }
        }
        try Golden.expect(codes.sorted().joined(separator: "\n") + "\n", named: "codes.txt")
    }
}

/// Text held against a file beside the test; `RECORD=1` writes it anew.
enum Golden {
    static func expect(_ text: String, named name: String) throws {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: url, atomically: true, encoding: .utf8)
        }
        let known = try String(contentsOf: url, encoding: .utf8)
        #expect(text == known, "run again with RECORD=1 if this change is meant; shipped codes never change")
    }
}
