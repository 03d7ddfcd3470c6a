// The box office. A sale is four key strokes: a number for the ticket, Enter to pay, Enter for the exact amount, Enter for
// the next. Tiles by number keys, basket, tender with quick amounts and change; the last sale and the drawer stay in sight.
import { useCallback, useEffect, useMemo, useState } from "react";
import { randomKey, sentenceOf } from "../../../app/api";
import type { Money, Order, OrderMade, ShowSummary, TicketType } from "../../../app/api.gen";
import { useAction, useData, useInvalidate } from "../../../app/data";
import { currencyDigits, formatDayTime, formatMoney, isZero, parseMoney } from "../../../app/format";
import { useQueryParam, useTitle } from "../../../app/navigation";
import { useServices } from "../../../app/services";
import { useBox } from "../../../app/session";
import { Button, Dialog, EmptyState, ErrorState, IconButton, LinkButton, Loading, MoneyField, Notice, QR, SelectField, Skeleton, TextField, useConfirm, useToast } from "../../../design";
import { t } from "../../../strings/house";
import { add, changeOf, emptyBasket, quickAmounts, take, takeLast, totalOf } from "./basket";
import type { Basket } from "./basket";
import { DrawerPanel } from "./DrawerPanel";

export default function TillPage() {
    useTitle(t.till.title);
    const { zone } = useBox();
    const [wanted, setWanted] = useQueryParam("show");
    const { data, error, reload } = useData("GET /api/shows", { query: { when: "coming", limit: 50 } });
    const shows = data?.items.filter((show) => show.status === "published") ?? [];
    const show = shows.find((one) => one.id === wanted) ?? shows[0];
    if (error) return <ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} />;
    if (!data) return <Loading><Skeleton height="480px" /></Loading>;
    if (!show) return <EmptyState icon="coins" title={t.till.none} action={<LinkButton kind="primary" href="/backstage/shows">{t.backShows.title}</LinkButton>}>{t.till.noneText}</EmptyState>;
    return (
        <div className="desk-page till">
            <header className="till-head row row-apart">
                <h1 className="display display-28">{t.till.title}</h1>
                <SelectField label={t.till.choose} hideLabel value={show.id} onChange={setWanted}
                    options={shows.map((one: ShowSummary) => ({ value: one.id, label: `${one.title} · ${formatDayTime(one.startsAt, zone)}` }))} />
            </header>
            <Counter key={show.id} show={show} />
        </div>
    );
}

