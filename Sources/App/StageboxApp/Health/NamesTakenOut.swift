import Foundation

/// The words of a text, so that of ten thousand names only those are looked for that can be in it.
struct WordSet {
    private let words: Set<String>

    init(_ texts: [String]) { words = Set(texts.flatMap(Self.words)) }

    /// Letters and digits that stand together, folded.
    static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    func containsAll(_ words: [String]) -> Bool { words.allSatisfy(self.words.contains) }
}

/// Replaces the names of people. A name counts where its words stand together, whatever is between them.
struct NamesTakenOut {
    private let names: [[String]]

    /// - Parameter words: the words of the texts that will be cleaned.
    init(_ names: [String], in words: WordSet) {
        // The longer first, so that "Nina Lauterbach" does not leave "Lauterbach" behind.
        self.names = Set(names.map(WordSet.words)).filter { !$0.isEmpty && words.containsAll($0) }
            .sorted { ($0.count, $0.joined()) > ($1.count, $1.joined()) }
    }

    func clean(_ text: String) -> String {
        guard !names.isEmpty else { return text }
        var text = text
        for name in names { text = Self.without(name, in: text) }
        return text
    }

    private static func without(_ name: [String], in text: String) -> String {
        var words: [(text: String, range: Range<String.Index>)] = []
        var start: String.Index?
        for index in text.indices {
            if text[index].isLetter || text[index].isNumber {
                start = start ?? index
            } else if let begin = start {
                words.append((text[begin..<index].lowercased(), begin..<index))
                start = nil
            }
        }
        if let begin = start { words.append((text[begin...].lowercased(), begin..<text.endIndex)) }
        guard words.count >= name.count else { return text }
        var clean = ""
        var rest = text.startIndex
        var place = 0
        while place + name.count <= words.count {
            guard zip(words[place...], name).allSatisfy({ $0.text == $1 }) else {
                place += 1
                continue
            }
            clean += text[rest..<words[place].range.lowerBound] + "[name]"
            rest = words[place + name.count - 1].range.upperBound
            place += name.count
        }
        return rest == text.startIndex ? text : clean + text[rest...]
    }
}
