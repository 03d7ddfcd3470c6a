// Questions that are asked before the application has arrived. Each answer is taken once, by the first call that would
// have asked the same; a question nobody takes up costs one small answer.
import { HOME_ADDRESSES, POSTER_SIZES, posterSources } from "../features/catalog/homeAddresses";

declare global {
    interface Window {
        /// Answers on their way, by address.
        early?: Record<string, Promise<Response>>;
    }
}

const ALWAYS = ["/api/box", "/api/session"];

export function askEarly(path: string) {
    const wanted = path === "/" ? [...ALWAYS, ...HOME_ADDRESSES] : ALWAYS;
    window.early = {};
    for (const address of wanted) {
        const answer = fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin",
            cache: "no-cache" });
        // Whoever takes it sees the failure; until then it is not an unhandled one.
        answer.catch(() => undefined);
        window.early[address] = answer;
    }
    const shows = window.early[HOME_ADDRESSES[0] ?? ""];
    if (shows) void shows.then((answer) => answer.clone().json()).then(fetchPoster).catch(() => undefined);
}

/// The picture of the next show is the largest thing on the front page: it need not wait for the application.
function fetchPoster({ items }: { items?: { poster?: string | null }[] }) {
    const poster = items?.[0]?.poster;
    if (!poster) return;
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "image", imageSrcset: posterSources(poster), imageSizes: POSTER_SIZES,
        fetchPriority: "high" });
    document.head.append(link);
}

/// The early answer to a question, if there is one; gone afterwards.
export function takeEarly(address: string): Promise<Response> | undefined {
    const answer = typeof window === "undefined" ? undefined : window.early?.[address];
    if (answer) delete window.early?.[address];
    return answer;
}
