import SQLStore
package import StageModel
import WebEdge

/// The people of a page: who may edit it.
extension CatalogService {
    /// The people of a page by name; for them and for admins.
    package func editors(of id: ArtistID, for caller: SignedInAccount) async throws -> EditorList {
        try await store.read { [self] db in
            let catalog = CatalogStore(db: db)
            guard try catalog.artist(id) != nil else { throw NotThere() }
            try demandEditor(caller, of: id, in: catalog)
            let people = try catalog.editors(of: id).map { EditorAnswer(id: $0, name: try ports.personName(db, $0)) }
            return EditorList(
                items: people.sorted { (SearchWords.fold($0.name), $0.id) < (SearchWords.fold($1.name), $1.id) })
        }
    }

    /// Lets somebody edit a page; whoever may already stays. Nobody but the page's people and admins may look for an
    /// account in this way.
    package func addEditor(
        _ wanted: PersonWanted, to id: ArtistID, by caller: SignedInAccount
    ) async throws -> EditorAnswer {
        try await demandEditor(caller, of: id)
        let person = try await known(wanted)
        guard CatalogRules.isMaker(person.roles) else { throw CatalogRefusal.notAMaker(name: person.name) }
        try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            try demandEditor(caller, of: id, in: catalog)
            let editors = try catalog.editors(of: id)
            guard !editors.contains(person.id) else { return }
            guard editors.count < CatalogRules.mostEditors else { throw CatalogRefusal.tooManyEditors }
            try catalog.insertEditor(person.id, of: id)
            try append(CatalogEvents.editorAdded(person.id, to: id, actor: caller.id.text), in: catalog)
        }
        return EditorAnswer(id: person.id, name: person.name)
    }

    /// Takes somebody off a page; the last of its people only an admin.
    package func removeEditor(_ account: AccountID, of id: ArtistID, by caller: SignedInAccount) async throws {
        try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            guard try catalog.artist(id) != nil else { throw NotThere() }
            try demandEditor(caller, of: id, in: catalog)
            let editors = try catalog.editors(of: id)
            guard editors.contains(account) else { throw NotThere() }
            guard CatalogRules.mayRemove(account, of: editors, by: caller) else { throw CatalogRefusal.lastEditor }
            try catalog.deleteEditor(account, of: id)
            try append(CatalogEvents.editorRemoved(account, from: id, actor: caller.id.text), in: catalog)
        }
    }

    private func known(_ wanted: PersonWanted) async throws -> KnownPerson {
        if let person = try await ports.person(wanted) { return person }
        switch wanted {
        case .mail: throw CatalogRefusal.noSuchPerson
        case .account: throw InvalidInput("account", "This account is blocked or not there. An admin can look at it.")
        }
    }
}
