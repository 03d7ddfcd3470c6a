// Where the poster leads: everything that plays in this house, with one button, and without an account.
import { sentenceOf } from "../../app/api";
import { Loaded } from "../../app/Loaded";
import { useData } from "../../app/data";
import { useTitle } from "../../app/navigation";
import { useBox } from "../../app/session";
import { EmptyState, ErrorState, Headline, LinkButton, Skeleton } from "../../design";
import { t } from "../../strings/house";
import { AlbumGrid, AlbumGridSkeleton } from "../catalog/AlbumGrid";
import { PlayAll } from "../catalog/PlayAll";
import { Section } from "../catalog/Section";
import { TrackList, TrackListSkeleton } from "../catalog/TrackList";

const MOST = 60;
const NAME_HEIGHT = 220;

export default function ListenPage() {
    useTitle(t.listen.title);
    const { box } = useBox();
    const tracks = useData("GET /api/tracks", { query: { limit: MOST } });
    const albums = useData("GET /api/albums", { query: { limit: 10 } }, { skip: tracks.isLoading });
    // Tracks wait for the records above them: nothing on the screen is pushed down.
    const hasAlbums = albums.data !== undefined || albums.error !== undefined;
    const more = { href: "/music", label: t.listen.all };
    if (tracks.error && !tracks.data) {
        return <div className="page"><ErrorState as="h1" sentence={sentenceOf(tracks.error)} onRetry={() => void tracks.reload()} /></div>;
    }
    if (tracks.data?.items.length === 0) {
        return <div className="page"><EmptyState as="h1" icon="disc" title={t.listen.none} action={<LinkButton href="/">{t.trust.home}</LinkButton>}>{t.listen.noneText}</EmptyState></div>;
    }
    return (
        <div className="page listen">
            <header className="stack gap-5 listen-head">
                <Headline text={t.poster.listenHere} maxHeight={NAME_HEIGHT} />
                <p className="lead">{t.listen.lead}</p>
                {tracks.data ? <PlayAll tracks={tracks.data.items} shuffle /> : <Skeleton width="180px" height="56px" />}
            </header>
            {albums.data?.items.length !== 0 && <Section title={t.listen.records} more={more}><Loaded of={albums} skeleton={<AlbumGridSkeleton />}>{({ items }) => <AlbumGrid albums={items} />}</Loaded></Section>}
            {hasAlbums && <Section title={t.listen.tracks} more={more}><Loaded of={tracks} skeleton={<TrackListSkeleton />}>{({ items }) => <TrackList tracks={items} />}</Loaded></Section>}
            {!window.isSecureContext && box?.secureUrl && <p className="listen-trust"><span className="quiet">{t.trust.phoneLead}.</span> <a href="/trust">{t.trust.phoneLink}</a></p>}
        </div>
    );
}
