import HTTPTypes
import StageModel
package import WebEdge

/// HTTP in, HTTP out: reads the request, asks the service, maps the answer.
package struct CatalogRoutes: Sendable {
    let service: CatalogService
    /// The most bytes of one audio file, for the sentence that refuses more.
    let audioBytes: Int64

    package init(service: CatalogService, audioBytes: Int64) {
        self.service = service
        self.audioBytes = audioBytes
    }

    /// Who may open an artist's page; editing is decided per page.
    private static let makers: Access = .roles([.artist, .producer, .admin])

    package var routes: [Route] { finding + artists + people + albums + tracks }

    private var finding: [Route] {
        [
            Route(.get, "/api/search", .anyone, body: .none) { call in
                guard let typed = call.query["q"] else { throw InvalidInput("q", "Say what to look for.") }
                return try .json(
                    await service.search(typed, for: call.principal?.account, limit: call.limit(usual: 8, most: 50)))
            },
            Route(.get, "/api/images/{cid}/{size}", .anyone, budget: .media, body: .none) { call in
                .file(try await service.picture(call.parameters["cid"] ?? "", size: call.parameters["size"] ?? ""))
            },
        ]
    }

    private var artists: [Route] {
        [
            Route(.get, "/api/artists", .anyone, body: .none) { call in
                try .json(
                    await service.artists(
                        for: call.principal?.account, onlyMine: try call.flag("mine"), after: try call.cursor(),
                        limit: call.limit()))
            },
            Route(.post, "/api/artists/register", Self.makers) { call in
                struct Draft: Decodable { let name: String, bio: String? }
                let draft = try await call.json(Draft.self)
                let answer = try await service.registerArtist(
                    name: draft.name, bio: draft.bio ?? "", by: try call.account())
                return try .json(answer, status: .created)
            },
            Route(.get, "/api/artists/{id}", .anyone, body: .none) { call in
                try .json(await service.artist(call.id(), for: call.principal?.account))
            },
            Route(.patch, "/api/artists/{id}", .signedIn) { call in
                struct Change: Decodable { let name, bio: String? }
                let change = try await call.json(Change.self)
                return try .json(
                    await service.changeArtist(call.id(), name: change.name, bio: change.bio, by: call.account()))
            },
            Route(.put, "/api/artists/{id}/picture", .signedIn, budget: .upload, body: .image) { call in
                try .json(await service.setPicture(call.body.collect(), of: call.id(), by: call.account()))
            },
            Route(.post, "/api/artists/{id}/tracks/upload", .signedIn, budget: .upload, body: .audio) { call in
                var album: AlbumID?
                if let text = call.query["album"] {
                    guard let id = AlbumID(text) else { throw NotThere() }
                    album = id
                }
                let answer = try await service.upload(
                    call.body, to: call.id(), album: album,
                    fileName: CatalogRules.fileName(call.request.headerFields[.uploadFilename]),
                    limitBytes: audioBytes, by: call.account())
                return try .json(answer, status: .created)
            },
        ]
    }

    private var people: [Route] {
        [
            Route(.get, "/api/artists/{id}/editors", .signedIn, body: .none) { call in
                try .json(await service.editors(of: call.id(), for: call.account()))
            },
            Route(.post, "/api/artists/{id}/editors", .signedIn) { call in
                struct Wanted: Decodable {
                    let account: AccountID?
                    let mail: String?
                }
                let wanted = try await call.json(Wanted.self)
                let who = try CatalogRules.wanted(account: wanted.account, mail: wanted.mail)
                return try .json(
                    await service.addEditor(who, to: call.id(), by: call.account()), status: .created)
            },
            Route(.delete, "/api/artists/{id}/editors/{account}", .signedIn, body: .none) { call in
                try await service.removeEditor(call.id("account"), of: call.id(), by: call.account())
                return .noContent
            },
        ]
    }

    private var albums: [Route] {
        [
            Route(.get, "/api/albums", .anyone, body: .none) { call in
                try .json(
                    await service.albums(
                        for: call.principal?.account, before: try call.cursor(), limit: call.limit()))
            },
            Route(.post, "/api/albums", .signedIn) { call in
                struct Draft: Decodable {
                    let artistId: ArtistID
                    let title: String
                    let releasedOn, notes: String?
                }
                let draft = try await call.json(Draft.self)
                let answer = try await service.createAlbum(
                    artist: draft.artistId, title: draft.title, releasedOn: draft.releasedOn, notes: draft.notes ?? "",
                    by: try call.account())
                return try .json(answer, status: .created)
            },
            Route(.get, "/api/albums/{id}", .anyone, body: .none) { call in
                try .json(await service.album(call.id(), for: call.principal?.account))
            },
            Route(.patch, "/api/albums/{id}", .signedIn) { call in
                let change = try await call.json(AlbumChange.self)
                return try .json(await service.changeAlbum(call.id(), change, by: call.account()))
            },
            Route(.delete, "/api/albums/{id}", .signedIn, body: .none) { call in
                try await service.removeAlbum(call.id(), by: call.account())
                return .noContent
            },
            Route(.post, "/api/albums/{id}/restore", .signedIn) { call in
                try .json(await service.restoreAlbum(call.id(), by: call.account()))
            },
            Route(.put, "/api/albums/{id}/cover", .signedIn, budget: .upload, body: .image) { call in
                try .json(await service.setCover(call.body.collect(), of: call.id(), by: call.account()))
            },
        ]
    }

    private var tracks: [Route] {
        [
            Route(.get, "/api/tracks", .anyone, body: .none) { call in
                var artist: ArtistID?
                if let text = call.query["artist"] {
                    guard let id = ArtistID(text) else { throw NotThere() }
                    artist = id
                }
                return try .json(
                    await service.tracks(
                        for: call.principal?.account, of: artist, removed: try call.flag("removed"),
                        before: try call.cursor(), limit: call.limit()))
            },
            Route(.get, "/api/tracks/{id}", .anyone, body: .none) { call in
                try .json(await service.track(call.id(), for: call.principal?.account))
            },
            Route(.patch, "/api/tracks/{id}", .signedIn) { call in
                let change = try await call.json(TrackChange.self)
                return try .json(await service.changeTrack(call.id(), change, by: call.account()))
            },
            Route(.delete, "/api/tracks/{id}", .signedIn, body: .none) { call in
                try await service.removeTrack(call.id(), by: call.account())
                return .noContent
            },
            Route(.post, "/api/tracks/{id}/restore", .signedIn) { call in
                try .json(await service.restoreTrack(call.id(), by: call.account()))
            },
            Route(.get, "/api/tracks/{id}/audio", .anyone, budget: .media, body: .none) { call in
                .file(
                    try await service.sound(
                        of: call.id(), original: try call.flag("original"), for: call.principal?.account))
            },
        ]
    }
}

extension HTTPField.Name {
    /// Percent-encoded name of the uploaded file.
    static var uploadFilename: Self { HTTPField.Name("Upload-Filename") ?? .contentDisposition }
}
