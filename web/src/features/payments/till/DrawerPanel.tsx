// The cash drawer: shift, what should be in it, the last sale. Always in sight at the box office.
import { useState } from "react";
import { sentenceOf } from "../../../app/api";
import type { Drawer, Money } from "../../../app/api.gen";
import { useAction, useData } from "../../../app/data";
import { formatMoney, formatRecent, isZero, parseMoney } from "../../../app/format";
import { useServices } from "../../../app/services";
import { useBox } from "../../../app/session";
import { Button, Dialog, ErrorState, Lamp, Loading, MoneyField, Notice, Skeleton, useToast } from "../../../design";
import { t } from "../../../strings/house";
import { UndoSale } from "./TillPage";

export function DrawerPanel() {
    const { zone } = useBox();
    const { data, error, reload, change } = useData("GET /api/drawer", {});
    const [counting, setCounting] = useState(false);
    if (error) return <ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} />;
    if (!data) return <Loading><Skeleton height="180px" /></Loading>;
    const { shift, lastSale } = data;
    return (
        <section className="panel stack gap-2" aria-label={t.drawer.title}>
            <div className="row row-apart">
                <Lamp signal={shift ? "go" : "off"}>{shift ? t.drawer.isOpen(shift.openedBy, formatRecent(shift.openedAt, zone)) : t.drawer.isClosed}</Lamp>
                <Button onClick={() => setCounting(true)}>{shift ? t.drawer.close : t.drawer.open}</Button>
            </div>
            {shift && <dl className="drawer-figures">
                <div><dt>{t.drawer.expected}</dt><dd>{formatMoney(data.expectedCash)}</dd></div>
                {data.cashTaken && <div><dt>{t.drawer.cash}</dt><dd>{formatMoney(data.cashTaken)}</dd></div>}
                {data.cardTaken && <div><dt>{t.drawer.card}</dt><dd>{formatMoney(data.cardTaken)}</dd></div>}
                <div><dt>{t.drawer.sales}</dt><dd>{data.salesCount}</dd></div>
            </dl>}
            {lastSale && <div className="row row-apart last-sale">
                <p className="small"><span className="quiet">{t.till.last}</span> <span className="figures">{lastSale.number}</span> · {formatMoney(lastSale.total)}</p>
                {lastSale.status === "paid" && <UndoSale order={lastSale} />}
            </div>}
            <Dialog open={counting} onClose={() => setCounting(false)} title={shift ? t.drawer.close : t.drawer.open}>
                {counting && <Count drawer={data} onDone={(fresh) => { setCounting(false); change(() => fresh); void reload(); }} />}
            </Dialog>
        </section>
    );
}

function Count({ drawer, onDone }: { drawer: Drawer; onDone: (fresh: Drawer) => void }) {
    const { api } = useServices();
    const toast = useToast();
    const [typed, setTyped] = useState("");
    const counted = parseMoney(typed, drawer.currency);
    const send = useAction(async (amount: Money) => {
        const fresh = drawer.shift ? await api.call("POST /api/drawer/close", { body: { counted: amount } }) : await api.call("POST /api/drawer/open", { body: { counted: amount } });
        toast({ text: drawer.shift ? words(fresh) : t.drawer.opened, signal: "go" });
        onDone(fresh);
    });
    return (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); if (counted) void send.run(counted); }}>
            <p>{drawer.shift ? t.drawer.closeText : t.drawer.openText}</p>
            <MoneyField label={t.drawer.counted} currency={drawer.currency} autoFocus value={typed} onChange={setTyped} error={typed && !counted ? t.backShows.money : null} />
            {send.error !== undefined && <Notice signal="stop">{sentenceOf(send.error)}</Notice>}
            <Button type="submit" kind="primary" busy={send.busy} disabled={!counted}>{drawer.shift ? t.drawer.close : t.drawer.open}</Button>
        </form>
    );
}

function words({ lastClosing }: Drawer): string {
    const difference = lastClosing?.difference;
    if (!difference || isZero(difference)) return t.drawer.exact;
    const plain = { ...difference, amount: difference.amount.replace("-", "") };
    return difference.amount.startsWith("-") ? t.drawer.short(formatMoney(plain)) : t.drawer.over(formatMoney(plain));
}
