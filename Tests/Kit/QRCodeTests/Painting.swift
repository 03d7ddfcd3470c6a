import Testing

/// The rows of modules that a path of the form `Mx yhwv1h-wz…` paints.
func painted(_ path: String, side: Int) throws -> [String] {
    var rows = [[Character]](repeating: [Character](repeating: "0", count: side), count: side)
    for part in path.split(separator: "M") {
        let match = try #require(part.wholeMatch(of: #/(\d+) (\d+)h(\d+)v1h-(\d+)z/#))
        let column = try #require(Int(match.1))
        let row = try #require(Int(match.2))
        let width = try #require(Int(match.3))
        #expect(match.3 == match.4)
        for dark in column..<column + width { rows[row][dark] = "1" }
    }
    return rows.map { String($0) }
}

/// True for every module that half-blocks light.
func modules(ofTerminal lines: [String], width: Int) -> [[Bool]] {
    let halves = lines.flatMap { line in
        [line.map { "█▀".contains($0) }, line.map { "█▄".contains($0) }]
    }
    return Array(halves.prefix(width))
}
