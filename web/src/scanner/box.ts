// The way to the box: bearer token, time-outs, refusals as sentences, and the box's clock. Whatever goes wrong is a
// `Trouble`, whose kind says whether trying again may help.
import type { Box, DoorState, Headcount, Paired, Scan, Ticket } from "./contract";
import { isScan } from "./contract";
import type { Method } from "./contract";
import { t } from "./strings";

/// "silent": no answer came, or none that the box gave. "busy": it asks to wait. "unpaired": this token is no longer
/// good. "refused": the box understood and said no, with its sentence.
export type TroubleKind = "silent" | "busy" | "unpaired" | "refused";

export class Trouble extends Error {
    override readonly name = "Trouble";

    constructor(readonly kind: TroubleKind, sentence: string, readonly afterMs = 0) {
        super(sentence);
    }
}

export interface ScanOrder {
    code: string;
    nonce: string;
    method: Method;
}

const TIMEOUT_MS = 8_000;

/// 128 random bits as text; `crypto.randomUUID` does not exist on plain http.
export function newNonce(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)),
        (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function sentenceOf(body: unknown): string {
    const error = (body as { error?: { message?: unknown } } | null)?.error;
    return typeof error?.message === "string" && error.message !== "" ? error.message : t.trouble.noSentence;
}

/// The trouble in an answer that is none of the 200s.
export function troubleOf(status: number, body: unknown, retryAfter: string | null): Trouble {
    if (status === 401) return new Trouble("unpaired", sentenceOf(body));
    if (status === 429 || status === 503) {
        const seconds = retryAfter && /^\d{1,4}$/.test(retryAfter) ? Number(retryAfter) : 1;
        return new Trouble("busy", sentenceOf(body), seconds * 1000);
    }
    return status >= 500 ? new Trouble("silent", t.trouble.silent) : new Trouble("refused", sentenceOf(body));
}

export class BoxClient {
    /// Milliseconds by which the box's clock is ahead of this device's, and how long the box took to say so.
    clock: { aheadMs: number; roundTripMs: number } | null = null;

    constructor(public token: string | null, private readonly heard: (isReachable: boolean) => void) {}

    pair(proof: { token: string } | { code: string }, name: string): Promise<Paired> {
        return this.call<Paired>("POST", "/api/devices/pair", { ...proof, name });
    }

    unpair(): Promise<null> {
        return this.call<null>("DELETE", "/api/devices/me");
    }

    box(): Promise<Box> {
        return this.call<Box>("GET", "/api/box");
    }

    async door(): Promise<DoorState> {
        const started = Date.now();
        const state = await this.call<DoorState>("GET", "/api/door");
        const ended = Date.now();
        this.clock = { aheadMs: Date.parse(state.now) - (started + ended) / 2, roundTripMs: ended - started };
        return state;
    }

    headcount(show: string): Promise<Headcount> {
        return this.call<Headcount>("GET", `/api/shows/${encodeURIComponent(show)}/headcount`);
    }

    async tickets(show: string, words: string, signal: AbortSignal): Promise<Ticket[]> {
        const query = `q=${encodeURIComponent(words)}&limit=20`;
        const found = await this.call<{ items: Ticket[] }>("GET",
            `/api/shows/${encodeURIComponent(show)}/tickets?${query}`, undefined,
            TIMEOUT_MS, signal);
        return found.items;
    }

    async scans(show: string): Promise<Scan[]> {
        const found = await this.call<{ items: Scan[] }>("GET",
            `/api/shows/${encodeURIComponent(show)}/scans?limit=50`);
        return found.items.filter(isScan);
    }

    scan(show: string, order: ScanOrder, timeoutMs: number): Promise<Scan> {
        return this.decision(`/api/shows/${encodeURIComponent(show)}/scans`, order, timeoutMs);
    }

    undo(scan: string): Promise<Scan> {
        return this.decision(`/api/scans/${encodeURIComponent(scan)}/undo`, {}, TIMEOUT_MS);
    }

    private async decision(path: string, body: object, timeoutMs: number): Promise<Scan> {
        const scan = await this.call<unknown>("POST", path, body, timeoutMs);
        if (!isScan(scan)) throw new Trouble("silent", t.trouble.silent);
        return scan;
    }

    private async call<T>(method: string, path: string, body?: object, timeoutMs = TIMEOUT_MS,
        signal?: AbortSignal): Promise<T> {
        const watch = new AbortController();
        const timer = setTimeout(() => watch.abort(), timeoutMs);
        signal?.addEventListener("abort", () => watch.abort());
        const headers: Record<string, string> = { Accept: "application/json" };
        if (this.token) headers.Authorization = `Bearer ${this.token}`;
        if (body) headers["Content-Type"] = "application/json";
        let answer: Response;
        let text: string;
        try {
            answer = await fetch(path, { method, headers, body: body ? JSON.stringify(body) : null,
                signal: watch.signal,
                cache: "no-store", credentials: "omit", redirect: "error" });
            text = await answer.text();
        } catch {
            if (!signal?.aborted) this.heard(false);
            throw new Trouble("silent", t.trouble.silent);
        } finally {
            clearTimeout(timer);
        }
        const parsed = parse(text);
        if (parsed === undefined && answer.status !== 204) {
            this.heard(false);
            throw new Trouble("silent", t.trouble.silent);
        }
        this.heard(true);
        if (!answer.ok) throw troubleOf(answer.status, parsed, answer.headers.get("Retry-After"));
        return (parsed ?? null) as T;
    }
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}
