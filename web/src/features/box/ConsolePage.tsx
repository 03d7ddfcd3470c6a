// The console: whether the box is well in one glance, the next show, where the box is found, and the rooms where it is
// looked after.
import { useData } from "../../app/data";
import { formatDayTime } from "../../app/format";
import { useTitle } from "../../app/navigation";
import { useBox, useSession } from "../../app/session";
import { Figure, LinkButton, Loading, QR, Skeleton } from "../../design";
import { t } from "../../strings/house";
import { HealthBoard, PlainHealth } from "./console/HealthBoard";
import { Rooms } from "./console/Rooms";

export default function ConsolePage() {
    useTitle(t.console.title);
    const { has } = useSession();
    const { box } = useBox();
    // Each part waits for the one above it, so that nothing on the screen is pushed down.
    const isStaff = has("staff");
    const isAdmin = has("admin");
    const health = useData("GET /api/box/health", {}, { skip: !isAdmin });
    const shows = useData("GET /api/shows", { query: COMING }, { skip: !isStaff });
    const isHealthy = !isAdmin || health.data !== undefined || health.error !== undefined;
    const hasShows = isHealthy && (shows.data !== undefined || shows.error !== undefined);
    return (
        <div className="desk-page stack gap-7">
            <header className="stack gap-5">
                <h1 className="display display-40">{box?.name ?? t.app.unnamed}</h1>
                {isAdmin ? <HealthBoard /> : <PlainHealth />}
            </header>
            {isStaff && isHealthy && <Tonight />}
            {hasShows && isAdmin && <Rooms />}
            {hasShows && <Addresses />}
        </div>
    );
}

const COMING = { when: "coming", limit: 20 } as const;

function Tonight() {
    const { data } = useData("GET /api/shows", { query: COMING });
    const { zone } = useBox();
    const next = data?.items.find((show) => show.status === "published");
    const { data: count } = useData("GET /api/shows/{id}/headcount", { path: { id: next?.id ?? "" } }, { skip: !next });
    return (
        <section className="stack">
            <h2 className="heading">{t.console.tonight}</h2>
            {!data && <Loading><Skeleton height="72px" /></Loading>}
            {data && !next && <p className="quiet">{t.console.noShow}</p>}
            {next && <div className="panel row row-apart">
                <div>
                    <p className="display display-28">{next.title}</p>
                    <p className="small quiet">{formatDayTime(next.startsAt, zone)}</p>
                </div>
                <div className="row gap-6">
                    <Figure number={count?.inside ?? "–"} name={t.door.inside} />
                    <Figure number={count?.sold ?? "–"} name={t.door.sold} />
                </div>
                <div className="row row-tight">
                    <LinkButton kind="primary" icon="coins" href={`/backstage/till?show=${next.id}`}>{t.console.till}</LinkButton>
                    <LinkButton icon="door" href={`/backstage/shows/${next.id}/door`}>{t.backShows.door}</LinkButton>
                </div>
            </div>}
        </section>
    );
}

function Addresses() {
    const { data, error } = useData("GET /api/box/addresses", {}, { freshMs: 0 });
    return (
        <section className="stack">
            <div className="row row-apart">
                <h2 className="heading">{t.console.addresses}</h2>
                <LinkButton icon="poster" href="/backstage/poster">{t.network.poster}</LinkButton>
            </div>
            <p className="small quiet">{t.console.addressesText}</p>
            {!data && !error && <Loading><Skeleton height="160px" /></Loading>}
            <AddressList items={data?.items ?? []} isLoaded={data !== undefined} />
        </section>
    );
}

export function AddressList({ items, isLoaded }: { items: readonly { url: string; label: string; qr: string[] }[]; isLoaded: boolean }) {
    if (isLoaded && items.length === 0) return <p>{t.network.noAddresses}</p>;
    return (
        <ul className="addresses">
            {items.map((one) => (
                <li key={one.url} className="row">
                    <div className="address-code"><QR rows={one.qr} label={one.url} /></div>
                    <div className="grow"><p className="small quiet">{one.label}</p><a href={one.url} className="strong address">{one.url}</a></div>
                </li>
            ))}
        </ul>
    );
}
