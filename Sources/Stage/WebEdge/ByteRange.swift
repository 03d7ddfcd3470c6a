/// A part of a file that was asked for (RFC 9110 section 14).
enum ByteRange {
    /// What a Range header means for a file.
    enum Meaning: Equatable {
        /// No range, or one that may be ignored: the whole file.
        case whole
        /// Bytes from the first to the last, both included.
        case part(first: Int64, last: Int64)
        /// Understood, but outside of the file.
        case unsatisfiable
    }

    /// Several ranges are answered with the whole file, as the section allows.
    static func meaning(of header: String?, fileBytes: Int64) -> Meaning {
        guard let header, header.utf8.count <= 200 else { return .whole }
        let parts = header.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bytes" else { return .whole }
        let range = parts[1].trimming(where: { $0 == " " || $0 == "\t" })
        guard !range.contains(","), let dash = range.firstIndex(of: "-") else { return .whole }
        let (before, after) = (range[..<dash], range[range.index(after: dash)...])
        if before.isEmpty {
            guard let length = number(after) else { return .whole }
            guard length > 0 else { return .unsatisfiable }
            // The last bytes of an empty file are the whole of it, and no Content-Range can say so.
            guard fileBytes > 0 else { return .whole }
            return .part(first: max(0, fileBytes - length), last: fileBytes - 1)
        }
        guard let first = number(before) else { return .whole }
        if after.isEmpty {
            return first < fileBytes ? .part(first: first, last: fileBytes - 1) : .unsatisfiable
        }
        guard let last = number(after), first <= last else { return .whole }
        return first < fileBytes ? .part(first: first, last: min(last, fileBytes - 1)) : .unsatisfiable
    }

    /// Digits only; numbers beyond any file count as the largest.
    private static func number(_ text: some StringProtocol) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(text) ?? Int64.max
    }
}

/// Conditional requests (RFC 9110 section 13).
enum Conditions {
    /// Whether `If-None-Match` names this tag; weak comparison, lists and `*`.
    static func noneMatch(_ header: String?, tag: String) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { entry in
            let one = entry.trimming(where: { $0 == " " || $0 == "\t" })
            return one == "*" || one == "\"\(tag)\"" || one == "W/\"\(tag)\""
        }
    }

    /// Whether a range may be answered under `If-Range`: only a strong, equal tag; a date never, because none is sent.
    static func rangeHolds(_ header: String?, tag: String) -> Bool {
        guard let header else { return true }
        return header == "\"\(tag)\""
    }
}

extension Substring {
    /// Without what stands at both ends and fulfils the condition.
    fileprivate func trimming(where isOuter: (Character) -> Bool) -> Substring {
        var rest = drop(while: isOuter)
        while let last = rest.last, isOuter(last) { rest.removeLast() }
        return rest
    }
}
