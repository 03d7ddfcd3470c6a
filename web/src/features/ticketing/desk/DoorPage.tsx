// The door from the desk: how many are inside, every scan as it happens, pairing a phone, admitting by number.
import { useEffect, useState } from "react";
import { randomKey, sentenceOf } from "../../../app/api";
import type { Pairing, Scan } from "../../../app/api.gen";
import { useAction, useData, useInvalidate, usePages } from "../../../app/data";
import { formatRecent, formatTime } from "../../../app/format";
import { useParam, useQueryParam, useTitle } from "../../../app/navigation";
import { useServices } from "../../../app/services";
import { useBox, useSession } from "../../../app/session";
import { Button, Dialog, EmptyState, ErrorState, Figure, Lamp, Loading, Notice, QR, SelectField, Skeleton, Table, TextField, useToast } from "../../../design";
import type { Signal } from "../../../design";
import { t } from "../../../strings/house";
import { ShowTabs } from "./ShowTabs";

const TONES: Record<Scan["tone"], Signal> = { go: "go", wait: "wait", stop: "stop" };

export default function DoorPage() {
    const id = useParam("id");
    const { data: show, error, reload } = useData("GET /api/shows/{id}", { path: { id } });
    const { has } = useSession();
    // "?pair=Main door" comes from the list of devices: the dialog opens at that door.
    const [wanted] = useQueryParam("pair");
    const [pairing, setPairing] = useState(wanted !== "");
    useTitle(show && `${t.backShows.door} · ${show.title}`);
    if (error) return <ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} />;
    if (!show) return <Loading><Skeleton height="480px" /></Loading>;
    return (
        <div className="desk-page stack gap-6">
            <header className="row row-apart">
                <h1 className="display display-40">{show.title}</h1>
                {has("staff") && <Button kind="primary" icon="phone" onClick={() => setPairing(true)}>{t.door.pair}</Button>}
            </header>
            <ShowTabs id={id} />
            <Headcount id={id} />
            <ByHand id={id} doors={show.doors} />
            <Scans id={id} />
            <Dialog open={pairing} onClose={() => setPairing(false)} title={t.door.pairTitle}>
                {pairing && <Pair id={id} doors={show.doors} first={wanted} />}
            </Dialog>
        </div>
    );
}

function Headcount({ id }: { id: string }) {
    const { data } = useData("GET /api/shows/{id}/headcount", { path: { id } }, { everyMs: 15_000 });
    if (!data) return <Loading><Skeleton height="72px" /></Loading>;
    return (
        <div className="headcount" aria-live="polite">
            <Figure number={data.inside} name={t.door.inside} /><Figure number={data.sold} name={t.door.sold} />
            <Figure number={data.capacity} name={t.door.capacity} /><Figure number={data.perMinute} name={t.door.perMinute} />
            <Figure number={data.refusedLastHour} name={t.door.refused} />
        </div>
    );
}

function ByHand({ id, doors }: { id: string; doors: readonly string[] }) {
    const { api } = useServices();
    const invalidate = useInvalidate();
    const [code, setCode] = useState("");
    const [answer, setAnswer] = useState<Scan | null>(null);
    const check = useAction(async () => {
        setAnswer(await api.call("POST /api/shows/{id}/scans", { path: { id }, body: { code: code.trim(), nonce: randomKey(), method: "typed", ...(doors[0] ? { door: doors[0] } : {}) } }));
        setCode("");
        invalidate(`/api/shows/${id}/`);
    });
    return (
        <form className="by-hand stack gap-2" onSubmit={(event) => { event.preventDefault(); if (code.trim()) void check.run(); }}>
            <div className="row by-hand-row">
                <div className="grow"><TextField label={t.door.typeCode} hint={t.door.manual} autoComplete="off" autoCapitalize="characters" spellCheck={false} className="input figures" value={code} onChange={setCode} /></div>
                <Button type="submit" icon="scan" busy={check.busy}>{t.door.check}</Button>
            </div>
            {check.error !== undefined && <Notice signal="stop">{sentenceOf(check.error)}</Notice>}
            {answer && <div role="status"><Notice signal={TONES[answer.tone]}><strong>{t.door.outcomes[answer.outcome]}</strong> {answer.sentence} {answer.ticket && `${answer.ticket.typeName} · ${answer.ticket.holder || answer.ticket.number}`}</Notice></div>}
        </form>
    );
}

