// The last ten scans of this device, newest first, each with its shape, and an undo where the box allows one.
import { wordOf } from "../answers";
import type { Scan } from "../contract";
import { t } from "../strings";
import { clockTime } from "../times";
import { fill, h, shape } from "./dom";

export interface RecentActions {
    onUndo: (scan: Scan) => Promise<string | null>;
}

export class RecentView {
    readonly element = h("div", { class: "recent" });

    constructor(private readonly actions: RecentActions) {}

    render(scans: readonly Scan[], zone: string, now: Date) {
        if (scans.length === 0) {
            fill(this.element, h("p", { class: "recent-none" }, t.recent.none),
                h("p", { class: "quiet" }, t.recent.noneText));
            return;
        }
        fill(this.element, h("ol", { class: "recent-list" }, ...scans.map((scan) => this.row(scan, zone, now))));
    }

    private row(scan: Scan, zone: string, now: Date): HTMLElement {
        const who = scan.ticket ? [scan.ticket.holder, scan.ticket.typeName].filter(Boolean).join(" · ")
            || scan.ticket.number : scan.sentence;
        const note = h("p", { class: "recent-note", role: "alert" });
        const undo = scan.canUndo && h("button",
            { type: "button", class: "button", "aria-label": t.recent.undoOf(who), onclick: () => {
            note.textContent = t.answer.undoing;
            void this.actions.onUndo(scan).then((sentence) => {
                note.textContent = sentence ?? "";
            });
        } }, t.recent.undo);
        return h("li", { class: `recent-row tone-${scan.tone}` }, shape(scan.tone, false),
            h("div", { class: "recent-words" }, h("p", {},
                h("span", { class: "recent-time" }, clockTime(scan.at, zone, now)), " ",
                h("strong", {}, wordOf(scan))), h("p", { class: "recent-who" }, who), note),
            undo);
    }
}
