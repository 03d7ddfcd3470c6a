// The camera's window: the picture with a frame to aim at, or what to do when there is none.
import type { Camera } from "../camera";
import { t } from "../strings";
import { button, fill, h, icon } from "./dom";

export interface FinderActions {
    onStart: () => void;
    onTorch: (isOn: boolean) => void;
    onOther: () => void;
}

const SAID = {
    missing: [t.camera.missingTitle, t.camera.missing],
    denied: [t.camera.deniedTitle, t.camera.denied],
    taken: [t.camera.takenTitle, t.camera.taken],
    lost: [t.camera.lostTitle, t.camera.lost],
} as const;

export class FinderView {
    readonly video = h("video", { class: "finder-video", playsinline: true, muted: true, autoplay: true,
        "aria-hidden": "true", tabindex: -1 });
    private look = "";
    private readonly tools = h("div", { class: "finder-tools" });
    private readonly words = h("div", { class: "finder-words" });
    private readonly asking = h("p", { class: "finder-asking", hidden: true });
    readonly element = h("div", { class: "finder" }, this.video,
        h("div", { class: "finder-frame", "aria-hidden": "true" }), h("p", { class: "finder-aim" }, t.camera.aim),
            this.words, this.tools, this.asking);

    constructor(private readonly actions: FinderActions) {
        // Chromium plays by itself only what is muted as a property, not as an attribute.
        this.video.muted = true;
    }

    /// "Asking the box…" over the picture, or nothing.
    say(words: string | null) {
        this.asking.hidden = words === null;
        this.asking.textContent = words ?? "";
        this.element.classList.toggle("is-asking", words !== null);
    }

    /// `secureAddress`: of this page on https, where the box has one. Nothing is touched while nothing changed, so
    /// that a button keeps its focus.
    render(camera: Camera, cameras: number, secureAddress: string | null) {
        const { state, canTorch, isTorchOn } = camera;
        const look = [state, canTorch, isTorchOn, cameras > 1, secureAddress].join();
        if (look === this.look) return;
        this.look = look;
        this.element.dataset.camera = state;
        fill(this.tools);
        if (state === "on") {
            if (camera.canTorch) this.tools.append(this.torch(camera));
            if (cameras > 1) {
                this.tools.append(h("button", { type: "button", class: "button finder-tool",
                    "aria-label": t.camera.other, title: t.camera.other,
                    onclick: this.actions.onOther }, icon("camera")));
            }
            fill(this.words);
        } else if (state === "off") {
            fill(this.words, button(t.camera.start, this.actions.onStart,
                { icon: "camera", look: "button-primary button-large" }),
                h("p", { class: "finder-hint" }, t.camera.startHint));
        } else if (state === "asking") {
            fill(this.words, h("p", { class: "finder-hint" }, t.camera.asking));
        } else if (state === "insecure") {
            this.renderInsecure(secureAddress);
        } else {
            const [title, text] = SAID[state];
            fill(this.words, h("h2", { class: "finder-title" }, title), h("p", { class: "finder-hint" }, text),
                button(t.tryAgain, this.actions.onStart, { icon: "refresh" }));
        }
    }

    private renderInsecure(address: string | null) {
        fill(this.words, h("h2", { class: "finder-title" }, t.camera.insecureTitle),
            h("p", { class: "finder-hint" }, address ? t.camera.insecure : t.camera.insecureNone),
            address && h("a", { class: "button button-primary", href: address }, icon("lock"),
                h("span", {}, t.pair.secureOpen)),
            address && h("p", { class: "finder-address" }, address),
            address && h("p", { class: "finder-hint" }, h("a", { class: "trust-link", href: "/trust" }, t.pair.trust)));
    }

    private torch(camera: Camera): HTMLElement {
        return h("button", { type: "button", class: "button finder-tool", "aria-pressed": String(camera.isTorchOn),
            "aria-label": t.camera.torch,
            title: t.camera.torch, onclick: () => this.actions.onTorch(!camera.isTorchOn) }, icon("sun"));
    }
}
