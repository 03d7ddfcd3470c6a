// One show on the desk: publish it, its kinds of tickets, its poster, its details.
import { useState } from "react";
import { sentenceOf } from "../../../app/api";
import type { Show, TicketType } from "../../../app/api.gen";
import { useAction, useData } from "../../../app/data";
import { formatDayTime, formatMoney, moneyText, parseMoney } from "../../../app/format";
import { Form, SubmitButton, useForm } from "../../../app/forms";
import { useParam, useTitle } from "../../../app/navigation";
import { useServices } from "../../../app/services";
import { useBox } from "../../../app/session";
import { PICTURE_TYPES, upload } from "../../../app/upload";
import { Badge, Button, Dialog, EmptyState, ErrorState, Lamp, LinkButton, Loading, MoneyField, NumberField, Skeleton, Sleeve, Switch, Table, TextField, useConfirm, useToast } from "../../../design";
import { t } from "../../../strings/house";
import { STATUS } from "./ShowListPage";
import { ShowTabs } from "./ShowTabs";
import { ShowFields, checkShow, draftOf, valuesOf } from "./showForm";

export default function ShowDeskPage() {
    const id = useParam("id");
    const { data: show, error, reload, change } = useData("GET /api/shows/{id}", { path: { id } });
    const { zone } = useBox();
    useTitle(show?.title);
    if (error) return <ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} />;
    if (!show || !zone) return <Loading><Skeleton height="480px" /></Loading>;
    const take = (fresh: Show) => void change(() => fresh);
    return (
        <div className="desk-page stack gap-6">
            <Head show={show} zone={zone} onChange={take} />
            <ShowTabs id={id} />
            <div className="desk-grid">
                <div className="stack gap-6">
                    <Types show={show} onChange={take} />
                    <section className="stack"><h2 className="heading">{t.backShows.details}</h2><Details key={show.id} show={show} zone={zone} onChange={take} /></section>
                </div>
                <PosterEditor show={show} onChange={take} />
            </div>
        </div>
    );
}

function Head({ show, zone, onChange }: { show: Show; zone: string; onChange: (show: Show) => void }) {
    const { api } = useServices();
    const confirm = useConfirm();
    const toast = useToast();
    const set = useAction(async (status: Show["status"]) => {
        const isPublishing = status === "published";
        const yes = await confirm(isPublishing ? { title: t.backShows.publishTitle, text: t.backShows.publishText, yes: t.backShows.publish }
            : { title: t.backShows.cancelTitle, text: t.backShows.cancelText, yes: t.backShows.cancel, no: t.backShows.keep, danger: true });
        if (!yes) return;
        try {
            onChange(await api.call("PATCH /api/shows/{id}", { path: { id: show.id }, body: { status } }));
            if (isPublishing) toast({ text: t.backShows.publishedNow, signal: "go" });
        } catch (error) {
            toast({ text: sentenceOf(error), signal: "stop" });
        }
    });
    return (
        <header className="row row-apart">
            <div className="stack gap-1">
                <h1 className="display display-40">{show.title}</h1>
                <p className="row row-tight"><Lamp signal={STATUS[show.status][0]}>{STATUS[show.status][1]}</Lamp><span className="small quiet">{formatDayTime(show.startsAt, zone)}</span></p>
            </div>
            <div className="row row-tight">
                <LinkButton icon="eye" href={`/shows/${show.id}`}>{t.backShows.seeFront}</LinkButton>
                {show.status === "draft" && <Button kind="primary" busy={set.busy} onClick={() => void set.run("published")}>{t.backShows.publish}</Button>}
                {show.status === "published" && <Button kind="danger" busy={set.busy} onClick={() => void set.run("cancelled")}>{t.backShows.cancel}</Button>}
            </div>
        </header>
    );
}

function Details({ show, zone, onChange }: { show: Show; zone: string; onChange: (show: Show) => void }) {
    const { api } = useServices();
    const toast = useToast();
    const form = useForm({
        initial: valuesOf(show, zone), check: checkShow,
        submit: (values) => api.call("PATCH /api/shows/{id}", { path: { id: show.id }, body: draftOf(values, zone) }),
        done: (fresh) => {
            onChange(fresh);
            toast({ text: t.backShows.saved, signal: "go" });
        },
    });
    return <Form form={form}><ShowFields form={form} /><div><SubmitButton form={form} disabled={!form.isChanged}>{t.backShows.save}</SubmitButton></div></Form>;
}

