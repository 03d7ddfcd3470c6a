// Typing: a ticket's number or code is asked at once; a name is searched, and one touch asks for the ticket found.
import { ticketNumber } from "../codes";
import type { Ticket } from "../contract";
import { t } from "../strings";
import { clockTime } from "../times";
import { button, fill, h, shape } from "./dom";
import { openSheet } from "./sheet";
import type { Sheet } from "./sheet";

export interface FindActions {
    onSearch: (words: string, signal: AbortSignal) => Promise<Ticket[]>;
    onCode: (code: string) => void;
    /// A sentence for what went wrong, or null if it was only taken back.
    sentenceOf: (error: unknown) => string | null;
}

/// Names have spaces or are shorter than a ticket's code.
const isFullCode = (typed: string) => typed.length > 12 && !/\s/.test(typed);

const PAUSE_MS = 250;
const LEAST_WORDS = 2;

export function openFind(actions: FindActions, zone: string, now: () => Date, onClose: () => void): Sheet {
    let search: AbortController | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const sheet = openSheet(t.find.title, () => {
        clearTimeout(timer);
        search?.abort();
        onClose();
    });
    const input = h("input", { class: "input find-input", id: "find", type: "text", autocomplete: "off",
        autocapitalize: "none", autocorrect: "off",
        spellcheck: "false", enterkeyhint: "go", maxlength: 200, "aria-describedby": "find-hint" });
    const found = h("div", { class: "find-found", "aria-live": "polite" });
    const ask = (code: string) => {
        sheet.close();
        actions.onCode(code);
    };
    const show = (words: string, tickets: Ticket[]) => {
        if (tickets.length === 0) return fill(found, h("p", { class: "quiet" }, t.find.none(words)));
        fill(found, h("ul", { class: "find-list" }, ...tickets.map((ticket) => ticketRow(ticket, zone, now(), ask))));
    };
    const run = async (words: string) => {
        search?.abort();
        const mine = new AbortController();
        search = mine;
        if (words.length < LEAST_WORDS) return fill(found);
        if (!found.hasChildNodes()) fill(found, h("p", { class: "quiet" }, t.find.searching));
        try {
            const tickets = await actions.onSearch(words, mine.signal);
            if (!mine.signal.aborted) show(words, tickets);
        } catch (error) {
            const sentence = mine.signal.aborted ? null : actions.sentenceOf(error);
            if (sentence) fill(found, h("p", { class: "field-error", role: "alert" }, sentence));
        }
    };
    input.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => void run(input.value.trim()), PAUSE_MS);
    });
    const check = button(t.find.check, () => undefined, { look: "button-primary" });
    check.type = "submit";
    const form = h("form", { class: "find-form", onsubmit: (event: Event) => {
        event.preventDefault();
        const typed = input.value.trim();
        const code = ticketNumber(typed) ?? (isFullCode(typed) ? typed : null);
        if (code) return ask(code);
        clearTimeout(timer);
        void run(typed);
    } }, h("label", { class: "field-label", for: "find" }, t.find.label), input,
        h("p", { class: "field-hint", id: "find-hint" }, t.find.hint), check);
    fill(sheet.body, form, found);
    input.focus();
    return sheet;
}

function ticketRow(ticket: Ticket, zone: string, now: Date, ask: (code: string) => void): HTMLElement {
    const isInside = ticket.status === "admitted";
    const state = ticket.status === "refunded" ? t.find.refunded
        : isInside ? t.find.inside(clockTime(ticket.admittedAt ?? "", zone, now), ticket.admittedDoor ?? "")
            : t.find.valid;
    const name = ticket.holder || ticket.number;
    return h("li", {}, h("button", { type: "button", class: "find-row", onclick: () => ask(ticket.number) },
        shape(ticket.status === "valid" ? "off" : "stop", false),
        h("span", { class: "find-words" }, h("span", { class: "sr" }, `${t.find.letIn(name)}. `), h("strong", {}, name),
            h("span", {}, ticket.typeName), h("span", { class: "figures quiet" }, ticket.number),
                h("span", { class: "quiet" }, state))));
}
