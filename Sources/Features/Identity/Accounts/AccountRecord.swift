package import StageModel

/// A person with an account.
package struct AccountRecord: Sendable, Hashable {
    package let id: AccountID
    package let name: String
    /// Empty where the person has none and signs in by name.
    package let mail: String
    package let roles: Set<Role>
    package let isBlocked: Bool
    package let createdAt: Timestamp
    package let lastSeenAt: Timestamp?

    /// The roles in the order of `Role.allCases`.
    package var sortedRoles: [Role] { Role.allCases.filter(roles.contains) }
}

/// An account with what its password is checked against.
struct AccountRow: Sendable {
    let record: AccountRecord
    /// As it is stored, `StoredPassword.text`.
    let password: String

    var id: AccountID { record.id }
}
