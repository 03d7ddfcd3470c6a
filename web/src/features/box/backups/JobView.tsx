// Long work on a page: what it is, how much is done, how long it still takes, and the way to stop it.
import { sentenceOf } from "../../../app/api";
import { useAction } from "../../../app/data";
import { formatLength, formatRecent } from "../../../app/format";
import { useServices } from "../../../app/services";
import { useBox } from "../../../app/session";
import { Button, Lamp, Notice, Progress, useConfirm } from "../../../design";
import { t } from "../../../strings/house";
import { JOB_SIGNALS, isOver, lengthOf, measureOf } from "./jobs";
import type { Job } from "./jobs";

export function JobView({ job, onCancelled }: { job: Job; onCancelled: () => void }) {
    const { api } = useServices();
    const { zone } = useBox();
    const confirm = useConfirm();
    const cancel = useAction(async () => {
        if (!await confirm({ title: t.backups.cancelTitle, text: t.backups.cancelText, yes: t.backups.cancelYes, no: t.backups.cancelNo, danger: true })) return;
        await api.call("POST /api/box/jobs/{id}/cancel", { path: { id: job.id } });
        onCancelled();
    });
    const took = lengthOf(job);
    return (
        <section className="panel job stack" aria-label={t.backups.kinds[job.kind]}>
            <div className="row row-apart">
                <div className="row">
                    <Lamp signal={JOB_SIGNALS[job.state]}>{t.backups.states[job.state]}</Lamp>
                    <h2 className="strong">{t.backups.kinds[job.kind]}</h2>
                </div>
                {job.endedAt !== null && <p className="small quiet">{t.backups.recent(formatRecent(job.endedAt, zone))}{took !== null && took > 60_000 ? ` ${formatLength(took)}.` : ""}</p>}
                {!isOver(job) && <Button busy={cancel.busy} onClick={() => void cancel.run()}>{t.backups.cancel}</Button>}
            </div>
            {!isOver(job) && <JobProgress job={job} />}
            {isOver(job) && <p className="prose">{job.sentence}</p>}
            {cancel.error !== undefined && <Notice signal="stop">{sentenceOf(cancel.error)}</Notice>}
        </section>
    );
}

export function JobProgress({ job }: { job: Job }) {
    const { done, total } = measureOf(job);
    return (
        <div className="stack gap-2">
            <p>{job.sentence}</p>
            <Progress label={t.backups.kinds[job.kind]} done={done} total={total} unit="bytes" />
        </div>
    );
}
