// The answer fills the screen: colour and shape and word at once, readable at arm's length; then who, and what to do.
import { wordOf } from "../answers";
import type { AnswerContent } from "../answers";
import type { Scan } from "../contract";
import { t } from "../strings";
import { clockTime, count } from "../times";
import { button, fill, h, shape } from "./dom";
import type { Shape } from "./dom";

export interface AnswerActions {
    onNext: () => void;
    /// Answers null when done, or a sentence on why not.
    onUndo: (scan: Scan) => Promise<string | null>;
}

function toneOf(content: AnswerContent): Shape {
    if (content.kind === "scan") return content.scan.tone;
    return content.kind === "notice" ? content.shape : "unsent";
}

export class AnswerView {
    readonly element = h("section", { class: "answer", role: "dialog", "aria-modal": "true", hidden: true });

    constructor(private readonly actions: AnswerActions) {}

    get isShown(): boolean {
        return !this.element.hidden;
    }

    show(content: AnswerContent, zone: string, now: Date) {
        const tone = toneOf(content);
        const word = content.kind === "scan" ? wordOf(content.scan) : content.kind === "unsent" ? t.answer.unsent
            : content.word;
        this.element.setAttribute("aria-label", word);
        this.element.className = `answer answer-${tone}`;
        // So that the word is as large as the width allows, whichever it is.
        this.element.style.setProperty("--letters", String(Math.max(5, word.length)));
        const [main, feet] = content.kind === "scan" ? this.scanParts(content.scan, zone, now)
            : this.otherParts(content);
        fill(this.element, h("div", { class: "answer-main" },
            h("div", { class: "answer-verdict" }, shape(tone, true), h("h1", { class: "answer-word" }, word)),
                ...main), feet);
        this.element.hidden = false;
        this.element.scrollTop = 0;
    }

    hide() {
        this.element.hidden = true;
        fill(this.element);
    }

    /// The way on; takes the focus, so that Enter and Space go on.
    focus() {
        this.element.querySelector<HTMLButtonElement>(".answer-next")?.focus({ preventScroll: true });
    }

    private scanParts(scan: Scan, zone: string, now: Date): [Node[], Node] {
        const main: Node[] = [];
        const { ticket, previous } = scan;
        let isSaid = false;
        if (previous && scan.tone !== "go") {
            const time = clockTime(previous.at, zone, now);
            // One sentence that only says the same again is left to the screen reader.
            isSaid = scan.sentence.includes(time) && scan.sentence.includes(previous.door)
                && !/[.] ./.test(scan.sentence);
            main.push(h("p", { class: "answer-used" }, t.answer.usedAt(time, previous.door)));
        }
        if (ticket) {
            main.push(h("p", { class: "answer-type" }, ticket.typeName));
            if (ticket.holder) main.push(h("p", { class: "answer-holder" }, ticket.holder));
        }
        if (!isSaid) main.push(h("p", { class: "answer-sentence" }, scan.sentence));
        const facts = [ticket && `${t.answer.number} ${ticket.number}`,
            previous && scan.tone !== "go" && t.answer.usedBy(previous.deviceName),
            t.answer.insideNow(count(scan.headcount.inside))].filter(Boolean).join(" · ");
        main.push(h("p", { class: "answer-facts" }, facts));
        const note = h("p", { class: "answer-note", role: "alert" });
        main.push(note);
        return [main, this.feet(scan.canUndo ? this.undoButton(scan, note) : null)];
    }

    private undoButton(scan: Scan, note: HTMLElement): HTMLButtonElement {
        const undo = button(t.answer.undo, () => {
            undo.disabled = true;
            note.textContent = t.answer.undoing;
            void this.actions.onUndo(scan).then((sentence) => {
                undo.disabled = false;
                note.textContent = sentence ?? "";
            });
        }, { icon: "undo", look: "answer-undo" });
        return undo;
    }

    private otherParts(content: Exclude<AnswerContent, { kind: "scan" }>): [Node[], Node] {
        const main = [h("p", { class: "answer-sentence answer-loud" }, content.sentence)];
        if (content.kind === "notice") return [main, this.feet(null)];
        const leave = button(t.answer.leave, this.actions.onNext, { look: "answer-undo" });
        const again = button(t.tryAgain, content.onAgain, { icon: "refresh", look: "answer-next" });
        return [main, h("div", { class: "answer-feet" }, leave, again)];
    }

    private feet(first: HTMLElement | null): HTMLElement {
        return h("div", { class: "answer-feet" }, first,
            button(t.next, this.actions.onNext, { icon: "arrow-right", look: "answer-next" }));
    }
}
