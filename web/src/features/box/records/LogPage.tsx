// The log of the box: by level, by request number, by words. Lines are redacted by the box itself.
import { useEffect, useState } from "react";
import { sentenceOf } from "../../../app/api";
import { usePages } from "../../../app/data";
import { formatDay } from "../../../app/format";
import { useQueryParam } from "../../../app/navigation";
import { useBox } from "../../../app/session";
import { Button, EmptyState, ErrorState, Lamp, Loading, Notice, SearchField, SelectField, Skeleton, TextField } from "../../../design";
import { locale } from "../../../strings";
import { t } from "../../../strings/house";
import { CopyButton } from "../CopyButton";
import { RecordsFrame } from "../settings/Frame";
import { lineText, nameOf, requestOf, signalOf } from "./logs";
import type { LogLine } from "./logs";

const PAGE = 100;
const PAUSE_MS = 350;
type Level = "" | "notice" | "warning" | "error";
const LEVELS: { value: Level; label: string }[] = [{ value: "", label: t.logs.levels.all }, { value: "notice", label: t.logs.levels.notice },
    { value: "warning", label: t.logs.levels.warning }, { value: "error", label: t.logs.levels.error }];

/// A text that follows what is typed after a pause, so that not every letter asks the box.
function useTyped(name: string): [string, (value: string) => void, string] {
    const [kept, keep] = useQueryParam(name);
    const [typed, setTyped] = useState(kept);
    useEffect(() => setTyped(kept), [kept]);
    useEffect(() => {
        if (typed === kept) return undefined;
        const timer = setTimeout(() => keep(typed.trim()), PAUSE_MS);
        return () => clearTimeout(timer);
    }, [typed, kept, keep]);
    return [typed, setTyped, kept];
}

export default function LogPage() {
    const [level, setLevel] = useQueryParam("level");
    const [request, setRequest, keptRequest] = useTyped("request");
    const [text, setText, keptText] = useTyped("words");
    const known = LEVELS.find((one) => one.value === level)?.value ?? "";
    const pages = usePages("GET /api/box/logs", { query: { ...(known ? { level: known } : {}), request: keptRequest, text: keptText, limit: PAGE } }, { freshMs: 0 });
    const isFiltered = Boolean(known || keptRequest || keptText);
    return (
        <RecordsFrame title={t.logs.title}>
            <div className="filters">
                <SearchField label={t.logs.search} hideLabel={false} maxLength={200} value={text} onChange={setText} />
                <TextField label={t.logs.request} hint={t.logs.requestHint} className="input figures" spellCheck={false} autoCapitalize="none" autoComplete="off" maxLength={64} value={request} onChange={setRequest} />
                <SelectField label={t.logs.level} value={known} onChange={setLevel} options={LEVELS} />
            </div>
            {pages.error && !pages.items ? <ErrorState sentence={sentenceOf(pages.error)} onRetry={() => void pages.reload()} /> : null}
            {pages.isLoading && <Loading><Skeleton height="480px" /></Loading>}
            {pages.items?.length === 0 && <EmptyState icon="file" title={t.logs.none}>{t.logs.noneText}</EmptyState>}
            {pages.items && pages.items.length > 0 && <>
                <div className="row row-apart">
                    <p className="small quiet" role="status">{t.logs.lines(pages.items.length)}</p>
                    <div className="row row-tight">
                        {isFiltered && <Button kind="quiet" icon="close" onClick={() => { setText(""); setRequest(""); setLevel(""); }}>{t.logs.clear}</Button>}
                        <Button kind="quiet" icon="refresh" onClick={() => void pages.reload()}>{t.board.now}</Button>
                        <CopyButton kind="quiet" text={() => (pages.items ?? []).map(lineText).join("\n")}>{t.logs.copy}</CopyButton>
                    </div>
                </div>
                <ul className="log">{pages.items.map((line) => <Line key={line.id} line={line} onRequest={setRequest} />)}</ul>
            </>}
            {pages.items && pages.error !== undefined && <Notice signal="stop">{sentenceOf(pages.error)}</Notice>}
            {pages.hasMore && <div><Button onClick={() => void pages.more()}>{t.logs.more}</Button></div>}
        </RecordsFrame>
    );
}

function Line({ line, onRequest }: { line: LogLine; onRequest: (request: string) => void }) {
    const { zone } = useBox();
    const request = requestOf(line);
    const more = Object.entries(line.metadata);
    const head = (
        <>
            <span className="log-when tabular quiet"><span className="log-day">{formatDay(line.at, zone)} </span>{new Date(line.at).toLocaleTimeString(locale, { hour12: false, ...(zone ? { timeZone: zone } : {}) })}</span>
            <span className="log-level"><Lamp signal={signalOf(line.level)}>{nameOf(line.level)}</Lamp></span>
            <span className="log-message">{line.message}</span>
        </>
    );
    if (more.length === 0) return <li className="log-line">{head}</li>;
    return (
        <li>
            <details>
                <summary className="log-line">{head}</summary>
                <dl className="log-facts tabular small">
                    {more.map(([key, value]) => <div key={key}><dt className="quiet">{key}</dt><dd>{value}</dd></div>)}
                </dl>
                {request && <div className="log-follow"><Button icon="filter" onClick={() => onRequest(request)}>{t.logs.follow}</Button></div>}
            </details>
        </li>
    );
}
