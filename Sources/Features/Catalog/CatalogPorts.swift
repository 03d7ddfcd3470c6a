/// What Catalog needs from others, in its own words; wired in App.
package struct CatalogPorts: Sendable {
    /// Shows whose words begin with what was typed, as the answer of a search lists them.
    package let shows: @Sendable (_ typed: String, _ limit: Int) async throws -> [any Encodable & Sendable]

    package init(shows: @escaping @Sendable (String, Int) async throws -> [any Encodable & Sendable]) {
        self.shows = shows
    }
}

/// A picture that the box keeps.
package struct StoredPicture: Sendable, Hashable {
    /// The CID of the bytes as they came; sizes are asked for by it.
    package let cid: String
    /// `#rrggbb`.
    package let accent: String?
}