function Counter({ show }: { show: ShowSummary }) {
    const { currency } = useBox();
    const { data, error, reload } = useData("GET /api/shows/{id}", { path: { id: show.id } });
    const types = useMemo(() => data?.ticketTypes.filter((type) => type.isOnSale) ?? [], [data]);
    const [basket, setBasket] = useState<Basket>(emptyBasket);
    const [buyer, setBuyer] = useState("");
    const [paying, setPaying] = useState<"cash" | "card" | null>(null);
    const [sold, setSold] = useState<OrderMade | null>(null);
    const total = totalOf(basket, types, currency);
    const isIdle = paying === null && sold === null;
    const press = useCallback((type: TicketType) => setBasket((now) => add(now, type)), []);
    useEffect(() => {
        if (!isIdle) return undefined;
        const keys = (event: KeyboardEvent) => {
            if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement || event.ctrlKey || event.metaKey || event.altKey) return;
            const type = /^[1-9]$/.test(event.key) ? types[Number(event.key) - 1] : undefined;
            if (type) press(type);
            else if (event.key === "Backspace") setBasket(takeLast);
            else if (event.key === "Enter" && basket.size > 0 && !(event.target instanceof HTMLButtonElement)) setPaying("cash");
            else if (event.key.toLowerCase() === "c" && basket.size > 0) setPaying("card");
            else return;
            event.preventDefault();
        };
        addEventListener("keydown", keys);
        return () => removeEventListener("keydown", keys);
    }, [isIdle, types, basket, press]);
    const next = () => {
        setSold(null);
        setBasket(emptyBasket);
        setBuyer("");
    };
    if (error) return <ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} />;
    return (
        <div className="till-grid">
            <div className="stack">
                <div className="tiles">
                    {!data && [1, 2].map((n) => <Skeleton key={n} height="138px" />)}
                    {types.map((type, i) => (
                        <button type="button" key={type.id} className="tile" disabled={type.remaining - (basket.get(type.id) ?? 0) <= 0} onClick={() => press(type)}>
                            <kbd>{i + 1}</kbd><span className="tile-name">{type.name}</span>
                            <span className="tile-price tabular">{isZero(type.price) ? t.shows.free : formatMoney(type.price)}</span>
                            <span className="small quiet">{type.remaining > 0 ? t.shows.remaining(type.remaining) : t.shows.soldOut}</span>
                        </button>
                    ))}
                </div>
                <p className="small quiet till-keys">{t.till.keys}</p>
                <OpenOrder />
            </div>
            <aside className="till-side stack">
                <section className="panel stack" aria-label={t.till.basket}>
                    {basket.size === 0 && <p className="quiet">{t.till.empty}</p>}
                    <ul className="lines">
                        {types.filter((type) => basket.has(type.id)).map((type) => (
                            <li key={type.id} className="row row-apart">
                                <span className="grow">{basket.get(type.id)} × {type.name}</span>
                                <IconButton icon="minus" label={t.design.less} onClick={() => setBasket((now) => take(now, type.id))} />
                            </li>
                        ))}
                    </ul>
                    <p className="row row-apart till-total"><span>{t.till.total}</span><output className="display display-40">{formatMoney(total)}</output></p>
                    {basket.size > 0 && <TextField label={t.till.buyer} optional maxLength={120} value={buyer} onChange={setBuyer} />}
                    <div className="till-pay">
                        <Button kind="primary" large icon="cash" disabled={basket.size === 0} onClick={() => setPaying("cash")}>{isZero(total) && basket.size > 0 ? t.till.free : t.till.cash}</Button>
                        <Button large icon="card" disabled={basket.size === 0 || isZero(total)} onClick={() => setPaying("card")}>{t.till.card}</Button>
                    </div>
                    {basket.size > 0 && <Button kind="quiet" onClick={() => setBasket(emptyBasket)}>{t.till.clear}</Button>}
                </section>
                <DrawerPanel />
            </aside>
            <Dialog open={paying !== null} onClose={() => setPaying(null)} title={paying === "card" ? t.till.card : t.till.cash}>
                {paying && <Tender method={paying} total={total} basket={basket} buyer={buyer} onSold={(made) => { setPaying(null); setSold(made); void reload(); }} />}
            </Dialog>
            <Dialog open={sold !== null} onClose={next} title={t.till.soldTitle}>
                {sold && <Sold made={sold} onNext={next} />}
            </Dialog>
        </div>
    );
}

function Tender({ method, total, basket, buyer, onSold }: { method: "cash" | "card"; total: Money; basket: Basket; buyer: string; onSold: (made: OrderMade) => void }) {
    const { api } = useServices();
    const invalidate = useInvalidate();
    const [typed, setTyped] = useState("");
    const [key] = useState(randomKey);
    const given = typed.trim() === "" ? total : parseMoney(typed, total.currency);
    const change = given && changeOf(total, given);
    const pay = useAction(async (amount: Money) => {
        const made = await api.call("POST /api/orders", { body: {
            lines: [...basket].map(([offer, quantity]) => ({ offer, quantity })), payment: method === "cash" ? { method, tendered: amount } : { method },
            ...(buyer.trim() ? { buyer: { name: buyer.trim() } } : {}),
        } }, { idempotencyKey: `${key}-${amount.amount}` });
        invalidate("/api/drawer", "/api/orders", "/api/shows");
        onSold(made);
    });
    return (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); if (given && change && !pay.busy) void pay.run(given); }}>
            <p className="row row-apart"><span>{t.till.total}</span><span className="display display-64">{formatMoney(total)}</span></p>
            {method === "cash" && !isZero(total) && <>
                <div className="row row-tight">{quickAmounts(total, currencyDigits(total.currency)).map((amount, i) => (
                    <Button key={amount.amount} onClick={() => void pay.run(amount)}>{i === 0 ? t.till.exact : formatMoney(amount)}</Button>
                ))}</div>
                <MoneyField label={t.till.given} currency={total.currency} autoFocus value={typed} onChange={setTyped}
                    error={given === null ? t.backShows.money : change === null ? t.till.notEnough(formatMoney({ amount: (BigInt(total.amount) - BigInt(given.amount)).toString(), currency: total.currency })) : null} />
                {change && !isZero(change) && <p className="row row-apart lead"><span>{t.till.change}</span><strong className="tabular">{formatMoney(change)}</strong></p>}
            </>}
            {method === "card" && <p>{t.till.cardText}</p>}
            {pay.error !== undefined && <Notice signal="stop">{sentenceOf(pay.error)}</Notice>}
            <Button type="submit" kind="primary" large wide busy={pay.busy} disabled={!given || !change} autoFocus={method === "card" || isZero(total)}>{method === "card" ? t.till.cardTaken : isZero(total) ? t.till.free : t.till.pay}</Button>
        </form>
    );
}

