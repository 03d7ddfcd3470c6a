// Pairing: by the link's token, which was in the address, or by the code that is typed. The device gets a name.
import { Camera } from "../camera";
import { CodeReader } from "../codeReader";
import { meaningOf, pairingCode } from "../codes";
import type { Pairing } from "../memory";
import { t } from "../strings";
import { button, fill, h, icon } from "./dom";

export interface PairActions {
    /// Answers null when paired, or a sentence on why not.
    onPair: (proof: { token: string } | { code: string }, name: string) => Promise<string | null>;
    onKeep: () => void;
}

export interface PairReason {
    token: string | null;
    /// The pairing that would be replaced.
    current: Pairing | null;
    /// Why this device has to be paired again, in the box's words.
    lost: string | null;
    /// The https address of this page, where this one is not.
    secureAddress: string | null;
}

/// What a device is most likely called, until somebody says better.
export function likelyName(agent: string): string {
    if (/iPhone/.test(agent)) return t.names.iphone;
    if (/iPad/.test(agent)) return t.names.ipad;
    if (/Android/.test(agent)) return t.names.android;
    if (/Macintosh/.test(agent)) return t.names.mac;
    return /Windows/.test(agent) ? t.names.windows : t.names.other;
}

function field(id: string, label: string, hint: string, input: HTMLInputElement, error: HTMLElement): HTMLElement {
    input.id = id;
    input.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
    error.id = `${id}-error`;
    return h("div", { class: "field" }, h("label", { class: "field-label", for: id }, label), input,
        h("p", { class: "field-hint", id: `${id}-hint` }, hint), error);
}

function mark(input: HTMLInputElement, error: HTMLElement, sentence: string | null) {
    error.textContent = sentence ?? "";
    if (sentence) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
}

export class PairView {
    readonly element = h("main", { class: "pair" });
    private token: string | null = null;
    private camera: Camera | null = null;
    private reader: CodeReader | null = null;
    private readonly code = h("input", { class: "input pair-code", type: "text", autocomplete: "off",
        autocapitalize: "characters",
        autocorrect: "off", spellcheck: "false", maxlength: 11, inputmode: "text" });
    private readonly codeError = h("p", { class: "field-error", role: "alert" });
    private readonly name = h("input", { class: "input", type: "text", autocomplete: "off", maxlength: 60 });
    private readonly nameError = h("p", { class: "field-error", role: "alert" });
    private readonly problem = h("p", { class: "field-error pair-problem", role: "alert" });
    private readonly submit = button(t.pair.do, () => undefined, { look: "button-primary button-large" });
    private readonly window = h("div", { class: "pair-camera" });

    constructor(private readonly actions: PairActions) {
        this.submit.type = "submit";
        this.name.value = likelyName(navigator.userAgent);
    }

    show(reason: PairReason) {
        this.token = reason.token;
        const form = h("form", { class: "pair-form", novalidate: true, onsubmit: (event: Event) => {
            event.preventDefault();
            void this.pair();
        } });
        if (!this.token) form.append(field("pair-code", t.pair.code, t.pair.codeHint, this.code, this.codeError));
        form.append(field("pair-name", t.pair.name, t.pair.nameHint, this.name, this.nameError), this.problem,
            this.submit);
        fill(this.element, h("p", { class: "pair-house" }, t.house), h("h1", { class: "pair-title" }, t.pair.title),
            reason.lost && h("div", { class: "pair-lost" }, h("p", { class: "strong" }, t.pair.lost),
                h("p", {}, t.pair.lostHint)),
            reason.current && this.replacing(reason.current),
            reason.secureAddress && this.secure(reason.secureAddress),
            h("p", { class: "pair-lead" }, this.token ? t.pair.leadLink : t.pair.lead), form,
            !this.token && window.isSecureContext && this.window);
        this.closeCamera();
        (this.token ? this.name : this.code).focus({ preventScroll: true });
    }

    /// A plugged-in scanner read something.
    takeText(text: string) {
        const meaning = meaningOf(text);
        if (meaning.kind === "pairing") this.takeToken(meaning.token);
        else if (meaning.kind === "ticket" && pairingCode(meaning.code)) this.code.value = meaning.code;
        else this.problem.textContent = t.pair.notPairing;
    }

    leave() {
        this.code.value = "";
        this.closeCamera();
        fill(this.element);
    }

    private takeToken(token: string) {
        this.closeCamera();
        this.show({ token, current: null, lost: null, secureAddress: null });
    }

    private replacing({ device }: Pairing): HTMLElement {
        return h("div", { class: "pair-lost" }, h("p", {}, t.pair.already(device.showTitle, device.door)),
            button(t.pair.keep, this.actions.onKeep));
    }

    private secure(address: string): HTMLElement {
        return h("div", { class: "pair-lost" }, h("p", { class: "strong" }, t.pair.secureTitle),
            h("p", {}, t.pair.secure),
            h("a", { class: "button button-primary", href: address }, icon("lock"), h("span", {}, t.pair.secureOpen)),
            h("p", {}, h("a", { class: "trust-link", href: "/trust" }, t.pair.trust)));
    }

    private async pair() {
        const code = pairingCode(this.code.value);
        const name = this.name.value.trim();
        mark(this.code, this.codeError, this.token || code ? null : t.pair.codeShort);
        mark(this.name, this.nameError, name ? null : t.pair.nameMissing);
        const proof = this.token ? { token: this.token } : code ? { code } : null;
        if (!proof || !name) return (proof ? this.name : this.code).focus();
        this.submit.disabled = true;
        this.problem.textContent = "";
        fill(this.submit, t.pair.doing);
        const sentence = await this.actions.onPair(proof, name);
        this.submit.disabled = false;
        fill(this.submit, t.pair.do);
        if (!sentence) return;
        if (this.token) this.show({ token: null, current: null, lost: null, secureAddress: null });
        this.problem.textContent = sentence;
        this.code.focus({ preventScroll: true });
    }

    private openCamera() {
        const video = h("video", { class: "pair-video", playsinline: true, muted: true, autoplay: true,
            "aria-hidden": "true" });
        video.muted = true;
        const said = h("p", { class: "quiet" });
        const camera = new Camera(video, () => {
            if (camera.state === "denied") said.textContent = t.camera.denied;
            else if (camera.state === "missing") said.textContent = t.camera.missing;
            else if (camera.state === "taken" || camera.state === "lost") said.textContent = t.camera.taken;
        });
        this.camera = camera;
        this.reader = new CodeReader(video, (text) => {
            const meaning = meaningOf(text);
            if (meaning.kind === "pairing") this.takeToken(meaning.token);
            else said.textContent = t.pair.notPairing;
        });
        fill(this.window, video, said, button(t.pair.scanStop, () => this.closeCamera()));
        void camera.start();
        void this.reader.start();
    }

    private closeCamera() {
        this.reader?.stop();
        this.camera?.stop();
        this.reader = null;
        this.camera = null;
        fill(this.window, button(t.pair.scan, () => this.openCamera(), { icon: "scan" }));
    }
}
