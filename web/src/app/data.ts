// Data on a screen:
//
//     const { data, error, isLoading, reload } = useData("GET /api/albums/{id}", { path: { id } });
//
// `data` stays while it is fetched anew (first visit: undefined). The event stream makes it stale by topic (topics.ts).
// Writes: `const save = useAction((draft: AlbumDraft) => api.call("POST /api/albums", { body: draft }))`,
// then `save.run(draft)`, `save.busy`, `save.error`. To show a change at once: `const back = change(now => …)`, then
// `back()` if the box refuses. Lists: `usePages("GET /api/tracks", { query })` with `more()`.
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { ApiError, addressOf } from "./api";
import type { Answer, Input, OperationName } from "./api";
import { useServices } from "./services";
import { topicsOf } from "./topics";

export interface DataOptions {
    /// Nothing is fetched while true.
    skip?: boolean;
    /// Topics instead of those that follow from the address.
    topics?: readonly string[];
    /// An answer younger than this is not fetched again on arrival. Default 10 s: events make it stale anyway.
    freshMs?: number;
    /// Fetch again every so often: for what the event stream does not tell.
    everyMs?: number;
}

export interface Data<T> {
    data: T | undefined;
    error: unknown;
    /// Nothing to show yet.
    isLoading: boolean;
    /// Shown, and being fetched anew.
    isRefreshing: boolean;
    reload: () => Promise<void>;
    /// Shows a change at once; the answer takes it back.
    change: (update: (now: T) => T) => () => void;
}

type Reading = Extract<OperationName, `GET ${string}`>;

export function useData<O extends Reading>(operation: O, input: Input<O>, options: DataOptions = {}): Data<Answer<O>> {
    const { api, cache, events } = useServices();
    const { path, query } = input as { path?: Record<string, unknown>; query?: Record<string, unknown> };
    const key = addressOf(operation, path, query);
    const { skip = false, freshMs = 10_000, everyMs, topics } = options;
    const topicText = (topics ?? topicsOf(key)).join(",");
    const watch = useCallback((onChange: () => void) => (skip ? () => undefined : cache.watch(key, onChange)),
        [cache, key, skip]);
    const entry = useSyncExternalStore(watch, () => cache.read(key));
    const latest = useRef(input);
    latest.current = input;
    useEffect(() => {
        if (skip) return undefined;
        void cache.ensure(key, () => api.call(operation, latest.current), topicText ? topicText.split(",") : [],
            freshMs);
        events.follow(cache.topics());
        const timer = everyMs ? setInterval(() => void cache.load(key), everyMs) : undefined;
        return () => {
            clearInterval(timer);
            events.follow(cache.topics());
        };
    }, [api, cache, events, key, operation, skip, freshMs, everyMs, topicText]);
    const reload = useCallback(() => cache.load(key), [cache, key]);
    const change = useCallback((update: (now: Answer<O>) => Answer<O>) => cache.change(key, update), [cache, key]);
    const data = skip ? undefined : entry.data as Answer<O> | undefined;
    return useMemo(() => ({
        data, error: data === undefined ? entry.error : undefined, isLoading: !skip && data === undefined && !entry.error,
        isRefreshing: data !== undefined && entry.isLoading, reload, change,
    }), [data, entry.error, entry.isLoading, reload, change, skip]);
}

type Paged = { [O in Reading]: Answer<O> extends { items: unknown[]; nextCursor: string | null } ? O : never }[Reading];
type ItemOf<O extends Paged> = Answer<O> extends { items: (infer I)[] } ? I : never;

export interface Pages<I> {
    items: I[] | undefined;
    error: unknown;
    isLoading: boolean;
    hasMore: boolean;
    more: () => Promise<void>;
    reload: () => Promise<void>;
}

/// A long list, page by page. The first page lives in the cache; the rest is fetched on demand and dropped when it
/// changes.
export function usePages<O extends Paged>(operation: O, input: Input<O>, options: DataOptions = {}): Pages<ItemOf<O>> {
    const { api } = useServices();
    const first = useData(operation, input, options);
    const firstPage = first.data as { items: ItemOf<O>[]; nextCursor: string | null } | undefined;
    const [rest, setRest] = useState<{ of: unknown; items: ItemOf<O>[]; cursor: string | null } | null>(null);
    const [failed, setFailed] = useState<unknown>(undefined);
    const isMine = rest !== null && rest.of === firstPage;
    const cursor = isMine ? rest.cursor : firstPage?.nextCursor ?? null;
    const more = async () => {
        if (!cursor) return;
        try {
            const given = input as { query?: object };
            const page = await api.call(operation,
                { ...input, query: { ...given.query,
                cursor } } as Input<O>) as unknown as NonNullable<typeof firstPage>;
            setRest({ of: firstPage, items: [...(isMine ? rest.items : []), ...page.items], cursor: page.nextCursor });
            setFailed(undefined);
        } catch (error) {
            setFailed(error);
        }
    };
    return {
        items: firstPage && [...firstPage.items, ...(isMine ? rest.items : [])], error: first.error ?? failed,
        isLoading: first.isLoading, hasMore: cursor !== null, more, reload: first.reload,
    };
}

export interface Action<A extends unknown[], R> {
    /// Answers with what the work answered, or undefined when it failed; `error` then says why.
    run: (...args: A) => Promise<R | undefined>;
    busy: boolean;
    error: unknown;
    clear: () => void;
}

export function useAction<A extends unknown[], R>(work: (...args: A) => Promise<R>): Action<A, R> {
    const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: undefined });
    const latest = useRef(work);
    latest.current = work;
    const alive = useRef(true);
    useEffect(() => {
        alive.current = true;
        return () => {
            alive.current = false;
        };
    }, []);
    const run = useCallback(async (...args: A) => {
        setState({ busy: true, error: undefined });
        try {
            const result = await latest.current(...args);
            if (alive.current) setState({ busy: false, error: undefined });
            return result;
        } catch (error) {
            const isCancelled = error instanceof ApiError && error.kind === "cancelled";
            if (alive.current) setState({ busy: false, error: isCancelled ? undefined : error });
            return undefined;
        }
    }, []);
    const clear = useCallback(() => setState({ busy: false, error: undefined }), []);
    return { run, clear, ...state };
}

/// Marks answers stale after a write that no event tells about, by the beginning of their address.
export function useInvalidate() {
    const { cache } = useServices();
    return useCallback((...prefixes: string[]) => cache.invalidate((key) => prefixes.some((prefix) => key.startsWith(prefix))), [cache]);
}
