// The front page: the next show as a poster with one button, what was playing, new releases, the artists of the house.
import { sentenceOf } from "../../app/api";
import { Loaded } from "../../app/Loaded";
import { useTitle } from "../../app/navigation";
import { useData } from "../../app/data";
import { useBox, useSession } from "../../app/session";
import { LinkButton } from "../../design/Button";
import { EmptyState, ErrorState } from "../../design/States";
import { t } from "../../strings";
import { AlbumGrid, AlbumGridSkeleton } from "./AlbumGrid";
import { ArtistLine } from "./ArtistLine";
import { Continue } from "./Continue";
import { ALBUMS, ARTISTS, SHOWS, TRACKS } from "./homeAddresses";
import { Section } from "./Section";
import { PosterSkeleton, ShowLines, ShowPoster } from "./ShowPoster";
import { TrackList, TrackListSkeleton } from "./TrackList";

export default function HomePage() {
    const { box, zone } = useBox();
    const { isBackstage, has } = useSession();
    useTitle(box?.name ?? t.app.home);
    const shows = useData("GET /api/shows", { query: { limit: SHOWS } });
    const albums = useData("GET /api/albums", { query: { limit: ALBUMS } });
    const tracks = useData("GET /api/tracks", { query: { limit: TRACKS } });
    const artists = useData("GET /api/artists", { query: { limit: ARTISTS } });
    const isEmpty = [shows, albums, tracks, artists].every((one) => one.data?.items.length === 0);
    // One reason, said once.
    if (shows.error && albums.error && tracks.error) {
        return <div className="page home"><ErrorState as="h1" sentence={sentenceOf(shows.error)}
            onRetry={() => void Promise.all([shows, albums, tracks, artists].map((one) => one.reload()))} /></div>;
    }
    if (isEmpty) {
        return (
            <div className="page home">
                <EmptyState as="h1" icon="disc" title={t.catalog.nothingYet} action={isBackstage && (
                    <div className="row">
                        {has("artist") && <LinkButton kind="primary" href="/backstage/music"
                            icon="upload">{t.catalog.addMusic}</LinkButton>}
                        {has("staff") && <LinkButton href="/backstage/shows"
                            icon="poster">{t.catalog.addShow}</LinkButton>}
                    </div>
                )}>{t.catalog.nothingYetText}</EmptyState>
            </div>
        );
    }
    // Each part waits for the one above it: nothing that is on the screen is pushed down by what comes later.
    const [next, ...later] = shows.data?.items ?? [];
    const hasShows = shows.data !== undefined || shows.error !== undefined;
    const hasAlbums = hasShows && (albums.data !== undefined || albums.error !== undefined);
    const hasTracks = hasAlbums && (tracks.data !== undefined || tracks.error !== undefined);
    return (
        <div className="home">
            <div className="page gig-place">
                <Loaded of={shows} skeleton={<PosterSkeleton />}>{() => (next ? <ShowPoster show={next} zone={zone} />
                    : <h1 className="sr">{box?.name}</h1>)}</Loaded>
            </div>
            {hasShows && <div className="page parts">
                <Continue />
                {later.length > 0 && <Section title={t.catalog.moreShows}
                    more={{ href: "/shows", label: t.catalog.allShows }}><ShowLines shows={later}
                    zone={zone} /></Section>}
                {albums.data?.items.length !== 0 && (
                    <Section title={t.catalog.newReleases} more={{ href: "/music", label: t.catalog.allMusic }}>
                        <Loaded of={albums} skeleton={<AlbumGridSkeleton />}>{({ items }) => <AlbumGrid
                            albums={items} />}</Loaded>
                    </Section>
                )}
                {hasAlbums && tracks.data?.items.length !== 0 && (
                    <Section title={t.catalog.newTracks}
                        more={{ href: "/music?show=tracks", label: t.catalog.allTracks }}>
                        <Loaded of={tracks} skeleton={<TrackListSkeleton />}>{({ items }) => <TrackList
                            tracks={items} />}</Loaded>
                    </Section>
                )}
                {hasTracks && (artists.data?.items.length ?? 0) > 0
                    && <Section title={t.catalog.artists}><ArtistLine artists={artists.data?.items ?? []} /></Section>}
            </div>}
        </div>
    );
}
