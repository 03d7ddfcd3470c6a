// The health of the box: one line while everything is well; what is not stands below it, the worst first, and opens to
// what it means and what to do.
import { useState } from "react";
import { sentenceOf } from "../../../app/api";
import { useData } from "../../../app/data";
import { formatRecent } from "../../../app/format";
import { useBox } from "../../../app/session";
import { Button, ErrorState, Icon, IconButton, Lamp, LampShape, LinkButton, Loading, Skeleton } from "../../../design";
import { t } from "../../../strings/house";
import { CopyButton } from "../CopyButton";
import { PLACES, SIGNALS, healthText, summaryOf } from "./health";
import type { Check } from "./health";

const EVERY = { everyMs: 15_000, topics: ["box"] };

export function HealthBoard() {
    const { data, error, isRefreshing, reload } = useData("GET /api/box/health", {}, EVERY);
    const { box, zone } = useBox();
    const [showsAll, setShowsAll] = useState(false);
    if (error) return <ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} />;
    if (!data) return <Loading><Skeleton height="64px" /></Loading>;
    const { signal, sentence, troubles, well } = summaryOf(data.checks);
    return (
        <section className={`board signal-${signal}`} aria-label={t.board.title}>
            <div className="board-line">
                <LampShape signal={signal} />
                <p className="board-sentence" role="status">{sentence}</p>
                <p className="small quiet board-when">{t.board.checked(formatRecent(data.at, zone))}</p>
                <div className="row row-tight board-tools">
                    <IconButton icon="refresh" label={t.board.now} busy={isRefreshing} onClick={() => void reload()} />
                    <CopyButton kind="quiet" done={t.board.copied} text={() => healthText(data, box?.name ?? t.app.unnamed, box?.version ?? "")}>{t.board.copy}</CopyButton>
                </div>
            </div>
            {troubles.length > 0 && <ul className="board-checks">{troubles.map((check) => <CheckRow key={check.id} check={check} />)}</ul>}
            {well.length > 0 && <>
                <Button kind="quiet" className="board-more" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
                    <Icon name={showsAll ? "chevron-up" : "chevron-down"} small />{showsAll ? t.board.showLess : t.board.showAll(well.length)}
                </Button>
                {showsAll && <ul className="board-checks">{well.map((check) => <CheckRow key={check.id} check={check} />)}</ul>}
            </>}
        </section>
    );
}

function CheckRow({ check }: { check: Check }) {
    const place = PLACES[check.id];
    const about = t.board.about[check.id];
    return (
        <li>
            <details className="check">
                <summary>
                    <span className="check-lamp"><Lamp signal={SIGNALS[check.status]}>{t.board.words[check.status]}</Lamp></span>
                    <span className="check-name">{check.name}</span>
                    <span className="check-detail quiet">{check.detail}</span>
                    <Icon name="chevron-down" small />
                </summary>
                <div className="check-body">
                    <dl className="stack">
                        <div><dt className="small strong">{t.board.means}</dt><dd className="prose">{check.detail} {about && <span className="quiet">{about}</span>}</dd></div>
                        <div><dt className="small strong">{t.board.todo}</dt><dd className="prose">{check.advice ?? t.board.nothing}</dd></div>
                    </dl>
                    {place && <div><LinkButton href={place.href} icon="arrow-right">{place.label}</LinkButton></div>}
                </div>
            </details>
        </li>
    );
}

/// What anybody who works here may know: whether the box is well, and why not.
export function PlainHealth() {
    const { data, error, reload } = useData("GET /health", {}, EVERY);
    if (error) return <ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} />;
    if (!data) return <Loading><Skeleton width="220px" /></Loading>;
    const troubles = data.checks.filter((check) => check.status !== "ok");
    return (
        <details className="health">
            <summary><Lamp signal={data.status === "ok" ? "go" : data.status === "degraded" ? "wait" : "stop"}>
                {troubles.length === 0 ? t.console.allGood : troubles[0]?.detail ?? t.console.look}</Lamp></summary>
            <ul className="lines">
                {data.checks.map((check) => (
                    <li key={check.name} className="row"><Lamp signal={SIGNALS[check.status]}>{check.name}</Lamp><span className="quiet grow">{check.detail}</span></li>
                ))}
            </ul>
        </details>
    );
}
