// Orders: find one, see it, show its buyer the tickets, give it back.
import { useDeferredValue, useState } from "react";
import { sentenceOf } from "../../app/api";
import type { Order, OrderMade } from "../../app/api.gen";
import { useAction, useData, useInvalidate, usePages } from "../../app/data";
import { formatMoney, formatRecent, formatTime } from "../../app/format";
import { useQueryParam, useTitle } from "../../app/navigation";
import { useServices } from "../../app/services";
import { useBox } from "../../app/session";
import { Button, EmptyState, ErrorState, Lamp, LinkButton, Loading, Notice, QR, SearchField, SelectField, Sheet, Skeleton, Table, TextField, useConfirm, useToast } from "../../design";
import type { Signal } from "../../design";
import { t } from "../../strings/house";

export const ORDER_SIGNALS: Record<Order["status"], Signal> = { reserved: "wait", paid: "go", refunded: "stop", cancelled: "off", expired: "off" };

const STATUSES = ["", "reserved", "paid", "refunded", "cancelled", "expired"] as const;

export default function OrdersPage() {
    useTitle(t.orders.title);
    const { zone } = useBox();
    const [typed, setTyped] = useState("");
    const q = useDeferredValue(typed.trim());
    const [status, setStatus] = useQueryParam("status");
    const [shown, setShown] = useQueryParam("order");
    const chosen = STATUSES.find((one) => one === status) ?? "";
    const orders = usePages("GET /api/orders", { query: { ...(q ? { q } : {}), ...(chosen ? { status: chosen } : {}) } });
    return (
        <div className="desk-page stack gap-6">
            <h1 className="display display-40">{t.orders.title}</h1>
            <div className="field-row">
                <SearchField label={t.orders.find} placeholder={t.orders.find} value={typed} onChange={setTyped} />
                <SelectField label={t.orders.state} hideLabel value={chosen} onChange={setStatus}
                    options={STATUSES.map((one) => ({ value: one, label: one === "" ? t.orders.all : t.orders.states[one] }))} />
            </div>
            {orders.error ? <ErrorState sentence={sentenceOf(orders.error)} onRetry={() => void orders.reload()} /> : null}
            {orders.isLoading && <Loading><Skeleton height="240px" /></Loading>}
            {orders.items?.length === 0 && <EmptyState icon="receipt" title={t.orders.none}>{t.orders.noneText}</EmptyState>}
            {orders.items && orders.items.length > 0 && <Table caption={t.orders.title} rows={orders.items} rowKey={(order) => order.id} folds columns={[
                { key: "number", name: t.orders.number, cell: (order) => <button type="button" className="text-link figures" onClick={() => setShown(order.id)}>{order.number}</button> },
                { key: "when", name: t.orders.when, cell: (order) => formatRecent(order.createdAt, zone) },
                { key: "buyer", name: t.orders.buyer, cell: (order) => order.buyer.name || <span className="quiet">{order.lines.map((line) => `${line.quantity} × ${line.title}`).join(", ")}</span> },
                { key: "state", name: t.orders.state, cell: (order) => <Lamp signal={ORDER_SIGNALS[order.status]}>{t.orders.states[order.status]}</Lamp> },
                { key: "total", name: t.orders.total, number: true, cell: (order) => formatMoney(order.total) },
            ]} />}
            {orders.hasMore && <div><Button onClick={() => void orders.more()}>{t.app.more}</Button></div>}
            <Sheet open={shown !== ""} onClose={() => setShown("")} title={t.orders.number}>
                {shown && <Detail id={shown} />}
            </Sheet>
        </div>
    );
}

function Detail({ id }: { id: string }) {
    const { api } = useServices();
    const { zone } = useBox();
    const { data, error, reload, change } = useData("GET /api/orders/{id}", { path: { id } });
    const invalidate = useInvalidate();
    const confirm = useConfirm();
    const toast = useToast();
    const [reason, setReason] = useState<string>(t.orders.reasonDefault);
    const act = useAction(async (work: () => Promise<OrderMade>, said: string) => {
        try {
            const fresh = await work();
            change(() => fresh);
            toast({ text: said, signal: "go" });
        } catch (failure) {
            toast({ text: sentenceOf(failure), signal: "stop" });
        }
        invalidate("/api/orders", "/api/drawer");
    });
    if (error) return <ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} />;
    if (!data) return <Loading><Skeleton height="320px" /></Loading>;
    const { order } = data;
    const path = { id };
    const refund = async () => {
        if (!await confirm({ title: t.orders.refundTitle, text: t.orders.refundText(formatMoney(order.total)), yes: t.orders.refund, danger: true })) return;
        await act.run(() => api.call("POST /api/orders/{id}/refund", { path, body: { reason: reason.trim() || t.orders.reasonDefault } }), t.orders.refunded);
    };
    return (
        <div className="stack">
            <p className="row row-apart"><span className="display display-40">{order.number}</span><Lamp signal={ORDER_SIGNALS[order.status]}>{t.orders.states[order.status]}</Lamp></p>
            <ul className="lines">{order.lines.map((line) => (
                <li key={line.offer} className="row row-apart"><span>{line.quantity} × {line.title} <span className="small quiet">{line.detail}</span></span><span className="tabular">{formatMoney(line.total)}</span></li>
            ))}</ul>
            <p className="row row-apart lead"><span>{t.orders.total}</span><strong className="tabular">{formatMoney(order.total)}</strong></p>
            <p className="small quiet">
                {formatRecent(order.createdAt, zone)}{order.soldBy && ` · ${t.orders.by} ${order.soldBy}`}{order.method && ` · ${t.orders.method[order.method]}`}
                {order.reservedUntil && order.status === "reserved" && ` · ${t.orders.until(formatTime(order.reservedUntil, zone))}`}
            </p>
            {order.status === "reserved" && <div className="row row-tight">
                <Button kind="primary" icon="cash" busy={act.busy} onClick={() => void act.run(() => api.call("POST /api/orders/{id}/pay", { path, body: { method: "cash", tendered: order.total } }), t.orders.paid)}>{t.orders.payCash}</Button>
                <Button icon="card" busy={act.busy} onClick={() => void act.run(() => api.call("POST /api/orders/{id}/pay", { path, body: { method: "card" } }), t.orders.paid)}>{t.orders.payCard}</Button>
                <Button busy={act.busy} onClick={() => void act.run(() => api.call("POST /api/orders/{id}/cancel", { path }), t.orders.cancelled)}>{t.orders.cancel}</Button>
            </div>}
            {order.status === "paid" && <>
                <div className="row row-tight"><LinkButton icon="printer" href={data.path} target="_blank">{t.till.print}</LinkButton></div>
                {data.qr && <div className="stack gap-2"><p className="small quiet">{t.orders.pageText}</p><div className="invitation-code"><QR rows={data.qr} label={t.orders.page} /></div></div>}
                <TextField label={t.orders.reason} maxLength={200} value={reason} onChange={setReason} />
                <div><Button kind="danger" busy={act.busy} onClick={() => void refund()}>{t.orders.refund}</Button></div>
            </>}
            {order.status === "refunded" && <Notice signal="stop">{t.ticket.refunded}</Notice>}
        </div>
    );
}
