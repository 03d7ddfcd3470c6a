// The artists of the house as the foot of a poster: names in display type, one after the other.
import type { Artist } from "../../app/api.gen";
import { Accented } from "../../design/Accent";

export function ArtistLine({ artists }: { artists: readonly Artist[] }) {
    return (
        <ul className="line-up">
            {artists.map((artist) => (
                <li key={artist.id}><Accented accent={artist.accent}><a className="display"
                    href={`/artists/${artist.id}`}>{artist.name}</a></Accented></li>
            ))}
        </ul>
    );
}
