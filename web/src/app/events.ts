// The event stream of the box: says that something changed, never what. One connection per tab, for the topics that are
// on the screen now; it opens again by itself, and after a gap everything shown is fetched anew.

export interface StageEvent {
    seq: number;
    topic: string;
    name: string;
}

export interface EventsListener {
    onEvent(event: StageEvent): void;
    /// The stream is open (again): what happened meanwhile is unknown.
    onOpen(): void;
    onLost(): void;
}

/// What the box allows in one stream.
const MOST_TOPICS = 32;
const SETTLE_MS = 150;
const REOPEN_MS = 3_000;

/// The event in a message, or null for text that is none.
export function parseEvent(text: string): StageEvent | null {
    try {
        const event = JSON.parse(text) as Partial<StageEvent>;
        return typeof event.topic === "string" && typeof event.name === "string"
            ? { seq: Number(event.seq ?? 0), topic: event.topic, name: event.name } : null;
    } catch {
        return null;
    }
}

export class EventStream {
    private source: EventSource | null = null;
    private wanted = "";
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(private readonly listener: EventsListener) {}

    /// Follows these topics from now on; an unchanged set costs nothing.
    follow(topics: readonly string[]) {
        const wanted = topics.slice(0, MOST_TOPICS).join(",");
        if (wanted === this.wanted) return;
        this.wanted = wanted;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.open(), SETTLE_MS);
    }

    private open() {
        this.source?.close();
        this.source = null;
        if (this.wanted === "") return;
        const source = new EventSource(`/api/stream/events?topics=${encodeURIComponent(this.wanted)}`);
        this.source = source;
        let isFirst = true;
        source.onopen = () => {
            if (!isFirst) this.listener.onOpen();
            isFirst = false;
        };
        source.onmessage = (message: MessageEvent<string>) => {
            const event = parseEvent(message.data);
            if (event) this.listener.onEvent(event);
        };
        // The box cannot tell any more what was missed.
        source.addEventListener("refetch", () => this.listener.onOpen());
        source.onerror = () => {
            this.listener.onLost();
            if (source.readyState !== EventSource.CLOSED) return;
            // The browser gives up after a refusal (such as 503 while the box starts): we do not.
            clearTimeout(this.timer);
            this.timer = setTimeout(() => {
                this.open();
                this.listener.onOpen();
            }, REOPEN_MS);
        };
    }
}
