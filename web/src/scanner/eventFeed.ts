// The box's event stream with a bearer header, which EventSource cannot send: read from fetch, opened again with
// growing pauses. It tells that something changed, never what; after every gap everything is fetched anew.

export interface FeedEvent {
    topic: string;
    name: string;
}

/// Server-sent events from pieces of text, as the HTML standard has them; pieces may end anywhere.
export class EventParser {
    private rest = "";
    private data: string[] = [];
    private hasReturn = false;

    feed(piece: string): FeedEvent[] {
        const events: FeedEvent[] = [];
        // A line feed right after a carriage return that ended the last piece belongs to it.
        let text = this.hasReturn && piece.startsWith("\n") ? piece.slice(1) : piece;
        this.hasReturn = piece.endsWith("\r");
        text = this.rest + text;
        const lines = text.split(/\r\n|\n|\r/);
        this.rest = lines.pop() ?? "";
        for (const line of lines) {
            const event = this.line(line);
            if (event) events.push(event);
        }
        // A box of ours never sends such a line; somebody else's server shall not fill the memory.
        if (this.rest.length > 65_536) this.rest = "";
        return events;
    }

    private line(line: string): FeedEvent | null {
        if (line !== "") {
            if (line.startsWith("data:") && this.data.length < 64) this.data.push(line.slice(line[5] === " " ? 6 : 5));
            return null;
        }
        const text = this.data.join("\n");
        this.data = [];
        if (text === "") return null;
        try {
            const event = JSON.parse(text) as Partial<FeedEvent> | null;
            return typeof event?.topic === "string" ? { topic: event.topic, name: String(event.name ?? "") } : null;
        } catch {
            return null;
        }
    }
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
/// A stream that says nothing at all for so long, not even that it lives, is taken for dead.
const SILENCE_MS = 60_000;

/// The pause before attempt n (from 0), before a random part is taken off so that many phones do not return as one.
export function pauseBefore(attempt: number): number {
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10));
}

export interface FeedListener {
    onEvent(event: FeedEvent): void;
    /// Open; what happened before is unknown.
    onOpen(): void;
    onLost(): void;
    /// The token is not good any more.
    onUnpaired(): void;
}

export class EventFeed {
    private watch: AbortController | null = null;
    private wake: (() => void) | null = null;

    constructor(private readonly listener: FeedListener) {}

    start(topics: string, token: string) {
        this.stop();
        const watch = new AbortController();
        this.watch = watch;
        void this.run(`/api/stream/events?topics=${encodeURIComponent(topics)}`, token, watch.signal);
    }

    stop() {
        this.watch?.abort();
        this.watch = null;
        this.wake?.();
    }

    /// Try now, not after the pause: the page came to the front, or the network is back.
    hurry() {
        this.wake?.();
    }

    private async run(address: string, token: string, stopped: AbortSignal) {
        for (let attempt = 0; !stopped.aborted; attempt += 1) {
            const end = await this.follow(address, token, stopped);
            if (stopped.aborted) return;
            if (end === "unpaired") return this.listener.onUnpaired();
            this.listener.onLost();
            if (end === "was-open") attempt = 0;
            const pause = pauseBefore(attempt) * (0.5 + Math.random() / 2);
            await new Promise<void>((resolve) => {
                const timer = setTimeout(resolve, pause);
                this.wake = () => {
                    clearTimeout(timer);
                    resolve();
                };
            });
            this.wake = null;
        }
    }

    private async follow(address: string, token: string,
        stopped: AbortSignal): Promise<"unpaired" | "was-open" | "closed"> {
        const connection = new AbortController();
        const end = () => connection.abort();
        stopped.addEventListener("abort", end);
        let timer = setTimeout(end, SILENCE_MS);
        let isOpen = false;
        try {
            const answer = await fetch(address, { headers: { Accept: "text/event-stream",
                Authorization: `Bearer ${token}` },
                cache: "no-store", credentials: "omit", redirect: "error", signal: connection.signal });
            if (answer.status === 401) return "unpaired";
            const type = answer.headers.get("Content-Type") ?? "";
            if (!answer.ok || !answer.body || !type.startsWith("text/event-stream")) return "closed";
            isOpen = true;
            this.listener.onOpen();
            const reader = answer.body.getReader();
            const decoder = new TextDecoder();
            const parser = new EventParser();
            for (;;) {
                const { done, value } = await reader.read();
                if (done) return "was-open";
                clearTimeout(timer);
                timer = setTimeout(end, SILENCE_MS);
                for (const event of parser.feed(decoder.decode(value, { stream: true }))) this.listener.onEvent(event);
            }
        } catch {
            return isOpen ? "was-open" : "closed";
        } finally {
            clearTimeout(timer);
            stopped.removeEventListener("abort", end);
            connection.abort();
        }
    }
}
