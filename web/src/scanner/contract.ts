// What the box and the scanner say to each other, as the API's document has it, and the check of the one answer on
// which a door opens: green is shown for nothing less than a whole, well-formed decision of the box.
import type { Scan } from "../app/api.gen";

export type { Box, Device, DoorState, Headcount, Paired, Scan, Ticket } from "../app/api.gen";

export type Tone = Scan["tone"];
export type Method = Scan["method"];

const TONES = new Set<unknown>(["go", "wait", "stop"]);

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null;
}

/// Whether this is a decision: a sign-in page of somebody else's Wi-Fi, for one, is not.
export function isScan(value: unknown): value is Scan {
    if (!isRecord(value)) return false;
    const { id, outcome, tone, sentence, headcount } = value;
    return typeof id === "string" && id !== "" && typeof outcome === "string" && TONES.has(tone)
        && typeof sentence === "string" && isRecord(headcount);
}
