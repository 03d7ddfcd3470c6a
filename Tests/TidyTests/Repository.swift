import Foundation

/// The files of the project, as the tidy rules see them.
struct Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A text file with its path from the top of the project.
    struct File: CustomStringConvertible {
        let path: String
        let lines: [Substring]

        var name: String { path.split(separator: "/").last.map(String.init) ?? path }
        var description: String { path }
    }

    /// Every file below a folder with one of these endings.
    static func files(in folder: String, endings: Set<String>) throws -> [File] {
        let base = root.appendingPathComponent(folder)
        let found = FileManager.default.enumerator(atPath: base.path)
        var files: [File] = []
        while let relative = found?.nextObject() as? String {
            guard let ending = relative.split(separator: ".").last, endings.contains(String(ending)),
                !relative.split(separator: "/").contains(where: { ["out", ".cache", "node_modules"].contains($0) })
            else { continue }
            let text = try String(contentsOf: base.appendingPathComponent(relative), encoding: .utf8)
            files.append(
                File(
                    path: "\(folder)/\(relative)", lines: text.split(separator: "\n", omittingEmptySubsequences: false))
            )
        }
        return files.sorted { $0.path < $1.path }
    }

    static func folders(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path).filter {
            var isFolder: ObjCBool = false
            let path = root.appendingPathComponent("\(folder)/\($0)").path
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
        }.sorted()
    }
}
