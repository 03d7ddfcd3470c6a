// Does it work? On the secure page the page itself is the proof; on the plain one the secure address is asked where the
// policy allows it, and what cannot be told is asked back in words.
import { useCallback, useEffect, useState } from "react";
import type { Answer } from "../../../app/api";
import { Button, Lamp, LinkButton } from "../../../design";
import { t } from "../../../strings/house";
import { canProbe, isNumber, secureTrustPage } from "./systems";
import type { System } from "./systems";

type Trust = Answer<"GET /api/trust">;
export type Finding = "asking" | "works" | "refused" | "warned" | "unknown";

const DOWNLOADED = "stagebox.trust-downloaded";
const PROBE_MS = 6_000;

export function noteDownload() {
    try {
        localStorage.setItem(DOWNLOADED, "1");
    } catch {
        // The check then asks instead of knowing.
    }
}

function hasDownloaded(): boolean {
    try {
        return localStorage.getItem(DOWNLOADED) !== null;
    } catch {
        return false;
    }
}

const isSecurePage = () => location.protocol === "https:";

/// A page behind a warning that somebody went past is secure in name only: its worker is refused.
async function isAccepted(): Promise<boolean> {
    if (!("serviceWorker" in navigator)) return true;
    try {
        await navigator.serviceWorker.register("/service-worker.js");
        return true;
    } catch {
        return false;
    }
}

async function answers(secureUrl: string): Promise<boolean> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PROBE_MS);
    try {
        await fetch(`${secureUrl.replace(/\/+$/, "")}/api/box`, { mode: "no-cors", cache: "no-store", credentials: "omit", signal: abort.signal });
        return true;
    } catch {
        return false;
    } finally {
        clearTimeout(timer);
    }
}

export function useFinding(secureUrl: string | null): { finding: Finding; again: () => void } {
    const mayAsk = secureUrl !== null && canProbe(location.href, secureUrl);
    const [finding, setFinding] = useState<Finding>(isSecurePage() || mayAsk ? "asking" : "unknown");
    const find = useCallback(async () => {
        if (isSecurePage()) setFinding(await isAccepted() ? "works" : "warned");
        else if (secureUrl && mayAsk) {
            setFinding("asking");
            setFinding(await answers(secureUrl) ? "works" : "refused");
        }
    }, [secureUrl, mayAsk]);
    useEffect(() => {
        void find();
        // Whoever comes back from the settings wants to know at once.
        const seen = () => {
            if (!document.hidden) void find();
        };
        document.addEventListener("visibilitychange", seen);
        return () => document.removeEventListener("visibilitychange", seen);
    }, [find]);
    return { finding, again: () => void find() };
}

/// On a secure page the answer stands at the top; on a plain one where the steps end. It does not move when it comes.
export const standsFirst = () => window.isSecureContext;

export function TrustCheck({ trust: { secureUrl }, system, finding, again }: { trust: Trust; system: System; finding: Finding; again: () => void }) {
    const page = secureUrl && secureTrustPage(secureUrl);
    return (
        <section className={`panel trust-check stack gap-2${isSecurePage() ? " trust-check-secure" : ""}`} aria-live="polite">
            <h2 className="heading">{t.trust.check}</h2>
            {finding === "asking" && <Lamp signal="off">{t.trust.probing}</Lamp>}
            {finding === "works" && <>
                <Lamp signal="go">{isSecurePage() ? t.trust.onSecure : t.trust.works}</Lamp>
                {isSecurePage() ? <Possible /> : page && <div><LinkButton kind="primary" icon="lock" href={page}>{t.trust.go}</LinkButton></div>}
            </>}
            {finding === "warned" && <Lamp signal="wait">{t.trust.pastWarning}</Lamp>}
            {finding === "refused" && <Missing system={system} onAgain={again} />}
            {finding === "unknown" && <>
                {window.isSecureContext ? <Lamp signal="go">{t.trust.local}</Lamp> : <p className="prose small">{t.trust.openHint}</p>}
                {page && <div><LinkButton icon="lock" href={page}>{t.trust.openSecure}</LinkButton></div>}
            </>}
        </section>
    );
}

function Missing({ system, onAgain }: { system: System; onAgain: () => void }) {
    const isDownloaded = hasDownloaded();
    return (
        <>
            <Lamp signal="wait">{t.trust.notYet}</Lamp>
            {isDownloaded ? <>
                <p className="small">{t.trust.downloadedOn}</p>
                <ul className="trust-questions small">{t.trust.questions[system]?.map((question) => <li key={question}>{question}</li>)}</ul>
            </> : <p className="small">{t.trust.notDownloaded}</p>}
            <div><Button icon="refresh" onClick={onAgain}>{t.trust.try}</Button></div>
        </>
    );
}

function Possible() {
    const hasCamera = typeof navigator.mediaDevices?.getUserMedia === "function";
    const hasOffline = "serviceWorker" in navigator;
    const hasPasskeys = "PublicKeyCredential" in window;
    const isNamed = !isNumber(location.hostname);
    const lines: [string, boolean, string][] = [
        [t.trust.camera, hasCamera, hasCamera ? t.trust.yes : t.trust.no], [t.trust.offline, hasOffline, hasOffline ? t.trust.yes : t.trust.no],
        [t.trust.passkeys, hasPasskeys && isNamed, !hasPasskeys ? t.trust.no : isNamed ? t.trust.yes : t.trust.passkeysName],
    ];
    return (
        <>
            <p className="small quiet">{t.trust.possible}</p>
            <ul className="stack gap-1">{lines.map(([name, isGood, word]) => <li key={name} className="row row-tight"><Lamp signal={isGood ? "go" : "off"}>{name}</Lamp><span className="small quiet">{word}</span></li>)}</ul>
        </>
    );
}
