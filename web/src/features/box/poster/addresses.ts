// Which addresses a poster may bear. Guests have not told their phones to trust the box, so the plain form of an address
// comes first wherever it is known; names come before numbers, because a number may be another one tomorrow.
import { isNumber } from "../trust/systems";

export interface PosterAddress {
    url: string;
    host: string;
    isName: boolean;
    isPlain: boolean;
}

/// The plain form of a secure address: on the standard port, or on the port that this page came by. Null where nobody
/// knows the port.
export function plainForm(url: string, here: { protocol: string; port: string }): string | null {
    const parsed = new URL(url);
    if (parsed.protocol === "http:") return parsed.href;
    if (here.protocol === "http:") return `http://${parsed.hostname}${here.port ? `:${here.port}` : ""}/`;
    return parsed.port === "" ? `http://${parsed.hostname}/` : null;
}

export function posterAddresses(urls: readonly string[], here: { protocol: string; port: string }): PosterAddress[] {
    const found = new Map<string, PosterAddress>();
    for (const url of urls) {
        const plain = plainForm(url, here);
        for (const form of plain && plain !== url ? [plain, url] : [url]) {
            const { hostname, protocol } = new URL(form);
            found.set(form, { url: form, host: hostname, isName: !isNumber(hostname), isPlain: protocol === "http:" });
        }
    }
    const weight = (one: PosterAddress) => (one.isPlain ? 0 : 2) + (one.isName ? 0 : 1);
    return [...found.values()].sort((a, b) => weight(a) - weight(b));
}

/// An address as it is read out: without what every browser adds by itself.
export function spoken(url: string): string {
    return url.replace(/^http:\/\//, "").replace(/\/$/, "");
}

export function joinPath(base: string, path: string): string {
    return `${base.replace(/\/+$/, "")}${path}`;
}
