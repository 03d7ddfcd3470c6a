// The way to the box: typed calls, the CSRF token on unsafe ones, an idempotency key per write, refusals as sentences.
//
//     const track = await api.call("GET /api/tracks/{id}", { path: { id } });
//     await api.call("POST /api/albums", { body: { artistId, title } });
//
// Whatever goes wrong is an ApiError whose `message` can be shown to a person as it is.
import { t } from "../strings";
import type { Operations, Problem, Session } from "./api.gen";
import { takeEarly } from "./early";

export type OperationName = keyof Operations;
export type Answer<O extends OperationName> = Operations[O]["answer"];

type Needs<T, K extends string> = {} extends T ? { [key in K]?: T } : { [key in K]: T };
type Body<T> = T extends null ? {} : { body: T };
export type Input<O extends OperationName> =
    Needs<Operations[O]["path"], "path"> & Needs<Operations[O]["query"], "query"> & Body<Operations[O]["body"]>;

export interface CallOptions {
    signal?: AbortSignal;
    /// The same intent keeps its key when it is tried again; a new key is made where none is given.
    idempotencyKey?: string;
    headers?: Record<string, string>;
    timeoutMs?: number;
}

export type ErrorKind = "network" | "timeout" | "cancelled" | "refused" | "server";

export class ApiError extends Error {
    override readonly name = "ApiError";
    constructor(message: string, readonly kind: ErrorKind, readonly status = 0, readonly code = "",
        /// What is wrong with single fields, by the name of the field, as sentences.
        readonly fields: Record<string, string> = {}, readonly reason: string | null = null,
        readonly requestId = "", readonly retryAfterSeconds: number | null = null) {
        super(message);
    }

    /// Whether trying the same again may help.
    get isPassing() {
        return this.kind === "network" || this.kind === "timeout" || this.status === 503 || this.status === 429;
    }
}

const TIMEOUT_MS = 20_000;
const RETRY_AFTER_MS = 700;

/// 128 random bits; `crypto.randomUUID` does not exist on plain http.
export function randomKey(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)),
        (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/// The address of an operation: path parameters put in, query appended in the order given.
export function addressOf(operation: string, path: Record<string, unknown> = {}, query: Record<string,
    unknown> = {}): string {
    const template = operation.slice(operation.indexOf(" ") + 1);
    const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name] ?? "")));
    const words = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "")
        .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
    return words.length > 0 ? `${filled}?${words.join("&")}` : filled;
}

/// The refusal in an answer, as an error with a sentence. `text` is the body as it came.
export function refusal(status: number, text: string, retryAfter: string | null): ApiError {
    const problem = parse(text) as Problem | null;
    const error = problem?.error;
    const seconds = retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null;
    const sentence = error?.message || standard(status, problem?.requestId ?? "", seconds);
    return new ApiError(sentence, status >= 500 ? "server" : "refused", status, error?.code ?? "",
        error?.details?.fields ?? {},
        error?.details?.reason ?? null, problem?.requestId ?? "", seconds);
}

function standard(status: number, requestId: string, seconds: number | null): string {
    if (status === 401) return t.errors.signedOut;
    if (status === 403) return t.errors.forbidden;
    if (status === 404) return t.errors.notFound;
    if (status === 429) return t.errors.rate(seconds ?? 10);
    return status >= 500 ? t.errors.server(requestId) : t.errors.unexpected;
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}

export interface ApiListener {
    /// The box answered, or could not be reached.
    onReach(reached: boolean): void;
    /// A call was refused because nobody is signed in any more.
    onSignedOut(): void;
}

export class Api {
    private csrfToken: string | null = null;
    private listener: ApiListener | null = null;

    listen(listener: ApiListener) {
        this.listener = listener;
    }

    /// Every answer that is a session carries the token for the next unsafe calls.
    noteSession(session: Session) {
        this.csrfToken = session.csrfToken;
    }

    get csrf() {
        return this.csrfToken;
    }

    async call<O extends OperationName>(operation: O, input: Input<O>, options: CallOptions = {}): Promise<Answer<O>> {
        const { path, query, body } = input as { path?: Record<string, unknown>; query?: Record<string, unknown>;
            body?: unknown };
        const method = operation.slice(0, operation.indexOf(" "));
        const safe = method === "GET";
        const key = safe ? null : options.idempotencyKey ?? randomKey();
        const send = () => this.send(method, addressOf(operation, path, query), body, key, options);
        try {
            return await send() as Answer<O>;
        } catch (error) {
            if (!(error instanceof ApiError)) throw error;
            // The token lives as long as the session: a new one means that somebody signed in in another tab.
            if (error.status === 403 && error.reason === "csrf" && !safe) {
                await this.call("GET /api/session", {});
                return await send() as Answer<O>;
            }
            if (error.kind === "network" && (safe || options.idempotencyKey)) {
                await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
                return await send() as Answer<O>;
            }
            throw error;
        }
    }

    private async send(method: string, address: string, body: unknown, key: string | null, options: CallOptions) {
        const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
        if (key) headers["Idempotency-Key"] = key;
        if (method !== "GET" && this.csrfToken) headers["X-CSRF-Token"] = this.csrfToken;
        const isBlob = body instanceof Blob;
        if (body !== undefined && body !== null) headers["Content-Type"] ??= isBlob ? body.type || "application/octet-stream" : "application/json";
        const abort = new AbortController();
        const timer = setTimeout(() => abort.abort(), options.timeoutMs ?? TIMEOUT_MS);
        const cancel = () => abort.abort();
        options.signal?.addEventListener("abort", cancel);
        try {
            const early = method === "GET" && !options.headers ? takeEarly(address)?.catch(() => null) : undefined;
            const response = await early ?? await fetch(address, {
                method, headers, signal: abort.signal, credentials: "same-origin", cache: method === "GET" ? "no-cache" : "no-store",
                body: body === undefined || body === null ? undefined : isBlob ? body : JSON.stringify(body),
            });
            const text = await response.text();
            this.listener?.onReach(true);
            if (!response.ok) throw this.refused(response.status, text, response.headers.get("Retry-After"));
            return this.understood(text);
        } catch (error) {
            throw this.failed(error, options.signal?.aborted ?? false, abort.signal.aborted);
        } finally {
            clearTimeout(timer);
            options.signal?.removeEventListener("abort", cancel);
        }
    }

    /// Also used by uploads, which go another way (see upload.ts).
    refused(status: number, text: string, retryAfter: string | null): ApiError {
        const error = refusal(status, text, retryAfter);
        if (status === 401) this.listener?.onSignedOut();
        return error;
    }

    private understood(text: string): unknown {
        if (text === "") return null;
        const answer = parse(text);
        if (answer === null && text.trim() !== "null") throw new ApiError(t.errors.unexpected, "server");
        if (answer && typeof answer === "object" && "csrfToken" in answer) this.noteSession(answer as Session);
        return answer;
    }

    private failed(error: unknown, cancelled: boolean, timedOut: boolean): ApiError {
        if (error instanceof ApiError) return error;
        if (cancelled) return new ApiError(t.errors.cancelled, "cancelled");
        this.listener?.onReach(false);
        return timedOut ? new ApiError(t.errors.timeout, "timeout") : new ApiError(t.errors.network, "network");
    }
}

/// The sentence of anything that was thrown.
export function sentenceOf(error: unknown): string {
    if (error instanceof ApiError) return error.message;
    return error instanceof TypeError && /import|module|fetch/i.test(error.message) ? t.errors.chunk : t.errors.unexpected;
}
