// The next show as a gig poster: its picture, its name as large as the page allows, one button.
import type { ShowSummary } from "../../app/api.gen";
import { formatDay, formatMoney, formatNearDay, formatTime, isZero } from "../../app/format";
import { Accented } from "../../design/Accent";
import { LinkButton } from "../../design/Button";
import { Headline } from "../../design/Headline";
import { Grooves, imageAddress } from "../../design/Sleeve";
import { Skeleton } from "../../design/States";
import { t } from "../../strings";
import { POSTER_SIZES, posterSources } from "./homeAddresses";

/// Wide: the title fills the words' half. On a phone the button stays on the first screen.
const TITLE_HEIGHT = 340;
const TITLE_HEIGHT_NARROW = 170;

export function ShowPoster({ show, zone }: { show: ShowSummary; zone: string | undefined }) {
    const day = formatNearDay(show.startsAt, zone);
    return (
        <Accented accent={show.accent}>
            <section className={show.poster ? "gig gig-pictured" : "gig"} aria-label={show.title}>
                {show.poster ? (
                    <div className="gig-picture">
                        <img src={imageAddress(show.poster, 800)} srcSet={posterSources(show.poster)}
                            sizes={POSTER_SIZES} width={800} height={800} alt="" decoding="async" {...{ fetchpriority: "high" }} />
                    </div>
                ) : <Grooves seed={show.title} />}
                <div className="gig-words">
                    <p className="gig-day display">{day}<span
                        className="gig-date">{day === formatDay(show.startsAt, zone) ? ""
                        : formatDay(show.startsAt, zone)}</span></p>
                    <div className="gig-title"><Headline text={show.title}
                        maxHeight={innerWidth < 800 && show.poster ? TITLE_HEIGHT_NARROW : TITLE_HEIGHT}
                        wrap={(lines) => <a href={`/shows/${show.id}`}>{lines}</a>} /></div>
                    {show.lineup && <p className="gig-lineup">{show.lineup}</p>}
                    <div className="gig-foot">
                        <p className="gig-facts">
                            <span>{t.catalog.doors(formatTime(show.doorsAt, zone))}</span>
                            <span>{t.catalog.starts(formatTime(show.startsAt, zone))}</span>
                            {show.place && <span>{show.place}</span>}
                        </p>
                        <LinkButton large className="gig-button" href={`/shows/${show.id}`}>{callOf(show)}</LinkButton>
                    </div>
                </div>
            </section>
        </Accented>
    );
}

export function callOf(show: ShowSummary): string {
    if (show.status === "cancelled") return t.catalog.cancelledShow;
    if (show.isSoldOut) return t.catalog.soldOut;
    if (!show.fromPrice) return t.catalog.seeShow;
    return isZero(show.fromPrice) ? t.catalog.ticketsFree : t.catalog.ticketsFrom(formatMoney(show.fromPrice));
}

/// A show as a line: the day large, the name, when the doors open.
export function ShowLines({ shows, zone }: { shows: readonly ShowSummary[]; zone: string | undefined }) {
    return (
        <ul className="show-lines">
            {shows.map((show) => (
                <li key={show.id}>
                    <a className="show-line" href={`/shows/${show.id}`}>
                        <span className="show-line-day display">{formatNearDay(show.startsAt, zone)}</span>
                        <span className="grow">
                            <span className="show-line-title display">{show.title}</span>
                            <span className="quiet small show-line-place">{[show.lineup, show.place,
                                t.catalog.doors(formatTime(show.doorsAt, zone))].filter(Boolean).join(" · ")}</span>
                        </span>
                        <span className="show-line-price small strong">{callOf(show)}</span>
                    </a>
                </li>
            ))}
        </ul>
    );
}

export function PosterSkeleton() {
    return <div className="gig gig-skeleton"><Skeleton width="100%" height="100%" /></div>;
}
