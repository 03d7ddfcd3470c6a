// A show as a poster: its picture, or its words set large on the accent.
import type { ShowSummary } from "../../app/api.gen";
import { formatMoney, formatNearDay, formatTime, isZero } from "../../app/format";
import { Accented, Sleeve } from "../../design";
import { t } from "../../strings/house";

export function Poster({ show, zone, first }: { show: ShowSummary; zone: string | undefined; first?: boolean }) {
    return (
        <Accented accent={show.accent}>
            <a className="poster" href={`/shows/${show.id}`}>
                <Sleeve cover={show.poster} title={show.title} accent={show.accent} sizes="(min-width: 900px) 380px, 90vw" {...(first ? { first } : {})} decorative />
                <span className="poster-words">
                    <span className="poster-day">{formatNearDay(show.startsAt, zone)} · {formatTime(show.startsAt, zone)}</span>
                    <span className="display display-40">{show.title}</span>
                    {show.lineup && <span className="quiet">{show.lineup}</span>}
                    <span className="poster-price">{priceWords(show)}</span>
                </span>
            </a>
        </Accented>
    );
}

export function priceWords(show: ShowSummary): string {
    if (show.status === "cancelled") return t.shows.cancelled;
    if (show.isSoldOut) return t.shows.soldOut;
    if (!show.fromPrice) return t.shows.notOnSale;
    return isZero(show.fromPrice) ? t.shows.free : t.shows.from(formatMoney(show.fromPrice));
}
