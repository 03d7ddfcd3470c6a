// The three sheets of a door: typing and searching, the last scans, the checks. One is open at a time.
import type { Method } from "./contract";
import type { Feedback } from "./feedback";
import { keepWishes } from "./memory";
import type { Pairing, Wishes } from "./memory";
import type { Battery, Readings } from "./readiness";
import { t } from "./strings";
import type { Tonight } from "./tonight";
import { openChecks } from "./view/checks";
import type { ChecksSheet } from "./view/checks";
import { openFind } from "./view/find";
import { openSheet } from "./view/sheet";
import type { Sheet } from "./view/sheet";

export interface SheetsPage {
    pairing: Pairing;
    wishes: Wishes;
    feedback: Feedback;
    tonight: Tonight;
    /// The list of scans, which has its place beside the camera, and the way back to it.
    recent: HTMLElement;
    returnRecent: () => void;
    readings: () => Pick<Readings, "camera" | "isNativeReader" | "awake">;
    take: (text: string, method: Method) => void;
    setTheme: (theme: Wishes["theme"]) => void;
    onUnpair: () => void;
}

type BatterySource = { getBattery?: () => Promise<{ level: number; charging: boolean }> };

const BETWEEN_CUES_MS = 900;

export class StationSheets {
    private open: Sheet | null = null;
    private checks: ChecksSheet | null = null;
    private battery: Battery | null = null;

    constructor(private readonly page: SheetsPage) {}

    close() {
        this.open?.close();
    }

    openFind() {
        const { pairing, tonight, take } = this.page;
        this.open = openFind({
            onSearch: (words, signal) => tonight.box.tickets(pairing.device.showId, words, signal),
            onCode: (code) => take(code, "typed"),
            sentenceOf: (error) => tonight.trouble(error),
        }, tonight.zone, () => tonight.now(), () => this.closed());
    }

    openRecent() {
        const sheet = openSheet(t.recent.title, () => {
            this.page.returnRecent();
            this.closed();
        });
        sheet.body.append(this.page.recent);
        this.open = sheet;
    }

    openChecks() {
        const { wishes, feedback, tonight } = this.page;
        const sheet = openChecks({
            isSoundOn: () => feedback.isSoundOn,
            isLight: () => wishes.theme === "light",
            onSound: (isOn) => {
                feedback.isSoundOn = isOn;
                wishes.isSoundOn = isOn;
                keepWishes(wishes);
            },
            onLight: (isLight) => {
                wishes.theme = isLight ? "light" : "dark";
                keepWishes(wishes);
                this.page.setTheme(wishes.theme);
            },
            onHear: () => (["go", "wait", "stop"] as const).forEach((cue, i) =>
                setTimeout(() => feedback.give(cue), i * BETWEEN_CUES_MS)),
            onUnpair: () => {
                sheet.close();
                this.page.onUnpair();
            },
        }, () => this.closed());
        this.open = sheet;
        this.checks = sheet;
        tonight.measure();
        void this.readBattery();
    }

    /// Something the checks show may have changed.
    render() {
        const { pairing, tonight, readings } = this.page;
        this.checks?.render({ ...readings(), roundTripMs: tonight.roundTripMs, isLive: tonight.isLive,
            battery: this.battery,
            aheadMs: tonight.box.clock?.aheadMs ?? null, device: pairing.device.name, door: pairing.device.door });
    }

    private closed() {
        this.open = null;
        this.checks = null;
    }

    private async readBattery() {
        const battery = await (navigator as BatterySource).getBattery?.();
        if (!battery) return;
        this.battery = { level: battery.level, isCharging: battery.charging };
        this.render();
    }
}
