// The tickets of a show: found by number or by name.
import { useDeferredValue, useState } from "react";
import { sentenceOf } from "../../../app/api";
import { useData, usePages } from "../../../app/data";
import { formatRecent } from "../../../app/format";
import { useParam, useTitle } from "../../../app/navigation";
import { useBox } from "../../../app/session";
import { Button, EmptyState, ErrorState, Lamp, Loading, SearchField, Skeleton, Table } from "../../../design";
import { t } from "../../../strings/house";
import { ShowTabs } from "./ShowTabs";

export default function TicketListPage() {
    const id = useParam("id");
    const { data: show } = useData("GET /api/shows/{id}", { path: { id } });
    useTitle(show && `${t.backShows.list} · ${show.title}`);
    const { zone } = useBox();
    const [typed, setTyped] = useState("");
    const q = useDeferredValue(typed.trim());
    const tickets = usePages("GET /api/shows/{id}/tickets", { path: { id }, query: q ? { q } : {} });
    return (
        <div className="desk-page stack gap-6">
            <h1 className="display display-40">{show?.title ?? t.backShows.list}</h1>
            <ShowTabs id={id} />
            <SearchField label={t.door.find} placeholder={t.door.find} value={typed} onChange={setTyped} />
            {tickets.error ? <ErrorState sentence={sentenceOf(tickets.error)} onRetry={() => void tickets.reload()} /> : null}
            {tickets.isLoading && <Loading><Skeleton height="240px" /></Loading>}
            {tickets.items?.length === 0 && <EmptyState icon="ticket" title={t.door.noTickets}>{t.door.noTicketsText}</EmptyState>}
            {tickets.items && tickets.items.length > 0 && <Table caption={t.backShows.list} rows={tickets.items} rowKey={(ticket) => ticket.id} folds columns={[
                { key: "number", name: t.ticket.number, cell: (ticket) => <span className="figures">{ticket.number}</span> },
                { key: "holder", name: t.door.holder, cell: (ticket) => ticket.holder || <span className="quiet">–</span> },
                { key: "type", name: t.door.type, cell: (ticket) => ticket.typeName },
                { key: "order", name: t.door.order, cell: (ticket) => <span className="figures">{ticket.orderNumber}</span> },
                { key: "state", name: t.door.state, cell: (ticket) => (
                    <Lamp signal={ticket.status === "valid" ? "go" : ticket.status === "admitted" ? "info" : "stop"}>
                        {t.door.states[ticket.status]}{ticket.admittedAt && ` · ${formatRecent(ticket.admittedAt, zone)}`}</Lamp>) },
            ]} />}
            {tickets.hasMore && <div><Button onClick={() => void tickets.more()}>{t.app.more}</Button></div>}
        </div>
    );
}
