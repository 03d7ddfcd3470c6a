// The shows of the house as a list.
import { sentenceOf } from "../../../app/api";
import type { ShowSummary } from "../../../app/api.gen";
import { usePages } from "../../../app/data";
import { formatDayTime, formatMoney } from "../../../app/format";
import { useQueryParam, useTitle } from "../../../app/navigation";
import { useBox, useSession } from "../../../app/session";
import { Button, EmptyState, ErrorState, Lamp, LinkButton, Loading, Segments, Skeleton, Table } from "../../../design";
import type { Signal } from "../../../design";
import { t } from "../../../strings/house";

export const STATUS: Record<ShowSummary["status"], [Signal, string]> = {
    draft: ["off", t.backShows.draft], published: ["go", t.backShows.published], cancelled: ["stop", t.backShows.cancelled],
};

export default function ShowListPage() {
    useTitle(t.backShows.title);
    const { has } = useSession();
    const { zone } = useBox();
    const [when, setWhen] = useQueryParam("when");
    const chosen = when === "past" || when === "all" ? when : "coming";
    const shows = usePages("GET /api/shows", { query: { when: chosen } });
    return (
        <div className="desk-page stack gap-6">
            <header className="row row-apart">
                <h1 className="display display-40">{t.backShows.title}</h1>
                {has("staff") && <LinkButton kind="primary" icon="plus" href="/backstage/shows/new">{t.backShows.make}</LinkButton>}
            </header>
            <Segments label={t.backShows.title} value={chosen} onChange={setWhen}
                options={[{ value: "coming", label: t.backShows.coming }, { value: "past", label: t.backShows.past }, { value: "all", label: t.backShows.all }]} />
            {shows.error ? <ErrorState sentence={sentenceOf(shows.error)} onRetry={() => void shows.reload()} /> : null}
            {shows.isLoading && <Loading><Skeleton height="200px" /></Loading>}
            {shows.items?.length === 0 && <EmptyState icon="calendar" title={t.backShows.none}>{t.backShows.noneText}</EmptyState>}
            {shows.items && shows.items.length > 0 && <Table caption={t.backShows.title} rows={shows.items} rowKey={(show) => show.id} folds columns={[
                { key: "title", name: t.backShows.showTitle, cell: (show) => <a className="text-link" href={has("staff") ? `/backstage/shows/${show.id}` : `/backstage/shows/${show.id}/door`}>{show.title}</a> },
                { key: "when", name: t.backShows.startsAt, cell: (show) => formatDayTime(show.startsAt, zone) },
                { key: "state", name: t.door.state, cell: (show) => <Lamp signal={STATUS[show.status][0]}>{show.isSoldOut ? t.shows.soldOut : STATUS[show.status][1]}</Lamp> },
                { key: "price", name: t.backShows.price, number: true, cell: (show) => (show.fromPrice ? formatMoney(show.fromPrice) : "–") },
                { key: "door", name: t.backShows.door, hideName: true, number: true, cell: (show) => <LinkButton icon="door" href={`/backstage/shows/${show.id}/door`}>{t.backShows.door}</LinkButton> },
            ]} />}
            {shows.hasMore && <div><Button onClick={() => void shows.more()}>{t.app.more}</Button></div>}
        </div>
    );
}
