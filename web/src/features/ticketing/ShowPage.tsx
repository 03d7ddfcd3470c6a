// A show: poster, date and doors, and three steps to a ticket without an account.
import { useMemo, useState } from "react";
import { ApiError, randomKey, sentenceOf } from "../../app/api";
import type { Show, TicketType } from "../../app/api.gen";
import { useAction, useData } from "../../app/data";
import { addMoney, formatLongDay, formatMoney, formatTime, isZero, timesMoney } from "../../app/format";
import { useNavigation, useParam, useTitle } from "../../app/navigation";
import { useServices } from "../../app/services";
import { useBox } from "../../app/session";
import { mailProblem } from "../../app/validate";
import { Headline, Accented, Button, ErrorState, Loading, Notice, Skeleton, Sleeve, Stepper, TextField } from "../../design";
import { t } from "../../strings/house";

export default function ShowPage() {
    const id = useParam("id");
    const { data: show, error, reload } = useData("GET /api/shows/{id}", { path: { id } });
    const { zone } = useBox();
    useTitle(show?.title);
    if (error) return <div className="page"><ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} /></div>;
    if (!show) return <div className="page"><Loading><Skeleton ratio="16 / 9" /></Loading></div>;
    return (
        <Accented accent={show.accent} className="show-page">
            <article className="page show-grid">
                <div className="show-sleeve"><Sleeve cover={show.poster} title={show.title} accent={show.accent} sizes="(min-width: 900px) 480px, 100vw" first decorative /></div>
                <div className="stack gap-6">
                    <header className="stack gap-2">
                        <p className="show-day">{formatLongDay(show.startsAt, zone)}</p>
                        <Headline text={show.title} maxHeight={innerWidth < 720 ? 120 : 200} />
                        {show.lineup && <p className="lead">{show.lineup}</p>}
                    </header>
                    <dl className="show-facts">
                        <div><dt>{t.shows.doors}</dt><dd>{formatTime(show.doorsAt, zone)}</dd></div>
                        <div><dt>{t.shows.start}</dt><dd>{formatTime(show.startsAt, zone)}</dd></div>
                        {show.place && <div><dt>{t.shows.is}</dt><dd>{show.place}</dd></div>}
                    </dl>
                    {show.status === "cancelled" ? <Notice signal="stop">{t.shows.cancelled}</Notice>
                        : new Date(show.endsAt).getTime() < Date.now() ? <Notice>{t.shows.past}</Notice>
                            : <Buying show={show} onStale={() => void reload()} />}
                    {show.description && <div className="prose">{show.description.split("\n").map((line, i) => <p key={i}>{line}</p>)}</div>}
                </div>
            </article>
        </Accented>
    );
}

function Buying({ show, onStale }: { show: Show; onStale: () => void }) {
    const { api } = useServices();
    const { go } = useNavigation();
    const [step, setStep] = useState(1);
    const [counts, setCounts] = useState<Record<string, number>>({});
    const [name, setName] = useState("");
    const [mail, setMail] = useState("");
    // One key for one intent: whoever changes the basket or the name means another order.
    const key = useMemo(() => randomKey(), [counts, name, mail]);
    const chosen = show.ticketTypes.filter((type) => (counts[type.id] ?? 0) > 0);
    const total = useMemo(() => chosen.map((type) => timesMoney(type.price, counts[type.id] ?? 0)).reduce((sum, one) => (sum ? addMoney(sum, one) : one), undefined as ReturnType<typeof timesMoney> | undefined), [chosen, counts]);
    const order = useAction(async () => {
        try {
            const made = await api.call("POST /api/orders", { body: {
                lines: chosen.map((type) => ({ offer: type.id, quantity: counts[type.id] ?? 0 })),
                buyer: { ...(name.trim() ? { name: name.trim() } : {}), ...(mail.trim() ? { mail: mail.trim() } : {}) },
            } }, { idempotencyKey: key });
            go(made.path);
        } catch (error) {
            if (error instanceof ApiError && error.status === 409) onStale();
            throw error;
        }
    });
    const wrongMail = mailProblem(mail);
    const isFree = total !== undefined && isZero(total);
    if (show.ticketTypes.length === 0) return <Notice>{t.shows.notOnSale}</Notice>;
    return (
        <section className="buying stack" aria-label={t.shows.get}>
            <p className="small quiet">{t.shows.step(step)}</p>
            {step === 1 && <>
                <h2 className="display display-28">{t.shows.choose}</h2>
                <ul className="lines">{show.ticketTypes.map((type) => (
                    <li key={type.id} className="row row-apart">
                        <div className="grow"><p className="strong">{type.name}</p><p className="small quiet">{type.note || stateOf(type)}</p></div>
                        <p className="tabular">{isZero(type.price) ? t.shows.free : formatMoney(type.price)}</p>
                        {canBuy(type) ? <Stepper label={type.name} value={counts[type.id] ?? 0} max={Math.min(type.perOrder, type.remaining)}
                            onChange={(n) => setCounts((now) => ({ ...now, [type.id]: n }))} /> : <span className="small quiet buying-state">{stateOf(type)}</span>}
                    </li>
                ))}</ul>
                <div className="row row-apart">
                    <p>{total && <>{t.shows.total} <strong className="tabular">{formatMoney(total)}</strong> <span className="small quiet">{t.shows.everything}</span></>}</p>
                    <Button kind="primary" large disabled={chosen.length === 0} onClick={() => setStep(2)}>{t.shows.next}</Button>
                </div>
            </>}
            {step === 2 && <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); if (!wrongMail) setStep(3); }}>
                <h2 className="display display-28">{t.shows.who}</h2>
                <TextField label={t.shows.yourName} optional autoFocus autoComplete="name" maxLength={120} value={name} onChange={setName} />
                <TextField label={t.shows.mail} hint={t.shows.mailHint} optional type="email" autoComplete="email" value={mail} onChange={setMail} error={wrongMail} />
                <div className="row row-apart"><Button kind="quiet" icon="arrow-left" onClick={() => setStep(1)}>{t.shows.back}</Button><Button kind="primary" large type="submit">{t.shows.next}</Button></div>
            </form>}
            {step === 3 && total && <>
                <h2 className="display display-28">{t.shows.check}</h2>
                <ul className="lines">{chosen.map((type) => (
                    <li key={type.id} className="row row-apart"><span>{counts[type.id]} × {type.name}</span><span className="tabular">{formatMoney(timesMoney(type.price, counts[type.id] ?? 0))}</span></li>
                ))}</ul>
                <p className="row row-apart lead"><span>{t.shows.total}</span><strong className="tabular">{formatMoney(total)}</strong></p>
                {!isFree && <p className="small quiet">{t.shows.reserveText}</p>}
                {order.error !== undefined && <Notice signal="stop">{sentenceOf(order.error)}</Notice>}
                <div className="row row-apart">
                    <Button kind="quiet" icon="arrow-left" onClick={() => setStep(2)}>{t.shows.back}</Button>
                    <Button kind="primary" large busy={order.busy} onClick={() => void order.run()}>{isFree ? t.shows.take : t.shows.reserve}</Button>
                </div>
            </>}
        </section>
    );
}

const canBuy = (type: TicketType) => type.isOnSale && type.onlineSales && type.remaining > 0;

function stateOf(type: TicketType): string {
    if (!type.isOnSale) return t.shows.notOnSale;
    if (type.remaining <= 0) return t.shows.soldOut;
    if (!type.onlineSales) return t.shows.atCounter;
    return type.remaining < 10 ? t.shows.remaining(type.remaining) : "";
}
