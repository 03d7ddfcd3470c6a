// People of the box: who they are, what they may do, who is invited.
import { useState } from "react";
import { sentenceOf } from "../../app/api";
import type { InvitationMade, Person, Role } from "../../app/api.gen";
import { useAction, useData, useInvalidate, usePages } from "../../app/data";
import { formatRecent, formatDayTime } from "../../app/format";
import { Form, SubmitButton, useForm } from "../../app/forms";
import { useTitle } from "../../app/navigation";
import { useServices } from "../../app/services";
import { useBox, useSession } from "../../app/session";
import { mailProblem } from "../../app/validate";
import { Badge, Button, Checkbox, Dialog, ErrorState, Loading, Menu, QR, Skeleton, Table, TextField, useConfirm, useToast } from "../../design";
import type { Column } from "../../design";
import { t } from "../../strings/house";

const ROLES: readonly Role[] = ["admin", "staff", "door", "artist", "producer", "fan"];

export default function PeoplePage() {
    useTitle(t.people.title);
    const [inviting, setInviting] = useState(false);
    const [made, setMade] = useState<InvitationMade | null>(null);
    return (
        <div className="desk-page stack gap-6">
            <header className="row row-apart">
                <h1 className="display display-40">{t.people.title}</h1>
                <Button kind="primary" icon="plus" onClick={() => setInviting(true)}>{t.people.invite}</Button>
            </header>
            <People onLink={setMade} />
            <Invitations />
            <Dialog open={inviting} onClose={() => setInviting(false)} title={t.people.invite}>
                {inviting && <Invite onMade={(link) => { setInviting(false); setMade(link); }} />}
            </Dialog>
            <Dialog open={made !== null} onClose={() => setMade(null)} title={made ? t.people.linkTitle(made.invitation.name) : ""}>
                {made && <Link made={made} />}
            </Dialog>
        </div>
    );
}

function People({ onLink }: { onLink: (made: InvitationMade) => void }) {
    const { api } = useServices();
    const { account } = useSession();
    const { zone } = useBox();
    const pages = usePages("GET /api/people", { query: {} });
    const [editing, setEditing] = useState<Person | null>(null);
    const confirm = useConfirm();
    const toast = useToast();
    const change = useAction(async (person: Person, isBlocked: boolean) => {
        if (isBlocked && !await confirm({ title: t.people.blockTitle(person.name), text: t.people.blockText, yes: t.people.block, danger: true })) return;
        try {
            await api.call("PATCH /api/people/{id}", { path: { id: person.id }, body: { isBlocked } });
            toast({ text: isBlocked ? t.people.wasBlocked(person.name) : t.people.unblocked(person.name), signal: "go", ...(isBlocked ? { undo: () => void change.run(person, false) } : {}) });
        } catch (error) {
            toast({ text: sentenceOf(error), signal: "stop" });
        }
        await pages.reload();
    });
    const reset = useAction(async (person: Person) => {
        try {
            onLink(await api.call("POST /api/people/{id}/password-reset", { path: { id: person.id } }));
        } catch (error) {
            toast({ text: sentenceOf(error), signal: "stop" });
        }
    });
    const columns: Column<Person>[] = [
        { key: "name", name: t.people.name, cell: (person) => <>{person.name} {person.id === account?.id && <Badge>{t.people.you}</Badge>} {person.isBlocked && <Badge>{t.people.blocked}</Badge>}</> },
        { key: "mail", name: t.people.mail, cell: (person) => <span className="quiet">{person.mail}</span> },
        { key: "roles", name: t.people.roles, cell: (person) => person.roles.map((role) => t.roles[role]).join(", ") },
        { key: "seen", name: t.people.seen, cell: (person) => (person.lastSeenAt ? formatRecent(person.lastSeenAt, zone) : t.people.never) },
        { key: "do", name: t.design.more, hideName: true, number: true, cell: (person) => (
            <Menu items={[
                { label: t.people.edit, icon: "edit", onSelect: () => setEditing(person) },
                { label: t.people.reset, icon: "key", onSelect: () => void reset.run(person) },
                ...(person.id === account?.id ? [] : [person.isBlocked
                    ? { label: t.people.unblock, icon: "check" as const, onSelect: () => void change.run(person, false) }
                    : { label: t.people.block, icon: "lock" as const, danger: true, onSelect: () => void change.run(person, true) }]),
            ]} />
        ) },
    ];
    if (pages.error) return <ErrorState sentence={sentenceOf(pages.error)} onRetry={() => void pages.reload()} />;
    if (!pages.items) return <Loading><Skeleton height="220px" /></Loading>;
    return (
        <>
            <Table caption={t.people.title} columns={columns} rows={pages.items} rowKey={(person) => person.id} folds />
            {pages.hasMore && <div><Button onClick={() => void pages.more()}>{t.app.more}</Button></div>}
            <Dialog open={editing !== null} onClose={() => setEditing(null)} title={t.people.edit}>
                {editing && <Roles person={editing} onDone={() => { setEditing(null); void pages.reload(); }} />}
            </Dialog>
        </>
    );
}