function Scans({ id }: { id: string }) {
    const { api } = useServices();
    const { zone } = useBox();
    const invalidate = useInvalidate();
    const toast = useToast();
    const scans = usePages("GET /api/shows/{id}/scans", { path: { id }, query: { limit: 30 } });
    const undo = useAction(async (scan: Scan) => {
        try {
            await api.call("POST /api/scans/{id}/undo", { path: { id: scan.id } });
            toast({ text: t.door.undone, signal: "go" });
        } catch (error) {
            toast({ text: sentenceOf(error), signal: "stop" });
        }
        invalidate(`/api/shows/${id}/`);
    });
    return (
        <section className="stack">
            <h2 className="heading">{t.door.scans}</h2>
            {scans.error ? <ErrorState sentence={sentenceOf(scans.error)} onRetry={() => void scans.reload()} /> : null}
            {scans.isLoading && <Loading><Skeleton height="200px" /></Loading>}
            {scans.items?.length === 0 && <EmptyState icon="scan" title={t.door.noScans}>{t.door.noScansText}</EmptyState>}
            {scans.items && scans.items.length > 0 && <Table caption={t.door.scans} rows={scans.items} rowKey={(scan) => scan.id} folds columns={[
                { key: "what", name: t.door.state, cell: (scan) => <Lamp signal={TONES[scan.tone]}>{t.door.outcomes[scan.outcome]}</Lamp> },
                { key: "ticket", name: t.door.ticket, cell: (scan) => (scan.ticket ? <>{scan.ticket.typeName} <span className="quiet">{scan.ticket.holder || scan.ticket.number}</span></> : <span className="quiet">{scan.sentence}</span>) },
                { key: "door", name: t.door.door, cell: (scan) => <>{scan.door} <span className="quiet">{scan.deviceName}</span></> },
                { key: "at", name: t.orders.when, number: true, cell: (scan) => formatRecent(scan.at, zone) },
                { key: "undo", name: t.door.undo, hideName: true, number: true, cell: (scan) => (scan.canUndo ? <Button icon="undo" onClick={() => void undo.run(scan)}>{t.door.undo}</Button> : null) },
            ]} />}
            {scans.hasMore && <div><Button onClick={() => void scans.more()}>{t.app.more}</Button></div>}
        </section>
    );
}

function Pair({ id, doors, first }: { id: string; doors: readonly string[]; first: string }) {
    const { api } = useServices();
    const { zone } = useBox();
    const [door, setDoor] = useState(doors.includes(first) ? first : doors[0] ?? t.door.door);
    const [pairing, setPairing] = useState<Pairing | null>(null);
    const start = useAction(async (name: string) => {
        setPairing(null);
        setPairing(await api.call("POST /api/devices/pairings", { body: { showId: id, door: name } }));
    });
    const { run } = start;
    useEffect(() => void run(door), [run, door]);
    const { data: state } = useData("GET /api/devices/pairings/{id}", { path: { id: pairing?.id ?? "" } }, { skip: !pairing, everyMs: 2000, freshMs: 0 });
    return (
        <div className="stack">
            {doors.length > 1 && <SelectField label={t.door.door} value={door} onChange={setDoor} options={doors.map((name) => ({ value: name, label: name }))} />}
            {start.error !== undefined && <ErrorState sentence={sentenceOf(start.error)} onRetry={() => void run(door)} />}
            {state?.state === "paired" ? <Notice signal="go">{t.door.paired(state.device?.name ?? "")}</Notice>
                : state?.state === "expired" ? <Notice signal="wait">{t.door.expired}</Notice>
                    : pairing && <>
                        <p>{t.door.pairText}</p>
                        <div className="invitation-code"><QR rows={pairing.qr} /></div>
                        <p className="figures pairing-address">{pairing.url?.replace(/#.*/, "") ?? `${location.origin}/door/`}</p>
                        <p className="display display-40 pairing-code" aria-label={t.door.code}>{pairing.code}</p>
                        <p className="small quiet" role="status">{t.door.pairing} {t.door.until(formatTime(pairing.expiresAt, zone))}</p>
                    </>}
            {state && state.state !== "waiting" && <Button icon="refresh" onClick={() => void run(door)}>{t.door.again}</Button>}
        </div>
    );
}
