// The first visit: five questions, one at a time. It exists only while the box has no owner; what was typed (but no
// password and no code) survives a reload.
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { sentenceOf } from "../../app/api";
import { useNavigation, useTitle } from "../../app/navigation";
import { useServices } from "../../app/services";
import { useBox, useSession } from "../../app/session";
import { mailProblem } from "../../app/validate";
import { useAction } from "../../app/data";
import { Button, EmptyState, LinkButton, Loading, Notice, PasswordField, SelectField, Skeleton, TextField } from "../../design";
import { t } from "../../strings/house";
import { passwordProblem } from "./password";
import { Threshold } from "./Threshold";
import { currencies, zones } from "../box/places";

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
    if (done) return <Done />;
    if (!box) return <Loading><Skeleton height="360px" /></Loading>;
    if (box.isClaimed) {
        return <EmptyState icon="key" title={t.setup.already} action={<LinkButton kind="primary" href="/sign-in">{t.app.signIn}</LinkButton>}>{t.setup.alreadyText}</EmptyState>;
    }
    return <Steps onDone={() => setDone(true)} />;
}

function Steps({ onDone }: { onDone: () => void }) {
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
                    {step > 0 ? <Button kind="quiet" icon="arrow-left" onClick={() => setStep(step - 1)}>{t.setup.back}</Button> : <span />}
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
