// The first visit: a new box, or an old one that comes back? A new one asks five questions, one at a time. It exists only
// while the box has no owner; what was typed (but no password and no code) survives a reload.
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { sentenceOf } from "../../app/api";
import { useNavigation, useTitle } from "../../app/navigation";
import { useServices } from "../../app/services";
import { useBox, useSession } from "../../app/session";
import { mailProblem } from "../../app/validate";
import { useAction } from "../../app/data";
import { Button, EmptyState, Icon, LinkButton, Loading, Notice, PasswordField, SelectField, Skeleton, TextField } from "../../design";
import { t } from "../../strings/house";
import { passwordProblem } from "./password";
import { Threshold } from "./Threshold";
import { currencies, zones } from "../box/places";
import { RestoreFlow, Restored, Restoring, useRestoreJob, wasRestoring } from "../box/restore/RestoreFlow";

interface Answers {
    code: string;
    boxName: string;
    timeZone: string;
    currency: string;
    name: string;
    mail: string;
    password: string;
    again: string;
}

const KEPT = "stagebox.set-up";

function begin(): Answers {
    const fresh: Answers = { code: "", boxName: "", timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, currency: "EUR", name: "", mail: "", password: "", again: "" };
    try {
        return { ...fresh, ...JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") as Partial<Answers> };
    } catch {
        return fresh;
    }
}

type Problems = Partial<Record<keyof Answers, string | null>>;

const CHECKS: ((a: Answers) => Problems)[] = [
    (a) => ({ code: a.code.replace(/[\s-]/g, "").length === 16 ? null : t.forms.tooShort(16) }),
    (a) => ({ boxName: a.boxName.trim() ? null : t.forms.required }),
    () => ({}),
    (a) => ({ name: a.name.trim() ? null : t.forms.required, mail: a.mail.trim() ? mailProblem(a.mail) : t.forms.required }),
    (a) => ({ password: passwordProblem(a.password), again: a.again === a.password ? null : t.setup.notSame }),
];

const STEP_OF: Record<string, number> = { code: 0, boxName: 1, timeZone: 2, currency: 2, name: 3, mail: 3, password: 4 };

export default function SetUpPage() {
    useTitle(t.setup.title);
    const { box } = useBox();
    const [done, setDone] = useState(false);
    const [way, setWay] = useState<"fresh" | "restore" | null>(null);
    const restored = useRef(false);
    if (wasRestoring()) restored.current = true;
    const [leftJob, leaveJob] = useState<string | null>(null);
    // While it restores, or starts again after it, the box is asked for the job; a claimed box may not know it any more.
    const job = useRestoreJob(done || way === "fresh" || (box?.isClaimed === true && !restored.current));
    if (done) return <Done />;
    if (job && job.id !== leftJob) return <Restoring job={job} onAgain={() => { leaveJob(job.id); setWay("restore"); }} />;
    if (!box || (job === undefined && way === null && !box.isClaimed)) return <Loading><Skeleton height="360px" /></Loading>;
    if (box.isClaimed && restored.current) return <Restored />;
    if (box.isClaimed) {
        return <EmptyState as="h1" icon="key" title={t.setup.already} action={<LinkButton kind="primary" href="/sign-in">{t.app.signIn}</LinkButton>}>{t.setup.alreadyText}</EmptyState>;
    }
    if (way === "restore") return <RestoreFlow onBack={() => setWay(null)} />;
    return way === "fresh" ? <Steps onBack={() => setWay(null)} onDone={() => setDone(true)} /> : <Ways onChoose={setWay} />;
}

/// Two equal ways to begin.
function Ways({ onChoose }: { onChoose: (way: "fresh" | "restore") => void }) {
    return (
        <Threshold title={t.restore.choiceTitle} over={t.restore.choice}>
            <div className="ways">
                <Way icon="plus" title={t.restore.fresh} text={t.restore.freshText} onClick={() => onChoose("fresh")} />
                <Way icon="drive" title={t.restore.back} text={t.restore.backText} onClick={() => onChoose("restore")} />
            </div>
        </Threshold>
    );
}

function Way({ icon, title, text, onClick }: { icon: "plus" | "drive"; title: string; text: string; onClick: () => void }) {
    return (
        <button type="button" className="way" onClick={onClick}>
            <Icon name={icon} />
            <span className="display display-28">{title}</span>
            <span className="small">{text}</span>
        </button>
    );
}

function Steps({ onBack, onDone }: { onBack: () => void; onDone: () => void }) {
    const { api } = useServices();
    const { adopt } = useSession();
    const [answers, setAnswers] = useState(begin);
    const [step, setStep] = useState(0);
    const [problems, setProblems] = useState<Problems>({});
    useEffect(() => {
        const { code: _, password: __, again: ___, ...kept } = answers;
        try {
            sessionStorage.setItem(KEPT, JSON.stringify(kept));
        } catch {
            // Nothing is lost but the comfort of a reload.
        }
    }, [answers]);
    const claim = useAction(async () => {
        try {
            const { again: _, ...body } = answers;
            const session = await api.call("POST /api/claim", { body: { ...body, mail: body.mail.trim() } });
            sessionStorage.removeItem(KEPT);
            adopt(session);
            onDone();
        } catch (error) {
            const fields = (error as { fields?: Record<string, string>; reason?: string }).fields ?? {};
            const first = Object.keys(fields)[0];
            if (first !== undefined && first in STEP_OF) {
                setProblems(fields);
                setStep(STEP_OF[first] ?? 0);
            }
            throw error;
        }
    });
    const set = (name: keyof Answers) => (value: string) => {
        setAnswers((now) => ({ ...now, [name]: value }));
        setProblems((now) => ({ ...now, [name]: null }));
    };
    const field = (name: keyof Answers) => ({ name, value: answers[name], onChange: set(name), error: problems[name] ?? null });
    const next = () => {
        const found = CHECKS[step]?.(answers) ?? {};
        setProblems(found);
        if (Object.values(found).some(Boolean)) return;
        if (step < 4) setStep(step + 1);
        else void claim.run();
    };
    const questions: [string, ReactNode][] = [
        [t.setup.codeQuestion, <TextField key="code" label={t.setup.code} hint={t.setup.codeHint} autoFocus autoComplete="off" autoCapitalize="characters" spellCheck={false} className="input claim-code" placeholder="XXXX-XXXX-XXXX-XXXX" {...field("code")} />],
        [t.setup.nameQuestion, <TextField key="name" label={t.setup.boxName} hint={t.setup.nameHint} autoFocus maxLength={60} {...field("boxName")} />],
        [t.setup.placeQuestion, <div key="place" className="stack">
            <SelectField label={t.setup.zone} options={zones()} {...field("timeZone")} />
            <SelectField label={t.setup.currency} hint={t.setup.currencyHint} options={currencies()} {...field("currency")} />
        </div>],
        [t.setup.youQuestion, <div key="you" className="stack">
            <TextField label={t.setup.yourName} autoFocus autoComplete="name" {...field("name")} />
            <TextField label={t.signIn.mail} type="email" autoComplete="username" autoCapitalize="none" {...field("mail")} />
        </div>],
        [t.setup.passwordQuestion, <div key="password" className="stack">
            <PasswordField label={t.signIn.password} hint={t.join.passwordHint} autoFocus autoComplete="new-password" {...field("password")} />
            <PasswordField label={t.setup.repeat} autoComplete="new-password" {...field("again")} />
        </div>],
    ];
    const [question, body] = questions[step] ?? ["", null];
    return (
        <Threshold title={question} over={t.setup.step(step + 1, 5)}>
            <form noValidate className="stack gap-5" onSubmit={(event) => { event.preventDefault(); next(); }}>
                {body}
                {claim.error !== undefined && <Notice signal="stop">{sentenceOf(claim.error)}</Notice>}
                <div className="row row-apart">
                    <Button kind="quiet" icon="arrow-left" onClick={() => (step > 0 ? setStep(step - 1) : onBack())}>{t.setup.back}</Button>
                    <Button type="submit" kind="primary" large busy={claim.busy}>{step < 4 ? t.setup.next : t.setup.finish}</Button>
                </div>
            </form>
            <ol className="set-up-steps" aria-hidden>{questions.map((_, i) => <li key={i} data-done={i <= step || undefined} />)}</ol>
        </Threshold>
    );
}

function Done() {
    const { go } = useNavigation();
    return (
        <Threshold title={t.setup.done}>
            <div className="stack">
                <Button kind="primary" large wide icon="calendar" onClick={() => go("/backstage/shows/new")}>{t.setup.makeShow}</Button>
                <Button large wide icon="people" onClick={() => go("/backstage/people")}>{t.setup.invite}</Button>
                <Button large wide icon="upload" onClick={() => go("/backstage/music")}>{t.setup.addMusic}</Button>
            </div>
        </Threshold>
    );
}
