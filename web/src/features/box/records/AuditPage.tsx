// Who did what, newest first, in sentences; by person and by topic.
import { useMemo } from "react";
import type { Answer } from "../../../app/api";
import { sentenceOf } from "../../../app/api";
import { useData, usePages } from "../../../app/data";
import { formatDay, formatLongDay, formatTime } from "../../../app/format";
import { useQueryParam } from "../../../app/navigation";
import { useBox } from "../../../app/session";
import { Button, EmptyState, ErrorState, Loading, Notice, SelectField, Skeleton } from "../../../design";
import { t } from "../../../strings/house";
import { RecordsFrame } from "../settings/Frame";

type Entry = Answer<"GET /api/box/audit">["items"][number];

const PAGE = 60;

export default function AuditPage() {
    const [actor, setActor] = useQueryParam("person");
    const [topic, setTopic] = useQueryParam("about");
    const people = useData("GET /api/people", { query: { limit: 200 } });
    const pages = usePages("GET /api/box/audit", { query: { actor, topic, limit: PAGE } }, { everyMs: 30_000 });
    const persons = [{ value: "", label: t.audit.everybody }, ...(people.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))];
    const topics = [{ value: "", label: t.audit.everything }, ...Object.entries(t.audit.topics).map(([value, label]) => ({ value, label }))];
    return (
        <RecordsFrame title={t.audit.title}>
            <p className="small quiet prose">{t.audit.text}</p>
            <div className="filters">
                <SelectField label={t.audit.person} value={actor} onChange={setActor} options={persons} />
                <SelectField label={t.audit.topic} value={topic} onChange={setTopic} options={topics} />
            </div>
            {pages.error && !pages.items ? <ErrorState sentence={sentenceOf(pages.error)} onRetry={() => void pages.reload()} /> : null}
            {pages.isLoading && <Loading><Skeleton height="420px" /></Loading>}
            {pages.items?.length === 0 && <EmptyState icon="list" title={t.audit.none}>{t.audit.noneText}</EmptyState>}
            {pages.items && pages.items.length > 0 && <Days entries={pages.items} />}
            {pages.items && pages.error !== undefined && <Notice signal="stop">{sentenceOf(pages.error)}</Notice>}
            {pages.hasMore && <div><Button onClick={() => void pages.more()}>{t.audit.more}</Button></div>}
        </RecordsFrame>
    );
}

/// Entries under the day on which they were made.
function Days({ entries }: { entries: readonly Entry[] }) {
    const { zone } = useBox();
    const days = useMemo(() => {
        const found = new Map<string, Entry[]>();
        for (const entry of entries) {
            const day = formatLongDay(entry.at, zone);
            found.set(day, [...(found.get(day) ?? []), entry]);
        }
        return [...found];
    }, [entries, zone]);
    return (
        <div className="stack gap-6">
            {days.map(([day, list]) => (
                <section key={day} className="stack gap-2">
                    <h2 className="heading">{day}</h2>
                    <ul className="audit">
                        {list.map((entry) => (
                            <li key={entry.id}>
                                <time className="tabular quiet" dateTime={entry.at} title={formatDay(entry.at, zone)}>{formatTime(entry.at, zone)}</time>
                                <p className="grow">{entry.sentence}</p><span className="tiny quiet audit-name">{entry.name}</span>
                            </li>
                        ))}
                    </ul>
                </section>
            ))}
        </div>
    );
}
