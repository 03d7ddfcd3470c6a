// An old box comes back: where its backup lies, the 24 words, which state; then progress that survives a reload and the
// box's own restart, and the way to sign in.
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Answer } from "../../../app/api";
import { ApiError, sentenceOf } from "../../../app/api";
import { Loaded } from "../../../app/Loaded";
import { useAction, useData } from "../../../app/data";
import { formatBytes, formatDayTime } from "../../../app/format";
import { useServices } from "../../../app/services";
import { useBox } from "../../../app/session";
import { Badge, Button, LinkButton, Lamp, Loading, Notice, RadioList, Skeleton, TextArea, useConfirm } from "../../../design";
import { t } from "../../../strings/house";
import { Threshold } from "../../identity/Threshold";
import { PlaceChoice } from "../backups/PlaceChoice";
import { JobProgress } from "../backups/JobView";
import { isOver } from "../backups/jobs";
import type { Job } from "../backups/jobs";
import { WORD_COUNT, joined, wordsIn } from "../backups/words";

type Contents = Answer<"POST /api/restore/look">;

const EVERY_MS = 1_000;
const MARK = "stagebox.restoring";

/// Whether this tab began a restore: after the box has started again, its owner's page would only say that it has one.
export function wasRestoring(): boolean {
    try {
        return sessionStorage.getItem(MARK) !== null;
    } catch {
        return false;
    }
}

function mark(on: boolean) {
    try {
        if (on) sessionStorage.setItem(MARK, "1");
        else sessionStorage.removeItem(MARK);
    } catch {
        // Only the words after the restart are lost: the page then offers to sign in, which is the same.
    }
}

/// The restore that runs or ran, asked once a second; undefined until the box has answered, null where there is none.
export function useRestoreJob(skip: boolean): Job | null | undefined {
    const { data, error } = useData("GET /api/restore/job", {}, { skip, everyMs: EVERY_MS, freshMs: 0 });
    if (data) return data;
    return error instanceof ApiError && error.status > 0 ? null : undefined;
}

export function RestoreFlow({ onBack }: { onBack: () => void }) {
    const [opened, setOpened] = useState<{ folder: string; words: string; contents: Contents } | null>(null);
    return opened ? <Choose {...opened} onBack={() => setOpened(null)} /> : <Open onBack={onBack} onOpened={setOpened} />;
}

function Open({ onBack, onOpened }: { onBack: () => void; onOpened: (opened: { folder: string; words: string; contents: Contents }) => void }) {
    const { api } = useServices();
    const places = useData("GET /api/restore/places", {}, { freshMs: 0 });
    const [step, setStep] = useState(0);
    const [folder, setFolder] = useState<string | null>(null);
    const [text, setText] = useState("");
    const [errors, setErrors] = useState<Record<string, string>>({});
    const items = places.data?.items ?? [];
    const chosen = folder ?? items.find((place) => place.holdsBackup)?.folder ?? items[0]?.folder ?? "";
    const words = wordsIn(text);
    const look = useAction(async () => {
        try {
            const contents = await api.call("POST /api/restore/look", { body: { folder: chosen.trim(), words: joined(words) } }, { timeoutMs: 120_000 });
            onOpened({ folder: chosen.trim(), words: joined(words), contents });
        } catch (error) {
            const fields = error instanceof ApiError ? error.fields : {};
            setErrors(fields);
            if (fields["folder"] && !fields["words"]) setStep(0);
            if (Object.keys(fields).length === 0) throw error;
        }
    });
    const next = () => {
        setErrors({});
        if (step === 0) {
            if (chosen.trim().startsWith("/")) setStep(1);
            else setErrors({ folder: t.restore.folderHint });
        } else if (words.length === WORD_COUNT) void look.run();
        else setErrors({ words: words.length > WORD_COUNT ? t.restore.tooMany(words.length) : t.restore.count(words.length) });
    };
    return (
        <Threshold title={step === 0 ? t.restore.place : t.restore.words} over={t.restore.step(step + 1)}>
            <form noValidate className="stack gap-5" onSubmit={(event) => { event.preventDefault(); next(); }}>
                {step === 0 && <Loaded of={places} skeleton={<Skeleton height="180px" />}>{() => <>
                    <PlaceChoice label={t.restore.disks} places={items} none={t.restore.noPlaces} value={chosen} onChange={setFolder} error={errors["folder"] ?? null}
                        more={(place) => <Lamp signal={place.holdsBackup ? "go" : "off"}>{place.holdsBackup ? t.restore.holds : t.restore.holdsNot}</Lamp>} />
                    <div className="row"><Button icon="refresh" busy={places.isRefreshing} onClick={() => void places.reload()}>{t.restore.again}</Button><span className="small quiet">{t.restore.placeText}</span></div>
                </>}</Loaded>}
                {step === 1 && <TextArea label={t.restore.words} hideLabel hint={<>{t.restore.wordsHint} <span className="strong tabular">{t.restore.count(words.length)}</span></>} rows={5} autoFocus className="input figures words-input"
                    autoComplete="off" autoCapitalize="none" autoCorrect="off" spellCheck={false} maxLength={1000} value={text} error={errors["words"] ?? null} onChange={setText} />}
                {look.error !== undefined && <Notice signal="stop">{sentenceOf(look.error)}</Notice>}
                <div className="row row-apart">
                    <Button kind="quiet" icon="arrow-left" onClick={() => (step === 0 ? onBack() : setStep(0))}>{t.restore.backTo}</Button>
                    <Button type="submit" kind="primary" large busy={look.busy}>{step === 0 ? t.setup.next : t.restore.open}</Button>
                </div>
            </form>
        </Threshold>
    );
}

