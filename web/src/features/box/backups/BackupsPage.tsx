// Backups: whether there is one, what runs now, where they go, how many are kept, and whether anybody could open them.
import { useState } from "react";
import type { Answer } from "../../../app/api";
import { sentenceOf } from "../../../app/api";
import { Loaded } from "../../../app/Loaded";
import { useAction, useData } from "../../../app/data";
import type { Data } from "../../../app/data";
import { formatBytes, formatDayTime, formatRecent } from "../../../app/format";
import { useTitle } from "../../../app/navigation";
import { useServices } from "../../../app/services";
import { useBox } from "../../../app/session";
import { Button, Dialog, EmptyState, Lamp, LinkButton, Notice, Skeleton, Table, useToast } from "../../../design";
import { t } from "../../../strings/house";
import { JobView } from "./JobView";
import { SettingsForm } from "./SettingsForm";
import { isOver } from "./jobs";
import { useJob } from "./useJob";

type Backups = Answer<"GET /api/box/backups">;

export default function BackupsPage() {
    useTitle(t.backups.title);
    const backups = useData("GET /api/box/backups", {}, { everyMs: 15_000, freshMs: 0 });
    return (
        <div className="desk-page stack gap-6">
            <h1 className="display display-40">{t.backups.title}</h1>
            <Loaded of={backups} skeleton={<Skeleton height="480px" />}>{(data) => <All backups={data} of={backups} />}</Loaded>
        </div>
    );
}

function All({ backups, of }: { backups: Backups; of: Data<Backups> }) {
    const { api } = useServices();
    const toast = useToast();
    const [changing, setChanging] = useState(false);
    const job = useJob(backups.job, (ended) => {
        toast({ text: ended.sentence, signal: ended.state === "done" ? "go" : ended.state === "failed" ? "stop" : "off" });
        void of.reload();
    });
    const begin = useAction(async (kind: "backup" | "test") => {
        const started = kind === "backup" ? await api.call("POST /api/box/backups", {}) : await api.call("POST /api/box/backups/test", {});
        of.change((now) => ({ ...now, job: started }));
    });
    const { folder } = backups.settings;
    const isBusy = job !== null && !isOver(job);
    return (
        <>
            {!backups.words.areConfirmed && <div className="words-warning signal-stop" role="note">
                <div className="grow stack gap-2"><Lamp signal="stop">{t.backups.wordsTitle}</Lamp><p className="prose">{t.backups.wordsMissing}</p></div>
                <LinkButton kind="primary" icon="key" href="/backstage/backups/words">{t.backups.wordsDo}</LinkButton>
            </div>}
            <State backups={backups} />
            <div className="row">
                <Button kind={backups.words.areConfirmed ? "primary" : "plain"} icon="drive" disabled={folder === null || isBusy} busy={begin.busy} onClick={() => void begin.run("backup")}>{t.backups.now}</Button>
                <Button icon="check" disabled={backups.snapshots.length === 0 || isBusy} onClick={() => void begin.run("test")}>{t.backups.test}</Button>
                <p className="small quiet prose">{folder === null ? t.backups.setPlaceFirst : t.backups.testHint}</p>
            </div>
            {begin.error !== undefined && <Notice signal="stop">{sentenceOf(begin.error)}</Notice>}
            {job && <JobView job={job} onCancelled={() => void of.reload()} />}
            <section className="stack">
                <h2 className="heading">{t.backups.settings}</h2>
                {folder === null ? <div className="narrow"><SettingsForm backups={backups} onSaved={(next) => of.change(() => next)} /></div> : <Chosen backups={backups} onChange={() => setChanging(true)} />}
            </section>
            {folder !== null && <Snapshots snapshots={backups.snapshots} />}
            {backups.words.areConfirmed && <section className="stack gap-2">
                <h2 className="heading">{t.backups.wordsTitle}</h2>
                <div className="row row-apart"><p className="prose"><Lamp signal="go">{t.backups.wordsGood}</Lamp></p><LinkButton icon="key" href="/backstage/backups/words">{t.backups.wordsAgain}</LinkButton></div>
            </section>}
            <Dialog open={changing} onClose={() => setChanging(false)} title={t.backups.settings}>
                {changing && <SettingsForm backups={backups} onSaved={(next) => { of.change(() => next); setChanging(false); }} />}
            </Dialog>
        </>
    );
}

function State({ backups: { sentence, lastBackupAt, lastTestAt, snapshots, settings } }: { backups: Backups }) {
    const { zone } = useBox();
    const facts: [string, string][] = [
        [t.backups.last, lastBackupAt ? formatRecent(lastBackupAt, zone) : t.backups.never],
        [t.backups.lastTest, lastTestAt ? formatRecent(lastTestAt, zone) : t.backups.never],
        [t.backups.kept, String(snapshots.length)],
        [t.backups.next, settings.folder === null ? "–" : t.backups.hours(settings.everyHours)],
    ];
    return (
        <section className="stack gap-5" aria-label={t.backups.sentence}>
            <p className="lead prose">{sentence}</p>
            <dl className="figures-row">{facts.map(([name, value]) => <div key={name} className="figure"><dd className="figure-number">{value}</dd><dt className="figure-name">{name}</dt></div>)}</dl>
        </section>
    );
}

function Chosen({ backups: { settings, places }, onChange }: { backups: Backups; onChange: () => void }) {
    const place = places.find((one) => one.folder === settings.folder);
    return (
        <div className="row row-apart">
            <div>
                <p className="strong">{place?.label ?? settings.folder}</p>
                <p className="small quiet figures address">{settings.folder}</p>
                <p className="small quiet">{[place && t.backups.free(formatBytes(place.freeBytes)), place && (place.isRemovable ? t.backups.removable : t.backups.fixed),
                    t.backups.keeps(settings.hourly, settings.daily, settings.weekly)].filter(Boolean).join(" · ")}</p>
            </div>
            <Button icon="edit" onClick={onChange}>{t.backups.change}</Button>
        </div>
    );
}

function Snapshots({ snapshots }: { snapshots: Backups["snapshots"] }) {
    const { zone } = useBox();
    if (snapshots.length === 0) return <EmptyState icon="drive" title={t.backups.none}>{t.backups.noneText}</EmptyState>;
    return (
        <section className="stack">
            <h2 className="heading">{t.backups.snapshots}</h2>
            <Table caption={t.backups.snapshots} rows={snapshots} rowKey={(one) => one.name} folds columns={[
                { key: "at", name: t.backups.when, cell: (one) => formatDayTime(one.at, zone) },
                { key: "name", name: t.backups.name, cell: (one) => <span className="figures quiet address">{one.name}</span> },
                { key: "size", name: t.backups.size, number: true, cell: (one) => formatBytes(one.bytes) },
            ]} />
        </section>
    );
}
