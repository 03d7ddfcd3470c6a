// What was fetched, by address. Everybody who shows the same address shares one fetch and one answer; a stale answer is
// shown while a fresh one is on its way; a change may be shown before the box confirms it, and is taken back if it
// refuses.

export interface Entry<T = unknown> {
    data: T | undefined;
    error: unknown;
    isLoading: boolean;
    /// When the answer came, in milliseconds; 0 for stale.
    at: number;
    topics: readonly string[];
}

type Loader = () => Promise<unknown>;

interface Slot extends Entry {
    loader: Loader | null;
    running: Promise<void> | null;
    /// Grows with each fetch and each change; an answer to an older question is dropped.
    turn: number;
    watchers: Set<() => void>;
}

const EMPTY: Entry = { data: undefined, error: undefined, isLoading: false, at: 0, topics: [] };
const MOST_IDLE = 200;

export class Cache {
    private slots = new Map<string, Slot>();
    private shown = new Map<string, Entry>();

    constructor(private readonly clock: () => number = Date.now) {}

    /// A stable snapshot for React.
    read(key: string): Entry {
        return this.shown.get(key) ?? EMPTY;
    }

    watch(key: string, onChange: () => void): () => void {
        const slot = this.slot(key);
        slot.watchers.add(onChange);
        return () => {
            slot.watchers.delete(onChange);
            this.tidy();
        };
    }

    /// Fetches unless a fresh enough answer is there or on its way.
    async ensure(key: string, loader: Loader, topics: readonly string[], freshMs: number): Promise<void> {
        const slot = this.slot(key);
        slot.loader = loader;
        slot.topics = topics;
        const fresh = slot.data !== undefined && slot.at > 0 && this.clock() - slot.at < freshMs;
        if (!fresh) await this.load(key);
    }

    /// Fetches anew; joins a fetch that runs already.
    load(key: string): Promise<void> {
        const slot = this.slot(key);
        if (slot.running) return slot.running;
        const { loader } = slot;
        if (!loader) return Promise.resolve();
        slot.turn += 1;
        const { turn } = slot;
        slot.isLoading = true;
        this.publish(key, slot);
        const finish = (change: Partial<Entry>) => {
            slot.running = null;
            if (slot.turn !== turn) return;
            Object.assign(slot, change, { isLoading: false });
            this.publish(key, slot);
        };
        slot.running = loader().then(
            (data) => finish({ data, error: undefined, at: this.clock() }),
            (error: unknown) => finish({ error }));
        return slot.running;
    }

    /// Shows a change at once; answers with a way to take it back.
    change<T>(key: string, update: (now: T) => T): () => void {
        const slot = this.slots.get(key);
        if (!slot || slot.data === undefined) return () => undefined;
        const before = slot.data;
        this.drop(slot);
        slot.data = update(before as T);
        const { turn } = slot;
        this.publish(key, slot);
        return () => {
            if (slot.turn !== turn) return;
            slot.data = before;
            this.publish(key, slot);
        };
    }

    /// Puts in an answer that came by another way, such as the answer to a write.
    put(key: string, data: unknown) {
        const slot = this.slot(key);
        this.drop(slot);
        Object.assign(slot, { data, error: undefined, at: this.clock(), isLoading: false });
        this.publish(key, slot);
    }

    /// Marks answers as stale and fetches those that are on a screen.
    invalidate(matches: (key: string, topics: readonly string[]) => boolean) {
        for (const [key, slot] of this.slots) {
            if (!matches(key, slot.topics)) continue;
            slot.at = 0;
            if (slot.watchers.size === 0) continue;
            // A fetch that began before the change may carry the old state: ask again when it is through.
            if (slot.running) void slot.running.then(() => this.load(key));
            else void this.load(key);
        }
    }

    /// Another person signed in: nothing of the one before may be shown.
    clear() {
        for (const [key, slot] of this.slots) {
            this.drop(slot);
            Object.assign(slot, { data: undefined, error: undefined, at: 0, isLoading: false });
            this.publish(key, slot);
            if (slot.watchers.size > 0) void this.load(key);
        }
    }

    /// Topics of everything that is on a screen now.
    topics(): string[] {
        const all = [...this.slots.values()].filter((slot) => slot.watchers.size > 0).flatMap((slot) => slot.topics);
        return [...new Set(all)].sort();
    }

    private drop(slot: Slot) {
        slot.turn += 1;
        slot.running = null;
    }

    private slot(key: string): Slot {
        let slot = this.slots.get(key);
        if (!slot) {
            slot = { ...EMPTY, loader: null, running: null, turn: 0, watchers: new Set() };
            this.slots.set(key, slot);
        }
        return slot;
    }

    private publish(key: string, slot: Slot) {
        const { data, error, isLoading, at, topics } = slot;
        this.shown.set(key, { data, error, isLoading, at, topics });
        for (const watcher of [...slot.watchers]) watcher();
    }

    private tidy() {
        if (this.slots.size <= MOST_IDLE) return;
        for (const [key, slot] of this.slots) {
            if (slot.watchers.size > 0 || slot.running) continue;
            this.slots.delete(key);
            this.shown.delete(key);
            if (this.slots.size <= MOST_IDLE) return;
        }
    }
}
