// What the box says about this door: the show, the count, and whether the box can be reached at all. Kept current by
// the event stream; asked for anew after every gap, and on a clock of its own while the stream is not open.
import { BoxClient, Trouble } from "./box";
import type { DoorState, Headcount, Scan } from "./contract";
import { EventFeed } from "./eventFeed";
import type { Pairing } from "./memory";

/// How many scans of this device are kept on the screen.
export const RECENT_LIMIT = 10;
const COUNT_PACE_MS = 700;
const POLL_MS = 10_000;

export interface TonightListener {
    /// Something below is new.
    onChange(): void;
    /// This device's last scans, as the box remembers them; told once.
    onScans(scans: Scan[]): void;
    onUnpaired(sentence: string | null): void;
}

export class Tonight {
    readonly box: BoxClient;
    state: DoorState | null = null;
    headcount: Headcount | null = null;
    /// How long the box took to answer; null: it did not; undefined: being asked.
    roundTripMs: number | null | undefined;
    isReachable = true;
    isLive = false;
    isReadOnly = false;
    secureUrl: string | null = null;
    private readonly show: string;
    private readonly feed: EventFeed;
    private hasEnded = false;
    private isCounting = false;
    private hasScans = false;
    private wasLive = false;
    private pollTimer: ReturnType<typeof setInterval> | undefined;

    constructor(private readonly pairing: Pairing, private readonly listener: TonightListener) {
        this.show = pairing.device.showId;
        this.box = new BoxClient(pairing.token, (isReachable) => this.reach(isReachable));
        this.feed = new EventFeed({
            onEvent: () => void this.recount(),
            onOpen: () => this.feedOpened(),
            onLost: () => this.feedLost(),
            onUnpaired: () => listener.onUnpaired(null),
        });
    }

    get zone(): string {
        return this.state?.timeZone ?? "UTC";
    }

    /// The box's clock.
    now(): Date {
        return new Date(Date.now() + (this.box.clock?.aheadMs ?? 0));
    }

    start() {
        void this.load();
        void this.loadBox();
        this.feed.start(`show:${this.show}`, this.pairing.token);
        this.pollTimer = setInterval(() => {
            if (!this.isLive && !document.hidden) void this.load();
        }, POLL_MS);
    }

    end() {
        this.hasEnded = true;
        clearInterval(this.pollTimer);
        this.feed.stop();
    }

    wake() {
        this.feed.hurry();
        void this.load();
    }

    /// Asks for everything anew, such as for the checks.
    async load() {
        if (this.hasEnded) return;
        try {
            this.state = await this.box.door();
            this.headcount = this.state.headcount;
            this.roundTripMs = this.box.clock?.roundTripMs ?? null;
            if (!this.hasScans) await this.loadScans();
        } catch (error) {
            this.roundTripMs = null;
            this.trouble(error);
        }
        this.changed();
    }

    measure() {
        this.roundTripMs = undefined;
        this.changed();
        void this.load();
    }

    count(headcount: Headcount) {
        this.headcount = headcount;
        this.changed();
    }

    /// A sentence for a person, or null where the pairing itself is over. Anything but a `Trouble` is a fault of ours.
    trouble(error: unknown): string | null {
        if (!(error instanceof Trouble)) throw error;
        if (error.kind !== "unpaired") return error.message;
        if (!this.hasEnded) this.listener.onUnpaired(error.message);
        return null;
    }

    private changed() {
        if (!this.hasEnded) this.listener.onChange();
    }

    private async loadScans() {
        const { name, door } = this.pairing.device;
        const scans = await this.box.scans(this.show);
        this.hasScans = true;
        const own = scans.filter((scan) => scan.deviceName === name && scan.door === door);
        this.listener.onScans(own.slice(0, RECENT_LIMIT));
    }

    private async loadBox() {
        try {
            const box = await this.box.box();
            this.secureUrl = box.isSecure ? null : box.secureUrl;
            this.isReadOnly = box.isReadOnly;
            this.changed();
        } catch (error) {
            // The https link and one warning hang on it; that the box is away is known from the door's own question.
            this.trouble(error);
        }
    }

    /// The count anew, at most every so often however many events come.
    private async recount() {
        if (this.isCounting) return;
        this.isCounting = true;
        await new Promise((resolve) => setTimeout(resolve, COUNT_PACE_MS));
        this.isCounting = false;
        if (this.hasEnded) return;
        try {
            this.count(await this.box.headcount(this.show));
        } catch (error) {
            this.trouble(error);
        }
    }

    private feedOpened() {
        this.isLive = true;
        this.changed();
        // The first time the page has just asked; what happened between is in the count.
        if (!this.wasLive) {
            this.wasLive = true;
            return void this.recount();
        }
        void this.load();
        void this.loadBox();
    }

    private feedLost() {
        this.isLive = false;
        this.wasLive = true;
        void this.load();
    }

    private reach(isReachable: boolean) {
        if (this.isReachable === isReachable || this.hasEnded) return;
        this.isReachable = isReachable;
        if (isReachable) this.feed.hurry();
        this.changed();
    }
}
