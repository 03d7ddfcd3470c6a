// When a code that was seen becomes a question to the box, and how often the question is repeated.
//
// A nonce belongs to one wish to admit. While the box has not answered it, the same code keeps the same nonce, so
// that a question whose answer got lost is answered again and not taken for a second visit.
import { Trouble } from "./box";
import type { ScanOrder } from "./box";
import type { Method, Scan } from "./contract";

/// The same code is not asked again before it was out of sight for so long.
export const SAME_CODE_MS = 3_000;
/// An answer stays at least so long before the camera may replace it.
export const HOLD_GO_MS = 700;
export const HOLD_OTHER_MS = 1_500;
/// All attempts of one question together.
export const PATIENCE_MS = 6_000;
const ATTEMPT_MS = 2_500;
const PAUSES_MS = [250, 600, 1_200, 2_000];
/// Unanswered questions remembered; more than a night of broken Wi-Fi at one door needs.
const UNANSWERED_LIMIT = 200;
export const LONGEST_CODE = 200;

/// "same": seen a moment ago. "busy": another question is open. "held": the last answer must be read first.
export type Sight = { kind: "ask"; order: ScanOrder } | { kind: "same" | "busy" | "held" };

/// The one lane of a device: one question at a time.
export class Lane {
    private last: { code: string; seenAt: number } | null = null;
    private open: ScanOrder | null = null;
    private heldUntil = 0;
    private readonly unanswered = new Map<string, string>();

    constructor(private readonly nonce: () => string) {}

    /// A code was seen at a time on a steady clock, in milliseconds.
    see(code: string, method: Method, now: number): Sight {
        const isSame = this.last?.code === code && now - this.last.seenAt < SAME_CODE_MS;
        if (this.last && isSame && method === "camera") this.last.seenAt = now;
        if (isSame && method !== "typed") return { kind: "same" };
        if (this.open) return { kind: "busy" };
        if (method === "camera" && now < this.heldUntil) return { kind: "held" };
        this.last = { code, seenAt: now };
        const nonce = this.unanswered.get(code) ?? this.nonce();
        this.remember(code, nonce);
        this.open = { code, nonce, method };
        return { kind: "ask", order: this.open };
    }

    /// The question that got no answer, to be asked again as it was.
    again(order: ScanOrder, now: number): Sight {
        if (this.open) return { kind: "busy" };
        this.last = { code: order.code, seenAt: now };
        this.open = order;
        return { kind: "ask", order };
    }

    /// The box decided, or refused the question itself: this wish is over.
    answered(order: ScanOrder, holdMs: number, now: number) {
        this.unanswered.delete(order.code);
        this.close(holdMs, now);
    }

    /// Nobody knows whether the box heard. The wish keeps its nonce.
    unheard(now: number) {
        this.close(HOLD_OTHER_MS, now);
    }

    private close(holdMs: number, now: number) {
        this.open = null;
        this.heldUntil = now + holdMs;
        if (this.last) this.last.seenAt = now;
    }

    private remember(code: string, nonce: string) {
        this.unanswered.set(code, nonce);
        for (const oldest of this.unanswered.keys()) {
            if (this.unanswered.size <= UNANSWERED_LIMIT) break;
            this.unanswered.delete(oldest);
        }
    }
}

export interface Asking {
    /// One attempt, which must end within the time given.
    send: (timeoutMs: number) => Promise<Scan>;
    wait: (ms: number) => Promise<void>;
    now: () => number;
    /// Another attempt begins.
    onRetry: () => void;
}

/// Asks until the box answers or patience ends. Throws the last `Trouble`.
export async function ask({ send, wait, now, onRetry }: Asking): Promise<Scan> {
    const end = now() + PATIENCE_MS;
    for (let attempt = 0; ; attempt += 1) {
        try {
            return await send(Math.max(500, Math.min(ATTEMPT_MS, end - now())));
        } catch (error) {
            if (!(error instanceof Trouble) || (error.kind !== "silent" && error.kind !== "busy")) throw error;
            const pause = Math.max(error.afterMs, PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 0);
            if (now() + pause >= end) throw error;
            await wait(pause);
            onRetry();
        }
    }
}
