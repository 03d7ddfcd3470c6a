/// Whether the store takes writes.
package enum StoreHealth: Sendable, Equatable {
    case well
    /// The disk is full; the next write tries again.
    case full
    /// The disk failed; nothing is written until the box is restarted.
    case readOnly(reason: String)
}

/// Why the store cannot do what it was asked; each has a sentence that says what to do.
package enum StoreFailure: Error, Equatable, CustomStringConvertible {
    case newerSchema(migration: String, copies: [String])
    case foreignFile(path: String)
    case settingLost(pragma: String)
    case readOnly
    case diskFull
    case closed

    package var description: String {
        switch self {
        case .newerSchema(let migration, let copies):
            "This database was written by a newer Stagebox (it knows '\(migration)'). Start that version again, "
                + (copies.last.map { "or put the copy made before the upgrade in its place: \($0)" }
                    ?? "or restore a backup made with this version.")
        case .foreignFile(let path):
            "\(path) is not a Stagebox database. Choose another data folder, or move the file away."
        case .settingLost(let pragma):
            "SQLite did not keep the setting \(pragma). The box does not start, because it could lose what it promised to keep."
        case .readOnly:
            "The disk of the box failed. Nothing can be changed until the box is restarted and its disk is checked."
        case .diskFull:
            "The disk of the box is full. Nothing was changed. Free some space, then try again."
        case .closed:
            "The box is stopping. Try again when it runs."
        }
    }
}
