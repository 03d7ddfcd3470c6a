// What an answer says, before it is drawn: its word, and the words a screen reader speaks.
import type { Scan } from "./contract";
import { t } from "./strings";
import { clockTime } from "./times";

/// What is shown. A scan is the box's decision; everything else is no decision, and never green.
export type AnswerContent =
    | { kind: "scan"; scan: Scan }
    | { kind: "unsent"; sentence: string; onAgain: () => void }
    | { kind: "notice"; word: string; sentence: string; shape: "stop" | "unsent" };

/// The word that fills the screen. The tone decides whether anybody may pass, so no other word stands on green, and
/// "Let in" on nothing else.
export function wordOf({ outcome, tone }: Scan): string {
    return tone === "go" || outcome === "admitted" ? t.tones[tone] : t.words[outcome] ?? t.tones[tone];
}

/// What a screen reader says, in the order in which it matters.
export function spoken(content: AnswerContent, zone: string, now: Date): string {
    if (content.kind === "unsent") return `${t.answer.unsent}. ${t.tryAgain}. ${content.sentence}`;
    if (content.kind === "notice") return `${content.word}. ${content.sentence}`;
    const { scan } = content;
    const ticket = scan.ticket ? [scan.ticket.typeName, scan.ticket.holder].filter(Boolean).join(", ") : "";
    const used = scan.previous && scan.tone !== "go"
        ? t.answer.usedAt(clockTime(scan.previous.at, zone, now), scan.previous.door) : "";
    return [t.toneNames[scan.tone], wordOf(scan), ticket, used,
        scan.sentence].filter(Boolean).join(". ").replace(/\.\./g, ".");
}