function Choose({ folder, words, contents, onBack }: { folder: string; words: string; contents: Contents; onBack: () => void }) {
    const { api, cache } = useServices();
    const { zone } = useBox();
    const confirm = useConfirm();
    const newest = [...contents.snapshots].sort((a, b) => b.at.localeCompare(a.at));
    const [snapshot, setSnapshot] = useState(newest[0]?.name ?? "");
    const begin = useAction(async () => {
        const chosen = newest.find((one) => one.name === snapshot);
        if (!chosen || !await confirm({ title: t.restore.beginTitle, text: t.restore.beginText(contents.boxName, formatDayTime(chosen.at, zone)), yes: t.restore.begin })) return;
        mark(true);
        const job = await api.call("POST /api/restore", { body: { folder, words, snapshot } });
        cache.put("/api/restore/job", job);
    });
    return (
        <Threshold title={t.restore.choose} over={t.restore.step(3)}>
            <p>{t.restore.from(contents.boxName)}</p>
            {newest.length === 0 ? <Notice signal="wait">{t.restore.none}</Notice> : <div className="restore-list"><RadioList label={t.restore.choose} value={snapshot} onChange={setSnapshot}
                options={newest.map((one, i) => ({ value: one.name, label: formatDayTime(one.at, zone), hint: <>{formatBytes(one.bytes)} <span className="figures address">{one.name}</span> {i === 0 && <Badge>{t.restore.newest}</Badge>}</> }))} /></div>}
            {begin.error !== undefined && <Notice signal="stop">{sentenceOf(begin.error)}</Notice>}
            <div className="row row-apart">
                <Button kind="quiet" icon="arrow-left" onClick={onBack}>{t.restore.backTo}</Button>
                <Button kind="primary" large busy={begin.busy} disabled={newest.length === 0} onClick={() => void begin.run()}>{t.restore.begin}</Button>
            </div>
        </Threshold>
    );
}

/// The restore while it runs and after it, until the restored box answers.
export function Restoring({ job, onAgain }: { job: Job; onAgain: () => void }) {
    const { box, reload } = useBox();
    const { connection } = useServices();
    const reach = useSyncExternalStore(connection.watch, () => connection.reach);
    const isDone = job.state === "done";
    const isBack = box?.isClaimed === true;
    useEffect(() => {
        if (!isDone || isBack) return undefined;
        // The box starts again: it is asked until it is somebody's.
        const timer = setInterval(() => void reload(), EVERY_MS);
        return () => clearInterval(timer);
    }, [isDone, isBack, reload]);
    if (isDone && isBack) return <Restored />;
    // The end of it is told after the start: a box that does not answer meanwhile is starting.
    if (isDone || (!isOver(job) && reach === "away")) return <Threshold title={t.restore.starting}><Loading><p className="prose">{t.restore.startingText}</p></Loading></Threshold>;
    if (!isOver(job)) {
        return (
            <Threshold title={t.restore.running}>
                <JobProgress job={job} />
                <p className="small quiet">{t.restore.runningText}</p>
            </Threshold>
        );
    }
    return (
        <Threshold title={job.state === "cancelled" ? t.restore.cancelled : t.restore.failed}>
            <Notice signal="stop">{job.sentence}</Notice>
            <p>{t.restore.failedText}</p>
            <div><Button kind="primary" large onClick={() => { mark(false); onAgain(); }}>{t.restore.tryAgain}</Button></div>
        </Threshold>
    );
}

export function Restored() {
    const { box } = useBox();
    useEffect(() => mark(false), []);
    return (
        <Threshold title={t.restore.done}>
            <p className="lead">{t.restore.doneText(box?.name ?? t.app.unnamed)}</p>
            <div><LinkButton kind="primary" large href="/sign-in?next=%2Fbackstage">{t.restore.signIn}</LinkButton></div>
        </Threshold>
    );
}
