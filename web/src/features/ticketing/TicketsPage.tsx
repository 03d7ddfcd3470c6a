// The buyer's page: the tickets of one order as stubs with a code, and how to print them. The token stands behind the #
// and never reaches the box in an address.
import { useCallback, useEffect, useState } from "react";
import { ApiError, sentenceOf } from "../../app/api";
import type { Order, OwnTicket } from "../../app/api.gen";
import { useAction } from "../../app/data";
import { formatLongDay, formatMoney, formatTime } from "../../app/format";
import { useTitle } from "../../app/navigation";
import { useServices } from "../../app/services";
import { useBox } from "../../app/session";
import { Accented, Button, ErrorState, Lamp, Loading, Notice, QR, Skeleton } from "../../design";
import { t } from "../../strings/house";

interface Page {
    order: Order;
    tickets: OwnTicket[];
}

/// The last answer is kept on this device, so that the page opens at the door without a network.
const keptName = (token: string) => `stagebox.tickets.${token.slice(0, 40)}`;

export default function TicketsPage() {
    useTitle(t.ticket.title);
    const { api } = useServices();
    const { zone } = useBox();
    const [token] = useState(() => decodeURIComponent(location.hash.slice(1)));
    const [page, setPage] = useState<Page | null>(null);
    const [error, setError] = useState<unknown>(null);
    const load = useCallback(async () => {
        try {
            const headers = { "Order-Token": token };
            const order = await api.call("GET /api/order", {}, { headers });
            const tickets = order.status === "paid" || order.status === "refunded" ? (await api.call("GET /api/order/tickets", {}, { headers })).items : [];
            setPage({ order, tickets });
            setError(null);
            keep(token, { order, tickets });
        } catch (failure) {
            const kept = failure instanceof ApiError && failure.isPassing ? recall(token) : null;
            if (kept) setPage(kept);
            else setError(failure);
        }
    }, [api, token]);
    useEffect(() => {
        if (token) void load();
        const timer = setInterval(() => void (token && document.visibilityState === "visible" ? load() : undefined), 10_000);
        return () => clearInterval(timer);
    }, [load, token]);
    if (!token) return <ErrorState title={t.ticket.noToken} sentence={t.ticket.noTokenText} />;
    if (error && !page) return <ErrorState sentence={sentenceOf(error)} onRetry={() => void load()} />;
    if (!page) return <Loading><div className="stubs"><Skeleton height="520px" /></div></Loading>;
    const { order, tickets } = page;
    return (
        <div className="stubs">
            <header className="stubs-head row row-apart">
                <div><h1 className="display display-28">{t.ticket.title}</h1><p className="small quiet">{t.ticket.order} <span className="figures">{order.number}</span> · {formatMoney(order.total)}</p></div>
                {tickets.length > 0 && <Button icon="printer" onClick={() => window.print()}>{t.ticket.print}</Button>}
            </header>
            {order.status === "reserved" && <Reserved order={order} token={token} zone={zone} onChange={() => void load()} />}
            {order.status === "cancelled" && <Notice>{t.ticket.cancelled}</Notice>}
            {order.status === "expired" && <Notice signal="wait">{t.ticket.expired}</Notice>}
            {order.status === "refunded" && <Notice signal="stop">{t.ticket.refunded}</Notice>}
            <div className="stub-row">
                {tickets.map((ticket, i) => <Stub key={ticket.id} ticket={ticket} place={t.ticket.of(i + 1, tickets.length)} zone={zone} />)}
            </div>
        </div>
    );
}

function Stub({ ticket, place, zone }: { ticket: OwnTicket; place: string; zone: string | undefined }) {
    const { show } = ticket;
    return (
        <Accented accent={show.accent} className={`stub stub-${ticket.status}`}>
            <div className="stub-top">
                <p className="stub-day">{formatLongDay(show.startsAt, zone)}</p>
                <h2 className="display display-40">{show.title}</h2>
                <p>{t.shows.doors} {formatTime(show.doorsAt, zone)}{show.place && ` · ${show.place}`}</p>
            </div>
            <div className="stub-bottom">
                <div className="stub-code"><QR rows={ticket.qr} label={`${t.ticket.number} ${ticket.number}`} /></div>
                <p className="figures stub-number">{ticket.number}</p>
                <p className="strong">{ticket.typeName}{ticket.holder && ` · ${ticket.holder}`}</p>
                <p className="small quiet">{formatMoney(ticket.price)} · {place}</p>
                <Lamp signal={ticket.status === "valid" ? "go" : ticket.status === "admitted" ? "info" : "stop"}>
                    {ticket.status === "valid" ? t.ticket.valid : ticket.status === "admitted" ? t.ticket.admitted : t.door.states.refunded}</Lamp>
                <p className="small quiet">{t.ticket.ifItFails}</p>
            </div>
        </Accented>
    );
}

function Reserved({ order, token, zone, onChange }: { order: Order; token: string; zone: string | undefined; onChange: () => void }) {
    const { api } = useServices();
    const back = useAction(async () => {
        await api.call("DELETE /api/order", {}, { headers: { "Order-Token": token } });
        onChange();
    });
    return (
        <section className="panel stack reserved">
            <Lamp signal="wait">{t.ticket.reserved}</Lamp>
            <p className="display display-64 figures-large">{order.number}</p>
            <p>{t.ticket.reservedText(order.number, order.reservedUntil ? formatTime(order.reservedUntil, zone) : "")}</p>
            <ul className="lines">{order.lines.map((line) => <li key={line.offer} className="row row-apart"><span>{line.quantity} × {line.title}</span><span className="tabular">{formatMoney(line.total)}</span></li>)}</ul>
            {back.error !== undefined && <Notice signal="stop">{sentenceOf(back.error)}</Notice>}
            <div><Button busy={back.busy} onClick={() => void back.run()}>{t.ticket.giveBack}</Button></div>
        </section>
    );
}

function keep(token: string, page: Page) {
    try {
        localStorage.setItem(keptName(token), JSON.stringify(page));
    } catch {
        // Without storage the page needs the box each time.
    }
}

function recall(token: string): Page | null {
    try {
        return JSON.parse(localStorage.getItem(keptName(token)) ?? "null") as Page | null;
    } catch {
        return null;
    }
}
