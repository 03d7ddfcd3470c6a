// Which system somebody holds, and by which address the box can be probed from here.

export type System = "ios" | "android" | "mac" | "windows" | "linux" | "firefox";

export const SYSTEMS: readonly System[] = ["ios", "android", "mac", "windows", "linux", "firefox"];

/// By the browser's name for itself. An iPad calls itself a Mac, but has fingers on it. Firefox keeps authorities of its
/// own on a desk; on phones the system's count.
export function systemOf(agent: string, touchPoints: number): System {
    if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1)) return "ios";
    if (/Android/.test(agent)) return "android";
    if (/Firefox\//.test(agent)) return "firefox";
    if (/Macintosh|Mac OS X/.test(agent)) return "mac";
    return /Windows/.test(agent) ? "windows" : "linux";
}

/// What the policy of these pages lets a page ask: its own address, and the secure form of it where both have their
/// standard ports (CSP level 3, 'self' matches an upgrade).
export function canProbe(here: string, secure: string): boolean {
    try {
        const [from, to] = [new URL(here), new URL(secure)];
        return from.protocol === "http:" && to.protocol === "https:" && from.hostname === to.hostname
            && from.port === "" && to.port === "";
    } catch {
        return false;
    }
}

/// Whether a host is a number: browsers keep no passkeys for numbers.
export function isNumber(host: string): boolean {
    return /^\d+(\.\d+){3}$/.test(host) || host.startsWith("[");
}

/// The secure address of the page itself.
export function secureTrustPage(secureUrl: string): string {
    return `${secureUrl.replace(/\/+$/, "")}/trust`;
}
