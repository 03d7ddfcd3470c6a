// The recovery words: the password again, the words to be written down or printed, two of them typed back. The words
// live only on this page while it is open.
import { useState } from "react";
import { sentenceOf } from "../../../app/api";
import { useAction, useInvalidate } from "../../../app/data";
import { formatLongDay } from "../../../app/format";
import { Form, SubmitButton, useForm } from "../../../app/forms";
import { useNavigation, useTitle } from "../../../app/navigation";
import { useServices } from "../../../app/services";
import { useBox, useSession } from "../../../app/session";
import { Button, IconButton, Notice, PasswordField, TextField, useToast } from "../../../design";
import { t } from "../../../strings/house";
import { columnsOf, wordsIn } from "./words";

type Stage = { kind: "ask" } | { kind: "words" | "confirm"; words: string[] };

export default function WordsPage() {
    useTitle(t.words.title);
    const { go } = useNavigation();
    const [stage, setStage] = useState<Stage>({ kind: "ask" });
    const step = stage.kind === "ask" ? 1 : stage.kind === "words" ? 2 : 3;
    return (
        <div className="desk-page words-page stack gap-6 print-page">
            <header className="no-print stack gap-2">
                <div className="row row-tight"><IconButton icon="arrow-left" label={t.words.toBackups} onClick={() => go("/backstage/backups")} /><h1 className="display display-40">{t.words.title}</h1></div>
                <p className="small quiet">{t.words.step(step)} · {t.words.steps[step - 1]}</p>
            </header>
            {stage.kind === "ask" && <Ask onWords={(words) => setStage({ kind: "words", words })} />}
            {stage.kind === "words" && <Written words={stage.words} onNext={() => setStage({ kind: "confirm", words: stage.words })} />}
            {stage.kind === "confirm" && <Confirm words={stage.words} onBack={() => setStage({ kind: "words", words: stage.words })} />}
        </div>
    );
}

function Ask({ onWords }: { onWords: (words: string[]) => void }) {
    const { api } = useServices();
    const { account } = useSession();
    const form = useForm({
        initial: { password: "" }, check: (values) => ({ password: values.password ? null : t.forms.required }),
        submit: (values) => api.call("POST /api/box/recovery-words", { body: values }), done: ({ words }) => onWords(wordsIn(words)),
    });
    return (
        <div className="narrow stack gap-5">
            <p className="lead">{t.words.why}</p>
            <Form form={form}>
                <input type="hidden" autoComplete="username" value={account?.mail ?? ""} readOnly />
                <PasswordField label={t.words.ask} hint={t.words.askHint} autoComplete="current-password" autoFocus {...form.field("password")} />
                <div><SubmitButton form={form}>{t.words.show}</SubmitButton></div>
            </Form>
        </div>
    );
}

const COLUMNS = 3;

function Written({ words, onNext }: { words: string[]; onNext: () => void }) {
    const { box, zone } = useBox();
    const numbered = words.map((word, i) => ({ word, number: i + 1 }));
    return (
        <>
            <section className="words-sheet stack gap-5">
                <h2 className="display display-40">{t.words.sheet(box?.name ?? t.app.unnamed)}</h2>
                <p className="prose">{t.words.sheetText}</p>
                <div className="words-columns">
                    {columnsOf(numbered, COLUMNS).map((column) => (
                        <ol key={column[0]?.number} start={column[0]?.number}>
                            {column.map(({ word, number }) => <li key={number}><span className="figures quiet" aria-hidden>{number}</span><span className="figures word">{word}</span></li>)}
                        </ol>
                    ))}
                </div>
                <p className="small quiet">{t.words.sheetMade(formatLongDay(Date.now(), zone))}</p>
            </section>
            <div className="row no-print">
                <Button kind="primary" large onClick={onNext}>{t.words.written}</Button>
                <Button icon="printer" onClick={() => print()}>{t.words.print}</Button>
            </div>
        </>
    );
}

function Confirm({ words, onBack }: { words: string[]; onBack: () => void }) {
    const { api } = useServices();
    const { go } = useNavigation();
    const toast = useToast();
    const invalidate = useInvalidate();
    const [typed, setTyped] = useState({ third: "", seventeenth: "" });
    const [wrong, setWrong] = useState<{ third?: string; seventeenth?: string }>({});
    const send = useAction(async () => {
        const [third = "", seventeenth = ""] = [wordsIn(typed.third)[0], wordsIn(typed.seventeenth)[0]];
        const found = { ...(third === words[2] ? {} : { third: t.words.wrong(3) }), ...(seventeenth === words[16] ? {} : { seventeenth: t.words.wrong(17) }) };
        setWrong(found);
        if (Object.keys(found).length > 0) return;
        await api.call("POST /api/box/recovery-words/confirm", { body: { third, seventeenth } });
        invalidate("/api/box/backups", "/api/box/health");
        toast({ text: t.words.confirmed, signal: "go" });
        go("/backstage/backups");
    });
    const field = (name: "third" | "seventeenth", label: string) => (
        <TextField label={label} className="input figures" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={20} autoFocus={name === "third"}
            value={typed[name]} error={wrong[name] ?? null} onChange={(value) => setTyped({ ...typed, [name]: value })} />
    );
    return (
        <form className="narrow stack gap-5" noValidate onSubmit={(event) => { event.preventDefault(); void send.run(); }}>
            <h2 className="heading">{t.words.confirmTitle}</h2>
            <p className="prose">{t.words.confirmText}</p>
            {field("third", t.words.third)}
            {field("seventeenth", t.words.seventeenth)}
            {send.error !== undefined && <Notice signal="stop">{sentenceOf(send.error)}</Notice>}
            <div className="row">
                <Button type="submit" kind="primary" busy={send.busy}>{t.words.confirm}</Button>
                <Button kind="quiet" icon="arrow-left" onClick={onBack}>{t.words.back}</Button>
            </div>
        </form>
    );
}
