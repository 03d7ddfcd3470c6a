import EventLog
import StageModel

/// The events Catalog writes. Topic `catalog` for what listeners see; names and versions never change.
enum CatalogEvents {
    struct Subject: Encodable { let id: String }
    struct Editor: Encodable { let id, account: String }

    static func artistChanged(_ id: ArtistID, actor: String) throws -> EventDraft {
        try EventDraft(
            "catalog.artist_changed", topic: "catalog", actor: actor, audience: .everyone, payload: Subject(id: id.text)
        )
    }

    static func editorAdded(_ account: AccountID, to id: ArtistID, actor: String) throws -> EventDraft {
        try EventDraft(
            "catalog.editor_added", topic: "catalog", actor: actor, audience: .everyone,
            payload: Editor(id: id.text, account: account.text))
    }

    static func editorRemoved(_ account: AccountID, from id: ArtistID, actor: String) throws -> EventDraft {
        try EventDraft(
            "catalog.editor_removed", topic: "catalog", actor: actor, audience: .everyone,
            payload: Editor(id: id.text, account: account.text))
    }

    static func albumChanged(_ id: AlbumID, actor: String) throws -> EventDraft {
        try EventDraft(
            "catalog.album_changed", topic: "catalog", actor: actor, audience: .everyone, payload: Subject(id: id.text))
    }

    static func trackAdded(_ id: TrackID, cid: String, actor: String) throws -> EventDraft {
        struct Added: Encodable { let id, cid: String }
        return try EventDraft(
            "catalog.track_added", topic: "catalog", actor: actor, audience: .everyone,
            payload: Added(id: id.text, cid: cid))
    }

    static func trackMeasured(_ id: TrackID, state: TrackState) throws -> EventDraft {
        struct Measured: Encodable { let id, state: String }
        return try EventDraft(
            "catalog.track_measured", topic: "catalog", actor: "box", audience: .everyone,
            payload: Measured(id: id.text, state: state.rawValue))
    }

    static func trackChanged(_ id: TrackID, actor: String) throws -> EventDraft {
        try EventDraft(
            "catalog.track_changed", topic: "catalog", actor: actor, audience: .everyone, payload: Subject(id: id.text))
    }

    static func removed(_ id: String, actor: String) throws -> EventDraft {
        try EventDraft(
            "catalog.removed", topic: "catalog", actor: actor, audience: .everyone, payload: Subject(id: id))
    }

    static func restored(_ id: String, actor: String) throws -> EventDraft {
        try EventDraft(
            "catalog.restored", topic: "catalog", actor: actor, audience: .everyone, payload: Subject(id: id))
    }
}
