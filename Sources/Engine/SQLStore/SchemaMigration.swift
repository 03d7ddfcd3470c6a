/// One step of the schema, frozen once shipped: append new ones, never edit old ones.
package struct SchemaMigration: Sendable {
    /// `feature.N what it brings`, unique and stable.
    package let name: String
    package let sql: String

    package init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }
}
