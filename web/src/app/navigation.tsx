// Moving between pages with the History API. Plain links work: clicks on <a> are caught on the document. After a move
// the focus goes to the main part, its title is announced, and the scroll position of a page returned to is restored.
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, useTransition } from "react";
import type { ReactNode } from "react";
import { t } from "../strings";
import type { Box } from "./api.gen";
import { findRoute } from "./router";
import type { Params, Route } from "./router";
import { useServices } from "./services";

interface Place {
    path: string;
    search: string;
    hash: string;
    /// How many moves ago this tab was opened; 0 for the first page.
    moves: number;
}

interface Navigation {
    place: Place;
    params: Params;
    isMoving: boolean;
    go: (href: string, options?: { replace?: boolean }) => void;
    back: () => void;
    /// Asked before leaving; answers whether to go. Returns a way to stop asking.
    guard: (question: () => boolean | Promise<boolean>) => () => void;
    preload: (href: string) => void;
}

const Context = createContext<Navigation | null>(null);

function here(moves: number): Place {
    return { path: location.pathname, search: location.search, hash: location.hash, moves };
}

export function NavigationProvider({ routes, children }: { routes: readonly Route[]; children: ReactNode }) {
    const [place, setPlace] = useState(() => here(0));
    const [isMoving, startMove] = useTransition();
    const guards = useRef(new Set<() => boolean | Promise<boolean>>());
    const moves = useRef(0);
    const scrolls = useRef(new Map<string, number>());

    const arrive = useCallback((scrollTo: number | null) => {
        moves.current += 1;
        const next = here(moves.current);
        startMove(() => setPlace(next));
        pendingScroll.current = scrollTo;
    }, []);
    const pendingScroll = useRef<number | null>(null);

    const allowed = useCallback(async () => {
        for (const ask of [...guards.current]) if (!await ask()) return false;
        return true;
    }, []);

    const go = useCallback((href: string, options: { replace?: boolean } = {}) => {
        void allowed().then((yes) => {
            if (!yes) return;
            const url = new URL(href, location.href);
            if (url.origin !== location.origin || !findRoute(routes, url.pathname)) {
                location.assign(url);
                return;
            }
            const isSame = url.pathname === location.pathname;
            scrolls.current.set(keyNow(), scrollY);
            const state = { key: Math.random().toString(36).slice(2) };
            if (options.replace || url.href === location.href) history.replaceState(state, "", url);
            else history.pushState(state, "", url);
            arrive(isSame ? null : 0);
        });
    }, [allowed, arrive, routes]);

    useEffect(() => {
        history.scrollRestoration = "manual";
        const { href, pathname, search } = location;
        const popped = () => {
            // Only the part behind # moved: the same page, the same place on it.
            if (location.pathname === pathname && location.search === search) {
                arrive(null);
                return;
            }
            void allowed().then((yes) => {
                if (yes) arrive(scrolls.current.get(keyNow()) ?? 0);
                else history.pushState(null, "", href);
            });
        };
        addEventListener("popstate", popped);
        return () => removeEventListener("popstate", popped);
    }, [allowed, arrive, place]);

    useLinks(routes, go);

    useEffect(() => {
        if (place.moves === 0) return;
        const target = pendingScroll.current;
        if (target !== null) scrollTo(0, target);
        if (target === null) return;
        document.getElementById("main")?.focus({ preventScroll: true });
    }, [place]);

    const match = useMemo(() => findRoute(routes, place.path), [routes, place.path]);
    const value = useMemo<Navigation>(() => ({
        place, params: match?.params ?? {}, isMoving, go, back: () => (moves.current > 0 ? history.back() : go("/")),
        guard: (question) => {
            guards.current.add(question);
            return () => {
                guards.current.delete(question);
            };
        },
        preload: (href) => preload(routes, href),
    }), [place, match, isMoving, go, routes]);
    return <Context.Provider value={value}>{children}</Context.Provider>;
}

const keyNow = () => (history.state as { key?: string } | null)?.key ?? "first";

function preload(routes: readonly Route[], href: string) {
    const url = new URL(href, location.href);
    if (url.origin !== location.origin) return;
    findRoute(routes, url.pathname)?.route.load().catch(() => undefined);
}

/// Catches clicks on links into the house, and fetches a page's script when a pointer comes near its link.
function useLinks(routes: readonly Route[], go: (href: string) => void) {
    useEffect(() => {
        const linkOf = (event: Event) => {
            const link = (event.target as Element | null)?.closest?.("a[href]") as HTMLAnchorElement | null;
            if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return null;
            return findRoute(routes, link.pathname) ? link : null;
        };
        const clicked = (event: MouseEvent) => {
            if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey
                || event.altKey) return;
            const link = linkOf(event);
            if (!link || (link.hash && link.pathname === location.pathname && link.search === location.search)) return;
            event.preventDefault();
            go(link.href);
        };
        const near = (event: Event) => {
            const link = linkOf(event);
            if (link) preload(routes, link.href);
        };
        document.addEventListener("click", clicked);
        document.addEventListener("pointerover", near, { passive: true });
        document.addEventListener("focusin", near);
        return () => {
            document.removeEventListener("click", clicked);
            document.removeEventListener("pointerover", near);
            document.removeEventListener("focusin", near);
        };
    }, [routes, go]);
}

export function useNavigation(): Navigation {
    const navigation = useContext(Context);
    if (!navigation) throw new Error("useNavigation outside of the application");
    return navigation;
}

/// A parameter of the path: useParam("id") under "/albums/:id".
export function useParam(name: string): string {
    return useNavigation().params[name] ?? "";
}

/// A parameter of the query and a way to set it; it replaces the address, so Back leaves the page.
export function useQueryParam(name: string): [string, (value: string) => void] {
    const { place, go } = useNavigation();
    const value = new URLSearchParams(place.search).get(name) ?? "";
    const set = useCallback((next: string) => {
        const query = new URLSearchParams(location.search);
        if (next === "") query.delete(name);
        else query.set(name, next);
        const text = query.toString();
        go(`${location.pathname}${text ? `?${text}` : ""}${location.hash}`, { replace: true });
    }, [go, name]);
    return [value, set];
}

/// The title of the page, in the tab and to listeners.
export function useTitle(title: string | undefined) {
    const { cache } = useServices();
    const box = (cache.read("/api/box").data as Box | undefined)?.name ?? t.app.unnamed;
    useEffect(() => {
        if (title) document.title = title === box ? box : `${title} · ${box}`;
    }, [title, box]);
}

/// Asks before changes that are not saved are left behind.
export function useLeaveGuard(active: boolean, ask: () => Promise<boolean>) {
    const { guard } = useNavigation();
    const latest = useRef(ask);
    latest.current = ask;
    useEffect(() => {
        if (!active) return undefined;
        const unload = (event: BeforeUnloadEvent) => event.preventDefault();
        addEventListener("beforeunload", unload);
        const stop = guard(() => latest.current());
        return () => {
            removeEventListener("beforeunload", unload);
            stop();
        };
    }, [active, guard]);
}
