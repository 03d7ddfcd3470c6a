// The console: whether the box is well in one glance, where it is found, what comes next.
import { sentenceOf } from "../../app/api";
import type { Box } from "../../app/api.gen";
import { useData } from "../../app/data";
import { formatDayTime } from "../../app/format";
import { Form, SubmitButton, useForm } from "../../app/forms";
import { useTitle } from "../../app/navigation";
import { useServices } from "../../app/services";
import { useBox, useSession } from "../../app/session";
import { ErrorState, Figure, Lamp, LinkButton, Loading, QR, SelectField, Skeleton, TextField, useToast } from "../../design";
import type { Signal } from "../../design";
import { t } from "../../strings/house";
import { currencies, zones } from "./places";

export default function ConsolePage() {
    useTitle(t.console.title);
    const { has } = useSession();
    const { box } = useBox();
    // Each part waits for the one above it, so that nothing on the screen is pushed down.
    const isStaff = has("staff");
    const shows = useData("GET /api/shows", { query: COMING }, { skip: !isStaff });
    const addresses = useData("GET /api/box/addresses", {}, { skip: !isStaff });
    const hasShows = shows.data !== undefined || shows.error !== undefined;
    const hasAddresses = addresses.data !== undefined || addresses.error !== undefined;
    return (
        <div className="desk-page stack gap-7">
            <header className="stack gap-2">
                <h1 className="display display-40">{box?.name ?? t.app.unnamed}</h1>
                <Health />
            </header>
            {isStaff && <Tonight />}
            {isStaff && hasShows && <Addresses />}
            {has("admin") && box && hasShows && hasAddresses && <Settings key={box.currency + box.name} box={box} />}
        </div>
    );
}

const COMING = { when: "coming", limit: 20 } as const;
const SIGNALS: Record<string, Signal> = { ok: "go", warn: "wait", fail: "stop" };

function Health() {
    const { data, error, reload } = useData("GET /health", {}, { everyMs: 15_000, topics: ["box"] });
    if (error) return <ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} />;
    if (!data) return <Loading><Skeleton width="220px" /></Loading>;
    const troubles = data.checks.filter((check) => check.status !== "ok");
    return (
        <details className="health">
            <summary><Lamp signal={data.status === "ok" ? "go" : data.status === "degraded" ? "wait" : "stop"}>
                {troubles.length === 0 ? t.console.allGood : troubles[0]?.detail ?? t.console.look}</Lamp></summary>
            <ul className="lines">
                {data.checks.map((check) => (
                    <li key={check.name} className="row"><Lamp signal={SIGNALS[check.status] ?? "info"}>{check.name}</Lamp><span className="quiet grow">{check.detail}</span></li>
                ))}
            </ul>
        </details>
    );
}

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
    const { data } = useData("GET /api/box/addresses", {});
    return (
        <section className="stack">
            <h2 className="heading">{t.console.addresses}</h2>
            <p className="small quiet">{t.console.addressesText}</p>
            {!data && <Loading><Skeleton height="160px" /></Loading>}
            <ul className="addresses">
                {data?.items.map((one) => (
                    <li key={one.url} className="row">
                        <div className="address-code"><QR rows={one.qr} label={one.url} /></div>
                        <div className="grow"><p className="small quiet">{one.label}</p><a href={one.url} className="strong address">{one.url}</a></div>
                    </li>
                ))}
            </ul>
        </section>
    );
}

function Settings({ box }: { box: Box }) {
    const { api, cache } = useServices();
    const toast = useToast();
    const form = useForm({
        initial: { name: box.name, timeZone: box.timeZone, currency: box.currency },
        check: (values) => ({ name: values.name.trim() ? null : t.forms.required }),
        submit: (values) => api.call("PATCH /api/box", { body: values }),
        done: () => {
            toast({ text: t.console.saved, signal: "go" });
            void cache.load("/api/box");
        },
    });
    return (
        <section className="stack narrow">
            <h2 className="heading">{t.console.settings}</h2>
            <Form form={form}>
                <TextField label={t.console.name} maxLength={60} {...form.field("name")} />
                <SelectField label={t.setup.zone} options={zones()} {...form.field("timeZone")} />
                <SelectField label={t.setup.currency} hint={t.setup.currencyHint} options={currencies()} {...form.field("currency")} />
                <div><SubmitButton form={form}>{t.console.save}</SubmitButton></div>
            </Form>
        </section>
    );
}