function RoleChoices({ roles, onChange, error }: { roles: readonly Role[]; onChange: (roles: Role[]) => void; error?: string | null }) {
    return (
        <fieldset className="field">
            <legend className="field-label">{t.people.roles}</legend>
            {ROLES.map((role) => (
                <Checkbox key={role} label={t.roles[role]} hint={t.roles.hints[role]} checked={roles.includes(role)}
                    onChange={(checked) => onChange(checked ? [...roles, role] : roles.filter((one) => one !== role))} />
            ))}
            {error && <p className="field-error">{error}</p>}
        </fieldset>
    );
}

function Roles({ person, onDone }: { person: Person; onDone: () => void }) {
    const { api } = useServices();
    const form = useForm({
        initial: { roles: person.roles as readonly Role[] }, check: (values) => ({ roles: values.roles.length ? null : t.forms.chooseOne }),
        submit: (values) => api.call("PATCH /api/people/{id}", { path: { id: person.id }, body: { roles: [...values.roles] } }), done: onDone,
    });
    return (
        <Form form={form}>
            <RoleChoices roles={form.values.roles} onChange={(roles) => form.set("roles", roles)} error={form.errors["roles"] ?? null} />
            <SubmitButton form={form}>{t.people.save}</SubmitButton>
        </Form>
    );
}

function Invite({ onMade }: { onMade: (made: InvitationMade) => void }) {
    const { api } = useServices();
    const invalidate = useInvalidate();
    const form = useForm({
        initial: { name: "", mail: "", roles: ["fan"] as readonly Role[] },
        check: (values) => ({ name: values.name.trim() ? null : t.forms.required, mail: mailProblem(values.mail), roles: values.roles.length ? null : t.forms.chooseOne }),
        submit: ({ name, mail, roles }) => api.call("POST /api/people/invitations", { body: { name, roles: [...roles], ...(mail.trim() ? { mail: mail.trim() } : {}) } }),
        done: (made) => {
            invalidate("/api/people");
            onMade(made);
        },
    });
    return (
        <Form form={form}>
            <TextField label={t.people.name} autoFocus {...form.field("name")} />
            <TextField label={t.people.mail} type="email" optional {...form.field("mail")} />
            <RoleChoices roles={form.values.roles} onChange={(roles) => form.set("roles", roles)} error={form.errors["roles"] ?? null} />
            <SubmitButton form={form}>{t.people.make}</SubmitButton>
        </Form>
    );
}

/// The link this one time, as text and as a code; behind the address under which this page was opened.
function Link({ made }: { made: InvitationMade }) {
    const toast = useToast();
    const link = location.origin + made.path;
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(link);
            toast(t.people.copied);
        } catch {
            document.querySelector<HTMLInputElement>("#invitation-link")?.select();
        }
    };
    return (
        <div className="stack">
            <p>{t.people.linkText}</p>
            <div className="invitation-code"><QR rows={made.qr} /></div>
            <input id="invitation-link" className="input figures" readOnly value={link} aria-label={t.people.link} onFocus={(event) => event.target.select()} />
            <Button icon="copy" onClick={() => void copy()}>{t.people.copy}</Button>
        </div>
    );
}

function Invitations() {
    const { api } = useServices();
    const { zone } = useBox();
    const { data, reload } = useData("GET /api/people/invitations", {});
    const toast = useToast();
    const withdraw = useAction(async (id: string) => {
        await api.call("DELETE /api/people/invitations/{id}", { path: { id } });
        toast(t.people.withdrawn);
        await reload();
    });
    if (!data || data.items.length === 0) return null;
    return (
        <section className="stack gap-2">
            <h2 className="heading">{t.people.open}</h2>
            <ul className="lines">
                {data.items.map((one) => (
                    <li key={one.id} className="row row-apart">
                        <div className="grow">
                            <p>{one.name} <span className="quiet">{one.mail}</span></p>
                            <p className="small quiet">{one.roles.map((role) => t.roles[role]).join(", ")} · {t.people.expires(formatDayTime(one.expiresAt, zone))}</p>
                        </div>
                        <Button onClick={() => void withdraw.run(one.id)}>{t.people.withdraw}</Button>
                    </li>
                ))}
            </ul>
        </section>
    );
}
