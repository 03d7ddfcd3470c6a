import GRDB

/// All SQL of Identity, on a database that the service opened. Each noun has a file of its own.
struct IdentityStore {
    let db: Database
}
