// The checks before doors: is everything that a scan needs there? Each line says its state by shape, colour and word.
import type { CameraState } from "../camera";
import { t } from "../strings";
import { amountOfTime } from "../times";
import { button, fill, h, shape } from "./dom";
import type { Shape } from "./dom";
import { openSheet } from "./sheet";
import type { Sheet } from "./sheet";

export interface Battery {
    level: number;
    isCharging: boolean;
}

export interface Readings {
    camera: CameraState;
    isNativeReader: boolean;
    /// Null: no answer. Undefined: being asked.
    roundTripMs: number | null | undefined;
    isLive: boolean;
    aheadMs: number | null;
    battery: Battery | null;
    awake: "none" | "off" | "on";
    device: string;
    door: string;
}

export interface CheckLine {
    name: string;
    signal: Exclude<Shape, "unsent">;
    words: string;
}

const SLOW_MS = 500;
/// The box's own time counts, so a difference matters only to people who compare.
const CLOCK_MS = 5_000;
const LOW_BATTERY = 0.25;

function cameraLine(state: CameraState): CheckLine {
    const name = t.checks.camera;
    if (state === "on") return { name, signal: "go", words: t.checks.cameraOn };
    if (state === "off" || state === "asking") return { name, signal: "wait", words: t.checks.cameraOff };
    if (state === "insecure") return { name, signal: "wait", words: t.checks.cameraInsecure };
    return { name, signal: "stop", words: t.checks.cameraBad };
}

function boxLine(ms: number | null | undefined): CheckLine {
    const name = t.checks.box;
    if (ms === undefined) return { name, signal: "off", words: t.checks.boxAsking };
    if (ms === null) return { name, signal: "stop", words: t.checks.boxSilent };
    return ms <= SLOW_MS ? { name, signal: "go", words: t.checks.boxAnswers(ms) } : { name, signal: "wait", words: t.checks.boxSlow(ms) };
}

function batteryLine({ level, isCharging }: Battery): CheckLine {
    const percent = Math.round(level * 100);
    const name = t.checks.battery;
    if (isCharging) return { name, signal: "go", words: t.checks.batteryCharging(percent) };
    return level < LOW_BATTERY ? { name, signal: "wait", words: t.checks.batteryLow(percent) }
        : { name, signal: "go", words: t.checks.batteryAt(percent) };
}

/// The lines, in the order of what stops a door first.
export function checkLines(r: Readings): CheckLine[] {
    const lines = [boxLine(r.roundTripMs),
        { name: t.checks.live, signal: r.isLive ? "go" : "wait", words: r.isLive ? t.checks.liveOn : t.checks.liveOff } as CheckLine,
        cameraLine(r.camera)];
    if (r.camera === "on") lines.push({ name: t.checks.reader, signal: "go", words: r.isNativeReader ? t.checks.readerNative : t.checks.readerOwn });
    if (r.aheadMs !== null) {
        // The clock of this device is ahead where the box's is behind.
        const isSame = Math.abs(r.aheadMs) < CLOCK_MS;
        lines.push({ name: t.checks.clock, signal: isSame ? "go" : "wait",
            words: isSame ? t.checks.clockSame : t.checks.clockOff(amountOfTime(r.aheadMs), r.aheadMs < 0) });
    }
    if (r.battery) lines.push(batteryLine(r.battery));
    const awakeWords = { on: t.checks.awakeOn, off: t.checks.awakeOff, none: t.checks.awakeNone }[r.awake];
    lines.push({ name: t.checks.awake, signal: r.awake === "on" ? "go" : "wait", words: awakeWords });
    lines.push({ name: t.checks.pairing, signal: "go", words: t.checks.pairedAs(r.device, r.door) });
    return lines;
}

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
    const box: HTMLInputElement = h("input", { type: "checkbox", checked: isOn, onchange: () => onChange(box.checked) });
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
        toggle(t.checks.sound, actions.isSoundOn(), actions.onSound), toggle(t.checks.light, actions.isLight(), actions.onLight),
        h("div", { class: "checks-buttons" }, button(t.checks.hear, actions.onHear, { icon: "volume" })), unpairing(actions.onUnpair));
    return { ...sheet, render: (readings) => fill(list, ...checkLines(readings).map((line) => h("li", { class: `checks-line tone-${line.signal}` },
        shape(line.signal, false), h("span", { class: "checks-name" }, line.name),
        h("span", { class: "checks-words" }, h("span", { class: "sr" }, `${t.checks.signals[line.signal]}: `), line.words)))) };
}
