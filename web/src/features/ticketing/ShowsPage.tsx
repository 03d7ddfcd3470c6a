// What is on.
import { sentenceOf } from "../../app/api";
import { usePages } from "../../app/data";
import { useTitle } from "../../app/navigation";
import { useBox } from "../../app/session";
import { Button, EmptyState, ErrorState, Loading, Skeleton } from "../../design";
import { t } from "../../strings/house";
import { Poster } from "./Poster";

export default function ShowsPage() {
    useTitle(t.shows.title);
    const { zone } = useBox();
    const shows = usePages("GET /api/shows", { query: {} });
    return (
        <div className="page stack gap-6">
            <h1 className="display display-64">{t.shows.title}</h1>
            {shows.error ? <ErrorState sentence={sentenceOf(shows.error)} onRetry={() => void shows.reload()} /> : null}
            {shows.isLoading && <Loading><div className="posters">{[1, 2, 3].map((n) => <Skeleton key={n} ratio="3 / 4" />)}</div></Loading>}
            {shows.items?.length === 0 && <EmptyState icon="calendar" title={t.shows.none}>{t.shows.noneText}</EmptyState>}
            <div className="posters">{shows.items?.map((show, i) => <Poster key={show.id} show={show} zone={zone} first={i === 0} />)}</div>
            {shows.hasMore && <div><Button onClick={() => void shows.more()}>{t.app.more}</Button></div>}
        </div>
    );
}
