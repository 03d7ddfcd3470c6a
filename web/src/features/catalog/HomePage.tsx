// The front page: the next show as a poster with one button, what was playing, new releases, the artists of the house.
import { Loaded } from "../../app/Loaded";
import { useTitle } from "../../app/navigation";
import { useData } from "../../app/data";
import { useBox, useSession } from "../../app/session";
import { LinkButton } from "../../design/Button";
import { EmptyState } from "../../design/States";
import { t } from "../../strings";
import { AlbumGrid, AlbumGridSkeleton } from "./AlbumGrid";
import { ArtistLine } from "./ArtistLine";
import { Continue } from "./Continue";
import { Section } from "./Section";
import { PosterSkeleton, ShowLines, ShowPoster } from "./ShowPoster";
import { TrackList, TrackListSkeleton } from "./TrackList";

const SHOWS = 5;
const ALBUMS = 10;
const TRACKS = 8;

export default function HomePage() {
    const { box, zone } = useBox();
    const { isBackstage, has } = useSession();
    useTitle(box?.name ?? t.app.home);
    const shows = useData("GET /api/shows", { query: { limit: SHOWS } });
    const albums = useData("GET /api/albums", { query: { limit: ALBUMS } });
    const tracks = useData("GET /api/tracks", { query: { limit: TRACKS } });
    const artists = useData("GET /api/artists", { query: { limit: 40 } });
    const isEmpty = [shows, albums, tracks, artists].every((one) => one.data?.items.length === 0);
    if (isEmpty) {
        return (
            <div className="page home">
                <EmptyState icon="disc" title={t.catalog.nothingYet} action={isBackstage && (
                    <div className="row">
                        {has("artist") && <LinkButton kind="primary" href="/backstage/music" icon="upload">{t.catalog.addMusic}</LinkButton>}
                        {has("staff") && <LinkButton href="/backstage/shows" icon="poster">{t.catalog.addShow}</LinkButton>}
                    </div>
                )}>{t.catalog.nothingYetText}</EmptyState>
            </div>
        );
    }
    const [next, ...later] = shows.data?.items ?? [];
    return (
        <div className="home">
            <div className="page gig-place">
                <Loaded of={shows} skeleton={<PosterSkeleton />}>{() => next && <ShowPoster show={next} zone={zone} />}</Loaded>
            </div>
            <div className="page parts">
                <Continue />
                {later.length > 0 && <Section title={t.catalog.moreShows} more={{ href: "/shows", label: t.catalog.allShows }}><ShowLines shows={later} zone={zone} /></Section>}
                {albums.data?.items.length !== 0 && (
                    <Section title={t.catalog.newReleases} more={{ href: "/music", label: t.catalog.allMusic }}>
                        <Loaded of={albums} skeleton={<AlbumGridSkeleton />}>{({ items }) => <AlbumGrid albums={items} />}</Loaded>
                    </Section>
                )}
                {tracks.data?.items.length !== 0 && (
                    <Section title={t.catalog.newTracks} more={{ href: "/music?show=tracks", label: t.catalog.tracks }}>
                        <Loaded of={tracks} skeleton={<TrackListSkeleton />}>{({ items }) => <TrackList tracks={items} />}</Loaded>
                    </Section>
                )}
                {(artists.data?.items.length ?? 0) > 0 && <Section title={t.catalog.artists}><ArtistLine artists={artists.data?.items ?? []} /></Section>}
            </div>
        </div>
    );
}