function Types({ show, onChange }: { show: Show; onChange: (show: Show) => void }) {
    const [editing, setEditing] = useState<TicketType | "new" | null>(null);
    return (
        <section className="stack">
            <div className="row row-apart"><h2 className="heading">{t.backShows.types}</h2><Button icon="plus" onClick={() => setEditing("new")}>{t.backShows.addType}</Button></div>
            {show.ticketTypes.length === 0 && <EmptyState icon="ticket" title={t.backShows.noTypes}>{t.backShows.noTypesText}</EmptyState>}
            {show.ticketTypes.length > 0 && <Table caption={t.backShows.types} rows={show.ticketTypes} rowKey={(type) => type.id} folds columns={[
                { key: "name", name: t.backShows.typeName, cell: (type) => <>{type.name} {!type.isOnSale && <Badge>{t.shows.notOnSale}</Badge>}</> },
                { key: "price", name: t.backShows.price, number: true, cell: (type) => formatMoney(type.price) },
                { key: "sold", name: t.backShows.sold, number: true, cell: (type) => type.sold ?? "–" },
                { key: "held", name: t.backShows.held, number: true, cell: (type) => type.held ?? "–" },
                { key: "left", name: t.backShows.left, number: true, cell: (type) => type.remaining },
                { key: "quota", name: t.backShows.quota, number: true, cell: (type) => type.quota },
                { key: "do", name: t.backShows.change, hideName: true, number: true, cell: (type) => <Button icon="edit" onClick={() => setEditing(type)}>{t.backShows.change}</Button> },
            ]} />}
            <Dialog open={editing !== null} onClose={() => setEditing(null)} title={editing === "new" ? t.backShows.addType : t.backShows.change}>
                {editing && <TypeForm show={show} type={editing === "new" ? null : editing} onDone={(fresh) => { setEditing(null); onChange(fresh); }} />}
            </Dialog>
        </section>
    );
}

function TypeForm({ show, type, onDone }: { show: Show; type: TicketType | null; onDone: (show: Show) => void }) {
    const { api } = useServices();
    const { currency } = useBox();
    const form = useForm({
        initial: { name: type?.name ?? "", note: type?.note ?? "", price: type ? moneyText(type.price) : "", quota: String(type?.quota ?? 100), perOrder: String(type?.perOrder ?? 10), onlineSales: type?.onlineSales ?? true, isOnSale: type?.isOnSale ?? true },
        check: (values) => ({
            name: values.name.trim() ? null : t.forms.required, price: parseMoney(values.price, currency) ? null : t.backShows.money,
            quota: /^\d+$/.test(values.quota) ? null : t.forms.notNumber, perOrder: /^\d+$/.test(values.perOrder) ? null : t.forms.notNumber,
        }),
        submit: ({ name, note, price, quota, perOrder, onlineSales, isOnSale }, { idempotencyKey }) => {
            const body = { name, note, price: parseMoney(price, currency) ?? { amount: "0", currency }, quota: Number(quota), perOrder: Number(perOrder), onlineSales };
            return type ? api.call("PATCH /api/ticket-types/{id}", { path: { id: type.id }, body: { ...body, isOnSale } })
                : api.call("POST /api/shows/{id}/ticket-types", { path: { id: show.id }, body }, { idempotencyKey });
        },
        done: onDone,
    });
    return (
        <Form form={form}>
            <TextField label={t.backShows.typeName} autoFocus maxLength={60} {...form.field("name")} />
            <TextField label={t.backShows.note} optional maxLength={200} {...form.field("note")} />
            <MoneyField label={t.backShows.price} currency={currency} {...form.field("price")} />
            <div className="field-row"><NumberField label={t.backShows.quota} {...form.field("quota")} /><NumberField label={t.backShows.perOrder} {...form.field("perOrder")} /></div>
            <Switch label={t.backShows.online} checked={form.values.onlineSales} onChange={(on) => form.set("onlineSales", on)} />
            {type && <Switch label={t.backShows.onSale} checked={form.values.isOnSale} onChange={(on) => form.set("isOnSale", on)} />}
            <SubmitButton form={form}>{t.backShows.save}</SubmitButton>
        </Form>
    );
}

function PosterEditor({ show, onChange }: { show: Show; onChange: (show: Show) => void }) {
    const { api } = useServices();
    const toast = useToast();
    const send = useAction(async (file: File) => {
        try {
            onChange(await upload<Show>(api, { method: "PUT", address: `/api/shows/${show.id}/poster`, body: file }));
        } catch (error) {
            toast({ text: sentenceOf(error), signal: "stop" });
        }
    });
    return (
        <section className="stack">
            <h2 className="heading">{t.backShows.poster}</h2>
            <Sleeve cover={show.poster} title={show.title} accent={show.accent} sizes="320px" />
            <label className="button button-file">{send.busy ? t.design.working : show.poster ? t.backShows.changePoster : t.backShows.noPoster}
                <input type="file" accept={PICTURE_TYPES} className="sr" onChange={(event) => { const file = event.target.files?.[0]; event.target.value = ""; if (file) void send.run(file); }} />
            </label>
        </section>
    );
}
