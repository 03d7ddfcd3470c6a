// Keeps the house itself for when the box cannot be reached: the page, its scripts, its fonts. Data is never kept here:
// what a screen shows comes from the box, or says that it does not. Pages of their own (the door) look after
// themselves.
export {};

declare const KEEP: readonly string[];
declare const VERSION: string;

interface WorkerScope {
    addEventListener(type: "install" | "activate",
        listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
    addEventListener(type: "fetch", listener: (event: { request: Request;
        respondWith(answer: Promise<Response>): void }) => void): void;
    skipWaiting(): Promise<void>;
    clients: { claim(): Promise<void> };
}

const scope = self as unknown as WorkerScope;
const NAME = `stagebox-${VERSION}`;
const PICTURES = "stagebox-pictures";
const MOST_PICTURES = 300;
const PATIENCE_MS = 4_000;

scope.addEventListener("install", (event) => event.waitUntil(
    caches.open(NAME).then((cache) => cache.addAll([...KEEP])).then(() => scope.skipWaiting())));

scope.addEventListener("activate", (event) => event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("stagebox-") && name !== NAME
        && name !== PICTURES)
        .map((name) => caches.delete(name)))).then(() => scope.clients.claim())));

scope.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (url.pathname.startsWith("/assets/")) event.respondWith(kept(request));
    else if (url.pathname.startsWith("/api/images/")) event.respondWith(picture(request));
    else if (request.mode === "navigate" && !/^\/(?:api|door)\b/.test(url.pathname)) event.respondWith(page(request));
});

/// Hashed names never change.
async function kept(request: Request): Promise<Response> {
    return await caches.match(request) ?? fetch(request);
}

/// Pictures have the address of their content: what is here is right.
async function picture(request: Request): Promise<Response> {
    const cache = await caches.open(PICTURES);
    const known = await cache.match(request);
    if (known) return known;
    const answer = await fetch(request);
    if (answer.ok) {
        await cache.put(request, answer.clone());
        const keys = await cache.keys();
        if (keys.length > MOST_PICTURES) await Promise.all(keys.slice(0,
            keys.length - MOST_PICTURES).map((key) => cache.delete(key)));
    }
    return answer;
}

/// The page from the box; the kept one when the box does not answer in time. Both lead to the same scripts.
async function page(request: Request): Promise<Response> {
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
    const fresh = fetch(request).catch(() => null);
    const answer = await Promise.race([fresh, late]);
    if (answer) return answer;
    return await caches.match("/") ?? await fresh ?? Response.error();
}
