// What the page keeps on the device: the pairing and two wishes. Where storage is refused, they last as long as the
// page.
import type { Device } from "./contract";

export interface Pairing {
    token: string;
    device: Device;
}

export interface Wishes {
    theme: "dark" | "light";
    isSoundOn: boolean;
}

const PAIRING = "stagebox.door";
const WISHES = "stagebox.door.wishes";

function read(key: string): unknown {
    try {
        return JSON.parse(localStorage.getItem(key) ?? "null") as unknown;
    } catch {
        return null;
    }
}

/// False where nothing can be kept.
function write(key: string, value: unknown): boolean {
    try {
        if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify(value));
        return true;
    } catch {
        return false;
    }
}

export function readPairing(): Pairing | null {
    const kept = read(PAIRING) as Partial<Pairing> | null;
    return kept && typeof kept.token === "string" && kept.token !== "" && typeof kept.device?.showId === "string"
        ? { token: kept.token, device: kept.device } : null;
}

export const keepPairing = (pairing: Pairing | null) => write(PAIRING, pairing);

export function readWishes(): Wishes {
    const kept = read(WISHES) as Partial<Wishes> | null;
    return { theme: kept?.theme === "light" ? "light" : "dark", isSoundOn: kept?.isSoundOn !== false };
}

export const keepWishes = (wishes: Wishes) => write(WISHES, wishes);
