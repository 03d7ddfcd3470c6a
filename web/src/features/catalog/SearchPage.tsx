// Search as one types. The words stand in the address, so that Back and a link lead to the same finds.
import { useEffect, useRef, useState } from "react";
import type { SearchAnswer } from "../../app/api.gen";
import { useAnnounce } from "../../app/announce";
import { useData } from "../../app/data";
import { Loaded } from "../../app/Loaded";
import { useQueryParam, useTitle } from "../../app/navigation";
import { useBox } from "../../app/session";
import { SearchField } from "../../design/Field";
import { EmptyState } from "../../design/States";
import { t } from "../../strings";
import { AlbumGrid } from "./AlbumGrid";
import { ArtistCards } from "./ArtistCards";
import { Section } from "./Section";
import { ShowLines } from "./ShowPoster";
import { TrackList, TrackListSkeleton } from "./TrackList";

const SETTLE_MS = 160;
const MOST = 24;

export default function SearchPage() {
    const [q, setQ] = useQueryParam("q");
    const [typed, setTyped] = useState(q);
    const field = useRef<HTMLInputElement>(null);
    useTitle(t.catalog.searchTitle);
    useEffect(() => {
        const timer = setTimeout(() => field.current?.focus(), 0);
        return () => clearTimeout(timer);
    }, []);
    useEffect(() => {
        if (typed.trim() === q) return undefined;
        const timer = setTimeout(() => setQ(typed.trim().slice(0, 200)), SETTLE_MS);
        return () => clearTimeout(timer);
    }, [typed, q, setQ]);
    const finds = useData("GET /api/search", { query: { q, limit: MOST } }, { skip: q === "" });
    // The finds before stay while the next ones come: a page that empties at every letter cannot be read.
    const last = useRef<SearchAnswer>();
    if (finds.data) last.current = finds.data;
    const shown = finds.data ?? (q && !finds.error ? last.current : undefined);
    return (
        <div className="page stack gap-6 search">
            <h1 className="sr">{t.catalog.searchTitle}</h1>
            <form role="search" onSubmit={(event) => { event.preventDefault(); setQ(typed.trim()); }}>
                <SearchField ref={field} label={t.catalog.searchLabel} placeholder={t.app.searchHint} value={typed}
                    maxLength={200} onChange={setTyped} />
            </form>
            {q === "" ? <p className="quiet">{t.catalog.searchStart}</p>
                : <Loaded of={{ ...finds, data: shown }}
                    skeleton={<TrackListSkeleton />}>{(answer) => <Finds answer={answer} q={q} />}</Loaded>}
        </div>
    );
}

function Finds({ answer: { artists, albums, tracks, shows }, q }: { answer: SearchAnswer; q: string }) {
    const { zone } = useBox();
    const say = useAnnounce();
    const count = artists.length + albums.length + tracks.length + shows.length;
    useEffect(() => {
        const timer = setTimeout(() => say(t.catalog.found(count)), 500);
        return () => clearTimeout(timer);
    }, [count, q, say]);
    if (count === 0) return <EmptyState title={t.catalog.searchNothing(q)}>{t.catalog.searchNothingText}</EmptyState>;
    return (
        <div className="parts">
            {artists.length > 0 && <Section title={t.catalog.artists}><ArtistCards artists={artists} /></Section>}
            {shows.length > 0 && <Section title={t.catalog.shows}><ShowLines shows={shows} zone={zone} /></Section>}
            {albums.length > 0 && <Section title={t.catalog.albums}><AlbumGrid albums={albums} /></Section>}
            {tracks.length > 0 && <Section title={t.catalog.tracks}><TrackList tracks={tracks} /></Section>}
        </div>
    );
}
