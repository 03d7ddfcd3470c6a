package import GRDB
package import StageModel

/// What Catalog needs from others, in its own words; wired in App.
package struct CatalogPorts: Sendable {
    /// Shows whose words begin with what was typed, as the answer of a search lists them.
    package let shows: @Sendable (_ typed: String, _ limit: Int) async throws -> [any Encodable & Sendable]
    /// Somebody who can sign in; nil where nobody is meant, or somebody who is blocked.
    package let person: @Sendable (PersonWanted) async throws -> KnownPerson?
    /// The name of an account, in the caller's transaction.
    package let personName: @Sendable (Database, AccountID) throws -> String

    package init(
        shows: @escaping @Sendable (String, Int) async throws -> [any Encodable & Sendable],
        person: @escaping @Sendable (PersonWanted) async throws -> KnownPerson?,
        personName: @escaping @Sendable (Database, AccountID) throws -> String
    ) {
        self.shows = shows
        self.person = person
        self.personName = personName
    }
}

/// How somebody is called who should be found.
package enum PersonWanted: Sendable, Hashable {
    case account(AccountID)
    /// In the form of `FieldRules.mail`.
    case mail(String)
}

/// Somebody with an account.
package struct KnownPerson: Sendable {
    package let id: AccountID
    package let name: String
    package let roles: Set<Role>

    package init(id: AccountID, name: String, roles: Set<Role>) {
        self.id = id
        self.name = name
        self.roles = roles
    }
}

/// A picture that the box keeps.
package struct StoredPicture: Sendable, Hashable {
    /// The CID of the bytes as they came; sizes are asked for by it.
    package let cid: String
    /// `#rrggbb`.
    package let accent: String?
}
