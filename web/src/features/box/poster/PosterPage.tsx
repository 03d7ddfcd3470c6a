// A poster to print and hang: the name of the house as large as the paper, a code that opens it, and the address in words.
import { useMemo, useState } from "react";
import { sentenceOf } from "../../../app/api";
import { useData } from "../../../app/data";
import { formatLongDay } from "../../../app/format";
import { useTitle } from "../../../app/navigation";
import { useBox } from "../../../app/session";
import { Button, EmptyState, ErrorState, Loading, Notice, Segments, SelectField, Skeleton, TextField } from "../../../design";
import { LinkButton } from "../../../design";
import { t } from "../../../strings/house";
import { Sheet } from "./Sheet";
import { joinPath, posterAddresses, spoken } from "./addresses";
import type { PosterAddress } from "./addresses";
import { qrCode } from "./qrCode";

const WIFI = "stagebox.poster-wifi";

export default function PosterPage() {
    useTitle(t.poster.title);
    const addresses = useData("GET /api/box/addresses", {}, { freshMs: 0 });
    const shows = useData("GET /api/shows", { query: { when: "coming", limit: 20 } });
    const all = useMemo(() => posterAddresses(addresses.data?.items.map((one) => one.url) ?? [], location), [addresses.data]);
    return (
        <div className="desk-page poster-page stack gap-6 print-page">
            <h1 className="display display-40 no-print">{t.poster.title}</h1>
            {addresses.error ? <ErrorState sentence={sentenceOf(addresses.error)} onRetry={() => void addresses.reload()} /> : null}
            {(addresses.isLoading || shows.isLoading) && <Loading><Skeleton height="640px" /></Loading>}
            {addresses.data && all.length === 0 && <EmptyState icon="network" title={t.poster.noAddress} action={<LinkButton href="/backstage/box/network">{t.network.title}</LinkButton>}>{t.poster.noAddressText}</EmptyState>}
            {all.length > 0 && !shows.isLoading && <Maker addresses={all} show={shows.data?.items.find((one) => one.status === "published") ?? null} />}
        </div>
    );
}

function keptWifi(): string {
    try {
        return localStorage.getItem(WIFI) ?? "";
    } catch {
        return "";
    }
}

interface Leading {
    id: string;
    title: string;
    startsAt: string;
}

function Maker({ addresses, show }: { addresses: readonly PosterAddress[]; show: Leading | null }) {
    const { box, zone } = useBox();
    const [address, setAddress] = useState(addresses[0]?.url ?? "");
    const [leads, setLeads] = useState<"listen" | "show">("listen");
    const [paper, setPaper] = useState<"a4" | "a3">("a4");
    const [look, setLook] = useState<"accent" | "plain">("accent");
    const [wifi, setWifi] = useState(keptWifi);
    const chosen = addresses.find((one) => one.url === address) ?? addresses[0];
    const shown = leads === "show" ? show : null;
    const url = joinPath(chosen?.url ?? location.origin, shown ? `/shows/${shown.id}` : "/listen");
    const rows = useMemo(() => qrCode(url), [url]);
    const keep = (name: string) => {
        setWifi(name);
        try {
            localStorage.setItem(WIFI, name);
        } catch {
            // It is typed again the next time.
        }
    };
    const label = (one: PosterAddress) => `${one.isName ? t.poster.byName(one.host) : t.poster.byNumber(one.host)}${one.isPlain ? "" : ` (${t.poster.secure})`}`;
    return (
        <div className="poster-maker">
            <div className="stack gap-5 no-print">
                {show && <SelectField label={t.poster.leads} value={leads} onChange={setLeads} options={[{ value: "listen", label: t.poster.listen }, { value: "show", label: t.poster.show(show.title) }]} />}
                <SelectField label={t.poster.address} hint={chosen?.isPlain ? `${t.poster.nameHint} ${t.poster.plainHint}` : t.poster.nameHint} value={address} onChange={setAddress} options={addresses.map((one) => ({ value: one.url, label: label(one) }))} />
                <TextField label={t.poster.wifi} hint={t.poster.wifiHint} optional maxLength={32} value={wifi} onChange={keep} autoComplete="off" spellCheck={false} />
                <div className="row gap-5">
                    <Segments label={t.poster.paper} value={paper} onChange={setPaper} options={[{ value: "a4", label: "A4" }, { value: "a3", label: "A3" }]} />
                    <Segments label={t.poster.look} value={look} onChange={setLook} options={[{ value: "accent", label: t.poster.accent }, { value: "plain", label: t.poster.plain }]} />
                </div>
                {rows ? <div className="stack gap-2"><div><Button kind="primary" large icon="printer" onClick={() => print()}>{t.poster.print}</Button></div><p className="small quiet">{t.poster.paperHint}</p></div>
                    : <Notice signal="stop">{t.poster.tooLong}</Notice>}
            </div>
            {rows && <Sheet name={box?.name ?? t.app.unnamed} headline={shown ? t.poster.ticketsHere : t.poster.listenHere} event={shown ? `${shown.title} · ${formatLongDay(shown.startsAt, zone)}` : null}
                rows={rows} url={url} typed={spoken(shown ? chosen?.url ?? url : url)} wifi={wifi.trim()} paper={paper} look={look} />}
        </div>
    );
}
