// The door page, without React: pairs this device with the box, then scans. Opened at /door/ or by the desk's link
// /door/#pair=TOKEN, whose token leaves the address at once. Callers: door.html.
import { BoxClient, Trouble } from "./box";
import { pairingToken } from "./codes";
import { Feedback } from "./feedback";
import { listenForScanner } from "./keyboardScanner";
import { keepPairing, readPairing, readWishes } from "./memory";
import type { Pairing, Wishes } from "./memory";
import { Station } from "./station";
import { t } from "./strings";
import { fill } from "./view/dom";
import { PairView } from "./view/pair";

class DoorPage {
    private readonly wishes = readWishes();
    private readonly feedback = new Feedback();
    private readonly pairView = new PairView({ onPair: (proof, name) => this.pair(proof, name),
        onKeep: () => this.resume() });
    private pairing: Pairing | null = readPairing();
    private station: Station | null = null;

    constructor(private readonly root: Element) {}

    start() {
        this.setTheme(this.wishes.theme);
        this.feedback.isSoundOn = this.wishes.isSoundOn;
        for (const kind of ["pointerdown", "keydown"]) window.addEventListener(kind, () => this.feedback.unlock(),
            { passive: true });
        listenForScanner((text) => (this.station ? this.station.take(text, "scanner") : this.pairView.takeText(text)));
        window.addEventListener("keydown", (event) => {
            if (event.key === "Escape" && !document.querySelector("dialog[open]")) this.station?.next();
        });
        document.addEventListener("visibilitychange", () => !document.hidden && this.station?.wake());
        window.addEventListener("online", () => this.station?.wake());
        window.addEventListener("hashchange", () => this.route());
        this.route();
    }

    /// By the address: a pairing link comes first, even on a device that is paired already.
    private route() {
        const { hash } = location;
        const token = pairingToken(hash);
        if (hash !== "") history.replaceState(null, "", location.pathname + location.search);
        if (token) this.openPairing(token, null);
        else if (!this.station) this.resume();
    }

    private resume() {
        if (this.pairing) this.openStation(this.pairing);
        else this.openPairing(null, null);
    }

    private openStation(pairing: Pairing) {
        this.pairView.leave();
        this.station?.end();
        this.station = new Station(pairing, this.wishes, this.feedback, {
            onUnpaired: (sentence) => {
                this.forget();
                this.openPairing(null, sentence ?? t.pair.lost);
            },
            onUnpair: () => void this.unpair(pairing),
            setTheme: (theme) => this.setTheme(theme),
        });
        fill(this.root, this.station.element);
        this.station.start();
    }

    private openPairing(token: string | null, lost: string | null) {
        this.station?.end();
        this.station = null;
        document.title = t.title;
        fill(this.root, this.pairView.element);
        this.pairView.show({ token, current: token ? this.pairing : null, lost, secureAddress: null });
        if (!window.isSecureContext) void this.offerSecure(token, lost);
    }

    /// On plain http the camera is missing: the https address is offered before the link is used up.
    private async offerSecure(token: string | null, lost: string | null) {
        try {
            const { secureUrl } = await new BoxClient(null, () => undefined).box();
            if (!secureUrl || this.station) return;
            const address = `${secureUrl.replace(/\/$/, "")}/door/${token ? `#pair=${token}` : ""}`;
            this.pairView.show({ token, current: token ? this.pairing : null, lost, secureAddress: address });
        } catch {
            // Without an answer there is nothing to offer; pairing itself will say that the box is away.
        }
    }

    private async pair(proof: { token: string } | { code: string }, name: string): Promise<string | null> {
        const before = this.pairing;
        try {
            const paired = await new BoxClient(null, () => undefined).pair(proof, name);
            this.pairing = { token: paired.deviceToken, device: paired.device };
            const isKept = keepPairing(this.pairing);
            if (before) void this.giveBack(before);
            this.openStation(this.pairing);
            if (!isKept) this.warnNotKept();
            return null;
        } catch (error) {
            if (error instanceof Trouble) return error.message;
            throw error;
        }
    }

    private warnNotKept() {
        const said = document.createElement("p");
        said.className = "station-banner";
        said.textContent = t.pair.notKept;
        this.root.prepend(said);
    }

    private async unpair(pairing: Pairing) {
        this.forget();
        this.openPairing(null, null);
        await this.giveBack(pairing);
    }

    /// The box forgets the device too; where it cannot be reached, the desk can still revoke it.
    private async giveBack(pairing: Pairing) {
        try {
            await new BoxClient(pairing.token, () => undefined).unpair();
        } catch (error) {
            if (!(error instanceof Trouble)) throw error;
        }
    }

    private forget() {
        this.pairing = null;
        keepPairing(null);
    }

    private setTheme(theme: Wishes["theme"]) {
        document.documentElement.dataset.theme = theme;
        const ground = getComputedStyle(document.documentElement).getPropertyValue("--ground").trim();
        document.querySelector("meta[name=theme-color]")?.setAttribute("content", ground);
    }
}

const root = document.getElementById("door");
if (root) new DoorPage(root).start();
