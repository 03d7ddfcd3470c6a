// All music: albums, tracks, artists.
import { usePages } from "../../app/data";
import type { Pages } from "../../app/data";
import { useQueryParam, useTitle } from "../../app/navigation";
import { sentenceOf } from "../../app/api";
import { Button } from "../../design/Button";
import { EmptyState, ErrorState, Loading } from "../../design/States";
import { Tabs } from "../../design/Tabs";
import { t } from "../../strings";
import type { ReactNode } from "react";
import { AlbumGrid, AlbumGridSkeleton } from "./AlbumGrid";
import { ArtistCards } from "./ArtistCards";
import { TrackList, TrackListSkeleton } from "./TrackList";

const PAGE = 40;

export default function MusicPage() {
    const [show, setShow] = useQueryParam("show");
    const tab = show === "tracks" || show === "artists" ? show : "albums";
    useTitle(t.app.music);
    return (
        <div className="page stack gap-5 music">
            <h1 className="display display-64">{t.app.music}</h1>
            <Tabs label={t.app.music} value={tab} onChange={(value) => setShow(value === "albums" ? "" : value)}
                items={[
                { value: "albums", label: t.catalog.albums }, { value: "tracks",
                    label: t.catalog.tracks }, { value: "artists", label: t.catalog.artists },
            ]}>
                <div className="music-panel">{tab === "albums" ? <Albums /> : tab === "tracks" ? <Tracks />
                    : <Artists />}</div>
            </Tabs>
        </div>
    );
}

function Albums() {
    const pages = usePages("GET /api/albums", { query: { limit: PAGE } });
    return <Paged pages={pages} skeleton={<AlbumGridSkeleton count={10} />}
        empty={t.catalog.noAlbums}>{(items) => <AlbumGrid albums={items} />}</Paged>;
}

function Tracks() {
    const pages = usePages("GET /api/tracks", { query: { limit: PAGE } });
    return <Paged pages={pages} skeleton={<TrackListSkeleton rows={10} />}
        empty={t.catalog.noTracks}>{(items) => <TrackList tracks={items} />}</Paged>;
}

function Artists() {
    const pages = usePages("GET /api/artists", { query: { limit: PAGE } });
    return <Paged pages={pages} skeleton={<AlbumGridSkeleton count={8} />}
        empty={t.catalog.noArtists}>{(items) => <ArtistCards artists={items} />}</Paged>;
}

function Paged<I>({ pages, skeleton, empty, children }: { pages: Pages<I>; skeleton: ReactNode; empty: string;
    children: (items: I[]) => ReactNode }) {
    if (!pages.items) {
        return pages.error ? <ErrorState sentence={sentenceOf(pages.error)}
            onRetry={() => void pages.reload()} /> : <Loading>{skeleton}</Loading>;
    }
    if (pages.items.length === 0) return <EmptyState title={empty}>{t.catalog.noMusicText}</EmptyState>;
    return (
        <div className="stack gap-6">
            {children(pages.items)}
            {pages.error !== undefined && <p className="field-error">{sentenceOf(pages.error)}</p>}
            {pages.hasMore && <div><Button onClick={() => void pages.more()}>{t.catalog.moreOf}</Button></div>}
        </div>
    );
}