function Sold({ made, onNext }: { made: OrderMade; onNext: () => void }) {
    const { order } = made;
    return (
        <div className="stack">
            <p className="display display-64">{order.change && !isZero(order.change) ? t.till.changeBack(formatMoney(order.change)) : t.till.noChange}</p>
            <p className="row row-apart"><span>{t.orders.number} <span className="figures">{order.number}</span></span><span className="tabular">{formatMoney(order.total)}</span></p>
            {made.qr && <div className="stack gap-2"><p className="small quiet">{t.orders.pageText}</p><div className="invitation-code"><QR rows={made.qr} label={t.orders.page} /></div></div>}
            <div className="row row-tight">
                <LinkButton icon="printer" href={made.path} target="_blank">{t.till.print}</LinkButton>
                <UndoSale order={order} onUndone={onNext} />
            </div>
            <Button kind="primary" large wide autoFocus onClick={onNext}>{t.till.next}</Button>
        </div>
    );
}

export function UndoSale({ order, onUndone }: { order: Order; onUndone?: () => void }) {
    const { api } = useServices();
    const invalidate = useInvalidate();
    const confirm = useConfirm();
    const toast = useToast();
    const undo = useAction(async () => {
        if (!await confirm({ title: t.till.undoTitle, text: t.till.undoText(formatMoney(order.total)), yes: t.till.undoSale, danger: true })) return;
        try {
            await api.call("POST /api/orders/{id}/refund", { path: { id: order.id }, body: { reason: t.till.undoSale } });
            toast({ text: t.till.undone(order.number), signal: "go" });
            onUndone?.();
        } catch (error) {
            toast({ text: sentenceOf(error), signal: "stop" });
        }
        invalidate("/api/drawer", "/api/orders", "/api/shows");
    });
    return <Button icon="undo" busy={undo.busy} onClick={() => void undo.run()}>{t.till.undoSale}</Button>;
}

/// Somebody reserved in the browser and stands at the counter with a number.
function OpenOrder() {
    const { api } = useServices();
    const [number, setNumber] = useState("");
    const [notFound, setNotFound] = useState(false);
    const find = useAction(async () => {
        const found = await api.call("GET /api/orders", { query: { q: number.trim(), status: "reserved", limit: 5 } });
        const order = found.items.find((one) => one.number.toLowerCase() === number.trim().toLowerCase());
        setNotFound(!order);
        if (order) location.assign(`/backstage/orders?order=${order.id}`);
    });
    return (
        <form className="row by-hand-row open-order" onSubmit={(event) => { event.preventDefault(); if (number.trim()) void find.run(); }}>
            <div className="grow"><TextField label={t.till.openOrder} placeholder={t.till.orderNumber} className="input figures" autoComplete="off" value={number} onChange={setNumber} error={notFound ? t.till.notFound : find.error ? sentenceOf(find.error) : null} /></div>
            <Button type="submit" busy={find.busy}>{t.till.find}</Button>
        </form>
    );
}
