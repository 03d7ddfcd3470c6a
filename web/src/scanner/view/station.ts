// The page a door works on: which show, the camera's window, how many are inside, and three tools within a thumb's
// reach.
import type { DoorState, Headcount } from "../contract";
import { t } from "../strings";
import { clockTime, count } from "../times";
import { button, fill, h } from "./dom";

export interface StationParts {
    finder: HTMLElement;
    answer: HTMLElement;
    recent: HTMLElement;
}

export interface StationTools {
    onType: () => void;
    onRecent: () => void;
    onChecks: () => void;
}

export class StationView {
    private readonly title = h("h1", { class: "head-title" });
    private readonly place = h("p", { class: "head-place" });
    private readonly banner = h("p", { class: "station-banner", role: "status", hidden: true });
    private readonly inside = h("span", { class: "count-number" }, "–");
    private readonly words = h("span", { class: "count-words" });
    private readonly level = h("span", { class: "count-level" });
    private readonly full = h("span", { class: "count-full", hidden: true }, t.head.full);
    private readonly said = h("p", { class: "sr", role: "status", "aria-live": "assertive" });
    private readonly behind: HTMLElement;
    readonly element: HTMLElement;

    constructor(private readonly parts: StationParts, tools: StationTools) {
        const bar = h("nav", { class: "bar", "aria-label": t.bar.label },
            button(t.bar.type, tools.onType, { icon: "keyboard", look: "bar-button" }),
            button(t.bar.recent, tools.onRecent, { icon: "list", look: "bar-button bar-recent" }),
            button(t.bar.checks, tools.onChecks, { icon: "pulse", look: "bar-button" }));
        const counter = h("section", { class: "count", "aria-label": t.head.countLabel },
            h("p", { class: "count-line" }, this.inside, this.words, this.full),
            h("span", { class: "count-track", "aria-hidden": "true" }, this.level));
        const side = h("section", { class: "side", "aria-label": t.recent.title },
            h("h2", { class: "side-title" }, t.recent.title), parts.recent);
        this.behind = h("main", { class: "station" }, h("header", { class: "head" }, this.title, this.place),
            this.banner, parts.finder, counter, side, bar);
        this.element = h("div", { class: "page-door" }, this.behind, parts.answer, this.said);
    }

    /// The list of scans lies beside the camera where there is room; on a phone it comes in a sheet, and goes back
    /// after.
    returnRecent() {
        this.element.querySelector(".side")?.append(this.parts.recent);
    }

    loading() {
        fill(this.title, h("span", { class: "skeleton head-skeleton" }));
        this.title.setAttribute("aria-label", t.loading);
        fill(this.place, t.loading);
    }

    /// Without an answer of the box so far: nothing can be done but wait.
    away() {
        this.title.removeAttribute("aria-label");
        fill(this.title, t.away.title);
        fill(this.place, t.away.text);
    }

    render(state: DoorState, now: Date) {
        this.title.removeAttribute("aria-label");
        fill(this.title, state.show.title);
        const start = t.head.showOf(clockTime(state.show.startsAt, state.timeZone, now));
        fill(this.place, h("strong", {}, state.door), ` · ${state.device.name} · ${start}`);
        document.title = `${state.door} · ${state.show.title}`;
    }

    headcount({ inside, sold, capacity }: Headcount) {
        fill(this.inside, count(inside));
        fill(this.words, h("span", { class: "count-name" }, t.head.inside),
            ` ${t.head.sold(count(sold))} · ${t.head.room(count(capacity))}`);
        const part = capacity > 0 ? Math.min(1, inside / capacity) : 0;
        this.level.style.setProperty("--part", String(part));
        this.full.hidden = capacity === 0 || inside < capacity;
    }

    warn(words: string | null) {
        this.banner.hidden = words === null;
        fill(this.banner, words);
    }

    /// Spoken by a screen reader at once; the same words twice are spoken twice.
    say(words: string) {
        fill(this.said, h("span", {}, words));
    }

    /// While an answer fills the screen nothing behind it can be reached, except the camera's small picture.
    setAnswered(isAnswered: boolean) {
        this.element.classList.toggle("is-answered", isAnswered);
        this.behind.toggleAttribute("inert", isAnswered);
    }
}
