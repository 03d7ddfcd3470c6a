// USB and Bluetooth scanners type: a burst of keys faster than any hand, closed by Enter. They work anywhere on the
// page, even with the cursor in a field; a person typing is left alone.

/// Bluetooth scanners type slowly and with hiccups; people do not reach this mean over a whole code.
const SLOWEST_KEY_MS = 150;
const MEAN_KEY_MS = 60;
const SHORTEST_CODE = 6;
const LONGEST_BURST = 400;

export interface Key {
    key: string;
    at: number;
    isModified: boolean;
}

/// "key": part of a burst or of somebody's typing; the first of its kind after a pause. "code": a scanner finished.
export type Stroke = { kind: "key"; isBurst: boolean; isFirst: boolean } | { kind: "code"; code: string };

/// Tells bursts from typing, key by key.
export class BurstReader {
    private text = "";
    private startedAt = 0;
    private lastAt = 0;

    press({ key, at, isModified }: Key): Stroke {
        if (isModified || (key.length !== 1 && key !== "Enter" && key !== "Tab")) {
            // Shift alone belongs to a capital letter of the burst.
            if (key !== "Shift") this.text = "";
            return { kind: "key", isBurst: false, isFirst: false };
        }
        const isLate = at - this.lastAt > SLOWEST_KEY_MS;
        if (key === "Enter" || key === "Tab") {
            const code = this.text;
            const isFast = !isLate && this.isFast;
            this.text = "";
            return isFast && code.length >= SHORTEST_CODE ? { kind: "code", code }
                : { kind: "key", isBurst: false, isFirst: false };
        }
        if (isLate || this.text.length >= LONGEST_BURST) this.text = "";
        const isFirst = this.text === "";
        if (isFirst) this.startedAt = at;
        this.text += key;
        this.lastAt = at;
        return { kind: "key", isBurst: this.text.length >= 3 && this.isFast, isFirst };
    }

    private get isFast(): boolean {
        return this.lastAt - this.startedAt <= MEAN_KEY_MS * Math.max(1, this.text.length - 1);
    }
}

/// Listens on the whole page. A burst's keys press no button and its Enter sends no form; what it left in a field is
/// taken out again.
export function listenForScanner(onCode: (code: string) => void): () => void {
    const reader = new BurstReader();
    let field: HTMLInputElement | null = null;
    let before = "";
    const listen = (event: KeyboardEvent) => {
        const stroke = reader.press({ key: event.key, at: event.timeStamp,
            isModified: event.ctrlKey || event.altKey || event.metaKey });
        const target = event.target instanceof HTMLInputElement ? event.target : null;
        if (stroke.kind === "code") {
            event.preventDefault();
            event.stopImmediatePropagation();
            if (field && field === target) {
                field.value = before;
                field.dispatchEvent(new Event("input", { bubbles: true }));
            }
            onCode(stroke.code);
        } else if (stroke.isFirst) {
            field = target;
            before = target?.value ?? "";
        } else if (stroke.isBurst && !target) {
            event.preventDefault();
        }
    };
    window.addEventListener("keydown", listen, true);
    return () => window.removeEventListener("keydown", listen, true);
}
