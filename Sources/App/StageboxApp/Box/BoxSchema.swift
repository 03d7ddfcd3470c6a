package import SQLStore

/// The schema of the box's own row.
package enum BoxSchema {
    package static let migrations = [
        SchemaMigration(
            "box.1 settings",
            """
            -- What the owner calls the box, its zone and its currency. A single row; none before the claim.
            CREATE TABLE box (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
                time_zone TEXT NOT NULL,
                currency TEXT NOT NULL CHECK (length(currency) = 3),
                changed_at INTEGER NOT NULL
            ) STRICT;
            """)
    ]
}
