// Sleeves side by side, as in a crate.
import type { AlbumSummary } from "../../app/api.gen";
import { formatYear } from "../../app/format";
import { Sleeve } from "../../design/Sleeve";
import { Skeleton } from "../../design/States";

export function AlbumGrid({ albums, hideArtist }: { albums: readonly AlbumSummary[]; hideArtist?: boolean }) {
    return (
        <ul className="crate">
            {albums.map((album) => (
                <li key={album.id}>
                    <a className="crate-item" href={`/albums/${album.id}`}>
                        <Sleeve cover={album.cover} title={album.title} accent={album.accent}
                            sizes="(min-width: 1000px) 230px, (min-width: 600px) 28vw, 44vw" decorative />
                        <span className="crate-title">{album.title}</span>
                        <span className="crate-by">{hideArtist
                            ? (album.releasedOn ? formatYear(album.releasedOn) : "\u00a0") : album.artist.name}</span>
                    </a>
                </li>
            ))}
        </ul>
    );
}

export function AlbumGridSkeleton({ count = 5 }: { count?: number }) {
    return (
        <div className="crate">
            {Array.from({ length: count }, (_, i) => (
                <div key={i} className="crate-item"><Skeleton ratio="1" /><Skeleton width="70%"
                    height="1rem" /><Skeleton width="40%" height="0.875rem" /></div>
            ))}
        </div>
    );
}
