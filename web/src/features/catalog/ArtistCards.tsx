// Artists as pictures with their names.
import type { Artist } from "../../app/api.gen";
import { Sleeve } from "../../design/Sleeve";
import { t } from "../../strings";

export function ArtistCards({ artists, base = "/artists" }: { artists: readonly Artist[]; base?: string }) {
    return (
        <ul className="crate">
            {artists.map((artist) => (
                <li key={artist.id}>
                    <a className="crate-item" href={`${base}/${artist.id}`}>
                        <Sleeve cover={artist.picture} title={artist.name} accent={artist.accent}
                            sizes="(min-width: 1000px) 230px, 44vw" decorative />
                        <span className="crate-title">{artist.name}</span>
                        <span className="crate-by">{[artist.albumCount > 0 && t.count.albums(artist.albumCount),
                            t.count.tracks(artist.trackCount)].filter(Boolean).join(", ")}</span>
                    </a>
                </li>
            ))}
        </ul>
    );
}
