// The checks before doors, as a sheet: each line says its state by shape, colour and word. Then this device's settings.
import { checkLines } from "../readiness";
import type { Readings } from "../readiness";
import { t } from "../strings";
import { button, fill, h, shape } from "./dom";
import { openSheet } from "./sheet";
import type { Sheet } from "./sheet";

export interface ChecksActions {
    isSoundOn: () => boolean;
    isLight: () => boolean;
    onSound: (isOn: boolean) => void;
    onLight: (isLight: boolean) => void;
    onHear: () => void;
    onUnpair: () => void;
}

export interface ChecksSheet extends Sheet {
    render(readings: Readings): void;
}

function toggle(label: string, isOn: boolean, onChange: (isOn: boolean) => void): HTMLElement {
    const box: HTMLInputElement = h("input",
        { type: "checkbox", checked: isOn, onchange: () => onChange(box.checked) });
    return h("label", { class: "checks-toggle" }, h("span", {}, label), box);
}

function unpairing(onUnpair: () => void): HTMLElement {
    const place = h("div", { class: "checks-unpair" });
    const rest = () => fill(place, button(t.checks.unpair, () => {
        fill(place, h("p", {}, t.checks.unpairAsk), h("div", { class: "checks-buttons" },
            button(t.checks.unpairDo, onUnpair, { look: "button-danger" }), button(t.checks.unpairNot, rest)));
        place.querySelector<HTMLButtonElement>(".button:last-child")?.focus();
    }, { look: "button-danger" }));
    rest();
    return place;
}

export function openChecks(actions: ChecksActions, onClose: () => void): ChecksSheet {
    const sheet = openSheet(t.checks.title, onClose);
    const list = h("ul", { class: "checks-list" });
    fill(sheet.body, list, h("h3", { class: "checks-heading" }, t.checks.settings),
        toggle(t.checks.sound, actions.isSoundOn(), actions.onSound),
            toggle(t.checks.light, actions.isLight(), actions.onLight),
        h("div", { class: "checks-buttons" }, button(t.checks.hear, actions.onHear, { icon: "volume" })),
            unpairing(actions.onUnpair));
    return { ...sheet, render: (readings) => fill(list,
        ...checkLines(readings).map((line) => h("li", { class: `checks-line tone-${line.signal}` },
        shape(line.signal, false), h("span", { class: "checks-name" }, line.name),
        h("span", { class: "checks-words" }, h("span", { class: "sr" }, `${t.checks.signals[line.signal]}: `),
            line.words)))) };
}
