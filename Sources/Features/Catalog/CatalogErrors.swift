package import StageModel

/// What Catalog will not do.
package enum CatalogRefusal: Refusal, Equatable {
    case notYours
    case nameTaken
    case notAudio
    case unsupported(codec: String)
    case damaged(detail: String)
    case empty
    case duplicate(title: String)
    case toolMissing(name: String)
    case toolFailed
    case tookTooLong
    case fileTooLarge(limitMegabytes: Int)
    case diskFull
    case pictureTooLarge
    case notAPicture
    case stillMaking
    case otherArtistsAlbum
    case tracksChanged
    case albumFull
    case lastEditor
    case noSuchPerson
    case notAMaker(name: String)
    case tooManyEditors

    package var kind: RefusalKind {
        switch self {
        case .notYours: .forbidden
        case .nameTaken, .duplicate, .tracksChanged, .albumFull, .lastEditor, .tooManyEditors: .conflict
        case .fileTooLarge: .tooLarge
        case .toolMissing, .toolFailed, .diskFull, .stillMaking: .unavailable
        case .notAudio, .unsupported, .damaged, .empty, .tookTooLong, .pictureTooLarge, .notAPicture,
            .otherArtistsAlbum, .noSuchPerson, .notAMaker:
            .invalid
        }
    }

    package var reason: String {
        switch self {
        case .notYours: "catalog.not_yours"
        case .nameTaken: "catalog.name_taken"
        case .notAudio: "catalog.not_audio"
        case .unsupported: "catalog.unsupported_codec"
        case .damaged: "catalog.damaged"
        case .empty: "catalog.empty_file"
        case .duplicate: "catalog.duplicate"
        case .toolMissing: "catalog.tool_missing"
        case .toolFailed: "catalog.tool_failed"
        case .tookTooLong: "catalog.took_too_long"
        case .fileTooLarge: "catalog.file_too_large"
        case .diskFull: "catalog.disk_full"
        case .pictureTooLarge: "catalog.picture_too_large"
        case .notAPicture: "catalog.not_a_picture"
        case .stillMaking: "catalog.still_making"
        case .otherArtistsAlbum: "catalog.other_artists_album"
        case .tracksChanged: "catalog.tracks_changed"
        case .albumFull: "catalog.album_full"
        case .lastEditor: "catalog.last_editor"
        case .noSuchPerson: "catalog.no_such_person"
        case .notAMaker: "catalog.not_a_maker"
        case .tooManyEditors: "catalog.too_many_editors"
        }
    }

    package var sentence: String {
        switch self {
        case .notYours:
            "Only the people of this artist may change it. Ask one of them, or an admin of the box, to add you."
        case .nameTaken:
            "There is an artist of this name on the box already. Choose another name, or ask to be added to that page."
        case .lastEditor, .noSuchPerson, .notAMaker, .tooManyEditors: sentenceOnPeople
        case .otherArtistsAlbum, .tracksChanged, .albumFull: sentenceOnAlbums
        default: sentenceOnFiles
        }
    }

    private var sentenceOnPeople: String {
        switch self {
        case .lastEditor:
            "This is the last of the people of this page. Add somebody else first, or ask an admin of the box."
        case .noSuchPerson:
            "Nobody who can sign in on this box has this mail address. Check it, or ask an admin of the box to invite "
                + "them."
        case .notAMaker(let name):
            "\(name) has an account, but none for making music. Ask an admin of the box to give them the role Artist, "
                + "then add them."
        case .tooManyEditors:
            "This page has \(CatalogRules.mostEditors) people, the most it takes. Remove somebody first."
        default: ""
        }
    }

    private var sentenceOnAlbums: String {
        switch self {
        case .otherArtistsAlbum:
            "This album belongs to another artist. Choose one of the same artist."
        case .tracksChanged:
            "The album has other tracks by now. Look at it again, then put them in order."
        case .albumFull:
            "An album holds \(CatalogRules.mostTracksOnAlbum) tracks, and this one is full. Take tracks out of it, or "
                + "make another album."
        default: ""
        }
    }

    private var sentenceOnFiles: String {
        switch self {
        case .notAudio:
            "This is not a sound file that the box knows. It takes FLAC, MP3, Ogg, Opus, M4A and WAV."
        case .unsupported(let codec):
            "The sound in this file is coded as \(codec), which the box does not take. Export it as FLAC, WAV or MP3."
        case .damaged(let detail):
            "This file is damaged: \(detail). Export it again and upload the new one."
        case .empty:
            "This file is empty. Nothing was kept."
        case .duplicate(let title):
            "These very bytes are already here as “\(title)”. Nothing was added."
        case .toolMissing(let name):
            "The program \(name) is missing, so files cannot be read. Install the package ffmpeg, then try again."
        case .toolFailed:
            "The box could not work on this file, and the file is not to blame. Try again; if this comes back, restart "
                + "the box and look at its log."
        case .tookTooLong:
            "Reading this file took too long and was stopped. Export it again and upload the new one."
        case .fileTooLarge(let limit):
            "This file is larger than \(limit) MB, the most the box takes. Export it in parts or as FLAC."
        case .diskFull:
            "The disk of the box has no room for this file. Nothing was kept. Free some space, then upload it again."
        case .pictureTooLarge:
            "This picture is too large to open safely. Use at most 8,000 pixels on a side and 40 million in all."
        case .notAPicture:
            "This is not a picture that the box knows. Use PNG, JPEG or WebP."
        case .stillMaking:
            "The playable form of this track is still being made. Try again in a moment."
        default: ""
        }
    }

    package var fields: [String: String] {
        switch self {
        case .noSuchPerson, .notAMaker: ["mail": sentence]
        default: [:]
        }
    }
}
