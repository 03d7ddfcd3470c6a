// My account: who I am, my password, where I am signed in.
import { rules } from "../../app/api.gen";
import type { Person } from "../../app/api.gen";
import { sentenceOf } from "../../app/api";
import { useAction, useData, useInvalidate } from "../../app/data";
import { formatRecent } from "../../app/format";
import { Form, SubmitButton, useForm } from "../../app/forms";
import { useNavigation, useTitle } from "../../app/navigation";
import { useServices } from "../../app/services";
import { useBox, useSession } from "../../app/session";
import { mailProblem } from "../../app/validate";
import { Badge, Button, ErrorState, Loading, PasswordField, Skeleton, TextField, useToast } from "../../design";
import { t } from "../../strings/house";
import { passwordProblem } from "./password";

export default function AccountPage() {
    useTitle(t.account.title);
    const { account, signOut } = useSession();
    const { go } = useNavigation();
    const leave = useAction(async () => {
        await signOut();
        go("/");
    });
    return (
        <div className="page narrow stack gap-7">
            <header className="row row-apart">
                <h1 className="display display-64">{t.account.title}</h1>
                <Button icon="sign-out" busy={leave.busy} onClick={() => void leave.run()}>{t.app.signOut}</Button>
            </header>
            {account ? <Profile account={account} /> : <Loading><Skeleton height="200px" /></Loading>}
            <Password />
            <Sessions />
        </div>
    );
}

function Profile({ account }: { account: Person }) {
    const { api, cache } = useServices();
    const toast = useToast();
    const form = useForm({
        initial: { name: account.name, mail: account.mail }, rules: rules.AccountChange,
        check: (values) => ({ mail: mailProblem(values.mail) }),
        submit: (values) => api.call("PATCH /api/account", { body: { name: values.name, mail: values.mail.trim() } }),
        done: () => {
            toast({ text: t.account.saved, signal: "go" });
            void cache.load("/api/session");
        },
    });
    return (
        <section className="stack">
            <h2 className="heading">{t.account.profile}</h2>
            <div className="row row-tight">{account.roles.map((role) => <Badge key={role}>{t.roles[role]}</Badge>)}</div>
            <Form form={form}>
                <TextField label={t.account.name} autoComplete="name" {...form.field("name")} />
                <TextField label={t.account.mail} type="email" autoComplete="email" {...form.field("mail")} />
                <div><SubmitButton form={form}>{t.forms.save}</SubmitButton></div>
            </Form>
        </section>
    );
}

function Password() {
    const { api } = useServices();
    const invalidate = useInvalidate();
    const toast = useToast();
    const form = useForm({
        initial: { current: "", new: "" }, rules: rules.PasswordChange, check: (values) => ({ new: passwordProblem(values.new) }),
        submit: (values) => api.call("POST /api/account/password", { body: values }),
        done: () => {
            form.reset();
            invalidate("/api/sessions");
            toast({ text: t.account.changed, signal: "go" });
        },
    });
    return (
        <section className="stack">
            <h2 className="heading">{t.account.passwordTitle}</h2>
            <Form form={form}>
                <PasswordField label={t.account.current} autoComplete="current-password" {...form.field("current")} />
                <PasswordField label={t.account.fresh} hint={t.join.passwordHint} autoComplete="new-password" {...form.field("new")} />
                <div><SubmitButton form={form}>{t.account.change}</SubmitButton></div>
            </Form>
        </section>
    );
}

function Sessions() {
    const { api } = useServices();
    const { data, error, reload } = useData("GET /api/sessions", {});
    const { zone } = useBox();
    const toast = useToast();
    const end = useAction(async (id: string) => {
        await api.call("DELETE /api/sessions/{id}", { path: { id } });
        toast(t.account.ended);
        await reload();
    });
    return (
        <section className="stack">
            <h2 className="heading">{t.account.sessions}</h2>
            {error ? <ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} /> : null}
            {!data && !error && <Loading><Skeleton height="96px" /></Loading>}
            <ul className="lines">
                {data?.items.map((session) => (
                    <li key={session.id} className="row row-apart">
                        <div className="grow">
                            <p className="cut">{deviceOf(session.agent)}</p>
                            <p className="small quiet">{session.client} · {t.account.seen(formatRecent(session.lastSeenAt, zone))}</p>
                        </div>
                        {session.isThis ? <Badge>{t.account.here}</Badge>
                            : <Button onClick={() => void end.run(session.id)}>{t.account.end}</Button>}
                    </li>
                ))}
            </ul>
        </section>
    );
}

/// "Firefox on Android": what a person recognises of a browser's long name for itself.
export function deviceOf(agent: string): string {
    const browser = /Edg\//.test(agent) ? "Edge" : /Firefox\//.test(agent) ? "Firefox" : /Chrom(e|ium)\//.test(agent) ? "Chrome" : /Safari\//.test(agent) ? "Safari" : "";
    const system = /Android/.test(agent) ? "Android" : /iPhone|iPad/.test(agent) ? "iPhone or iPad" : /Windows/.test(agent) ? "Windows" : /Mac OS/.test(agent) ? "Mac" : /Linux/.test(agent) ? "Linux" : "";
    return browser && system ? `${browser} on ${system}` : browser || agent.slice(0, 60) || "Unknown program";
}
