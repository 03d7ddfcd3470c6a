// "Let this phone trust the box": a public page. Why in one sentence, the fingerprint, the download, the steps of the
// reader's own system with a drawing each, and a check that tells what is missing.
import { useState } from "react";
import type { Answer } from "../../../app/api";
import { Loaded } from "../../../app/Loaded";
import { useData } from "../../../app/data";
import { useTitle } from "../../../app/navigation";
import { EmptyState, LinkButton, Skeleton } from "../../../design";
import { t } from "../../../strings/house";
import { Drawing } from "./Drawing";
import { Fingerprint } from "./Fingerprint";
import { TrustCheck, noteDownload, standsFirst, useFinding } from "./TrustCheck";
import { SYSTEMS, systemOf } from "./systems";
import type { System } from "./systems";

export type Trust = Answer<"GET /api/trust">;

export default function TrustPage() {
    const trust = useData("GET /api/trust", {}, { freshMs: 0 });
    useTitle(t.trust.phoneLink);
    return (
        <div className="trust page">
            <a className="trust-home display" href="/">{trust.data?.boxName || t.app.unnamed}</a>
            <Loaded of={trust} page skeleton={<div className="stack gap-6"><Skeleton width="70%" height="4rem" /><Skeleton height="120px" /><Skeleton height="320px" /></div>}>
                {(data) => (data.fingerprint ? <Own trust={data} fingerprint={data.fingerprint} /> : <Nothing trust={data} />)}
            </Loaded>
        </div>
    );
}

/// A certificate that the world knows, or no secure address at all.
function Nothing({ trust: { secureUrl } }: { trust: Trust }) {
    if (secureUrl) {
        return <EmptyState as="h1" icon="check" title={t.trust.ownTitle} action={<LinkButton kind="primary" href={secureUrl}>{t.trust.openSecure}</LinkButton>}>{t.trust.own}</EmptyState>;
    }
    return <EmptyState as="h1" icon="lock" title={t.trust.noneTitle} action={<LinkButton href="/">{t.trust.home}</LinkButton>}>{t.trust.none}</EmptyState>;
}

function Own({ trust, fingerprint }: { trust: Trust; fingerprint: string }) {
    const [own] = useState(() => systemOf(navigator.userAgent, navigator.maxTouchPoints));
    const [system, setSystem] = useState<System>(own);
    const { finding, again } = useFinding(trust.secureUrl);
    const check = <TrustCheck trust={trust} system={system} finding={finding} again={again} />;
    const steps = t.trustSteps[system];
    const isProfile = system === "ios";
    return (
        <>
            <header className="stack">
                <p className="trust-over">{t.trust.over}</p>
                <h1 className="display display-64">{t.trust.title(trust.boxName || t.app.unnamed)}</h1>
                <p className="lead prose">{t.trust.why}</p>
                <p className="small quiet prose">{t.trust.limits}</p>
            </header>
            {standsFirst() && check}
            <section className="stack gap-5">
                <SystemChoice own={own} value={system} onChange={setSystem} />
                <div className="trust-download">
                    <LinkButton kind="primary" large icon="download" download href={isProfile ? trust.profileUrl : trust.certificateUrl} onClick={noteDownload}>
                        {isProfile ? t.trust.download.ios : t.trust.download.other}
                    </LinkButton>
                    <p className="small quiet">{t.trust.downloadHint[system]}</p>
                </div>
                <div className="stack gap-2">
                    <h2 className="heading">{t.trust.fingerprint}</h2>
                    <Fingerprint text={fingerprint} />
                    <p className="small quiet prose">{t.trust.fingerprintHint}</p>
                </div>
                <h2 className="heading">{t.trust.steps}</h2>
                <ol className="trust-steps">
                    {steps.map((step, i) => (
                        <li key={step.words}>
                            <Drawing step={step} isPhone={system === "ios" || system === "android"} />
                            <div className="trust-words"><span className="display display-40 trust-number" aria-hidden>{i + 1}</span><p><span className="sr">{t.trust.step(i + 1, steps.length)}. </span>{step.words}</p></div>
                        </li>
                    ))}
                </ol>
                {!standsFirst() && check}
                <p className="small quiet prose">{t.trust.remove}</p>
            </section>
        </>
    );
}

function SystemChoice({ own, value, onChange }: { own: System; value: System; onChange: (system: System) => void }) {
    return (
        <fieldset className="stack gap-2">
            <legend className="heading trust-legend">{t.trust.system}</legend>
            <div className="segments trust-systems">
                {SYSTEMS.map((system) => (
                    <label key={system}>
                        <input type="radio" name="system" checked={system === value} onChange={() => onChange(system)} />
                        {t.trust.systems[system]}{system === own && <span className="tiny"> · {t.trust.yours}</span>}
                    </label>
                ))}
            </div>
        </fieldset>
    );
}
