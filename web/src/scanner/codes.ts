// What a text from a camera, a scanner or a person means.
import { LONGEST_CODE } from "./admission";

/// "ticket": to be asked. "pairing": the link that pairs a device. "foreign": too long or unprintable, never a ticket.
export type Meaning =
    | { kind: "ticket"; code: string }
    | { kind: "pairing"; token: string }
    | { kind: "foreign" | "empty" };

const LONGEST_TOKEN = 200;

/// The token in `#pair=TOKEN`, or null.
export function pairingToken(fragment: string): string | null {
    const token = /#pair=([A-Za-z0-9_.~-]+)$/.exec(fragment)?.[1];
    return token && token.length <= LONGEST_TOKEN ? token : null;
}

export function meaningOf(text: string): Meaning {
    const code = text.trim();
    if (code === "") return { kind: "empty" };
    const token = /^https?:\/\/[^/]+\/door\/?#/.test(code) ? pairingToken(code) : null;
    if (token) return { kind: "pairing", token };
    if (code.length > LONGEST_CODE || /[\u0000-\u001f\u007f]/.test(code)) return { kind: "foreign" };
    return { kind: "ticket", code };
}

/// A code of eight characters as typed, without spaces and hyphens; null while it is not complete. Letters that look
/// like figures are taken as such by the box.
export function pairingCode(typed: string): string | null {
    const code = typed.replace(/[\s-]/g, "").toUpperCase();
    return /^[0-9A-Z]{8}$/.test(code) ? code : null;
}

/// Ticket numbers have ten characters, often printed in two groups.
export function ticketNumber(typed: string): string | null {
    const number = typed.replace(/[\s-]/g, "");
    return /^[0-9A-Za-z]{10}$/.test(number) && /[0-9]/.test(number) ? number : null;
}
