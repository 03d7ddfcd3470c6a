// A paired device at its door: everything between a code in sight and the answer on the screen.
import { ask, HOLD_GO_MS, HOLD_OTHER_MS, Lane } from "./admission";
import { spoken } from "./answers";
import type { AnswerContent } from "./answers";
import { Awake } from "./awake";
import { newNonce, Trouble } from "./box";
import type { ScanOrder } from "./box";
import { Camera } from "./camera";
import { CodeReader } from "./codeReader";
import { meaningOf } from "./codes";
import type { Method, Scan } from "./contract";
import type { Cue, Feedback } from "./feedback";
import type { Pairing, Wishes } from "./memory";
import { StationSheets } from "./stationSheets";
import { t } from "./strings";
import { RECENT_LIMIT, Tonight } from "./tonight";
import { AnswerView } from "./view/answer";
import { FinderView } from "./view/finder";
import { RecentView } from "./view/recent";
import { StationView } from "./view/station";

/// Green goes by itself, so that the next guest finds the camera's window; anything else waits for a hand or a code.
const GO_STAYS_MS = 5_000;
/// The box answers in a few milliseconds; only a longer wait is worth words.
const SLOW_MS = 250;

const JUST_PAIRED_MS = 8_000;

export interface StationActions {
    onUnpaired: (sentence: string | null) => void;
    onUnpair: () => void;
    setTheme: (theme: Wishes["theme"]) => void;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function cueOf(content: AnswerContent): Cue {
    if (content.kind === "scan") return content.scan.tone;
    return content.kind === "notice" && content.shape === "stop" ? "stop" : "unsent";
}

export class Station {
    private readonly lane = new Lane(newNonce);
    private readonly tonight: Tonight;
    private readonly finder: FinderView;
    private readonly answer: AnswerView;
    private readonly recent: RecentView;
    private readonly view: StationView;
    private readonly sheets: StationSheets;
    private readonly camera: Camera;
    private readonly reader: CodeReader;
    private readonly awake: Awake;
    private scans: Scan[] = [];
    private cameras = 0;
    private isCameraKnown = false;
    private readonly startedAt = performance.now();
    private hasEnded = false;
    private goTimer: ReturnType<typeof setTimeout> | undefined;

    constructor(private readonly pairing: Pairing, wishes: Wishes, private readonly feedback: Feedback,
        actions: StationActions) {
        this.tonight = new Tonight(pairing, {
            onChange: () => this.render(),
            onScans: (scans) => this.merge(scans),
            onUnpaired: (sentence) => {
                this.end();
                actions.onUnpaired(sentence);
            },
        });
        this.finder = new FinderView({
            onStart: () => void this.startCamera(),
            onTorch: (isOn) => void this.camera.setTorch(isOn),
            onOther: () => void this.camera.next(),
        });
        const onUndo = (scan: Scan) => this.undo(scan);
        this.answer = new AnswerView({ onNext: () => this.next(), onUndo });
        this.recent = new RecentView({ onUndo });
        this.view = new StationView({ finder: this.finder.element, answer: this.answer.element,
            recent: this.recent.element },
            { onType: () => this.sheets.openFind(), onRecent: () => this.sheets.openRecent(),
                onChecks: () => this.sheets.openChecks() });
        this.camera = new Camera(this.finder.video, () => void this.cameraChanged());
        this.reader = new CodeReader(this.finder.video, (text) => this.take(text, "camera"));
        this.awake = new Awake(() => this.sheets.render());
        this.sheets = new StationSheets({
            pairing, wishes, feedback, tonight: this.tonight, recent: this.recent.element,
            returnRecent: () => this.view.returnRecent(),
            readings: () => ({ camera: this.camera.state, isNativeReader: this.reader.isNative,
                awake: this.awake.state }),
            take: (text, method) => this.take(text, method),
            setTheme: actions.setTheme,
            onUnpair: actions.onUnpair,
        });
    }

    get element(): HTMLElement {
        return this.view.element;
    }

    start() {
        this.view.loading();
        this.renderRecent();
        this.tonight.start();
        void this.awake.hold();
        void this.openCamera();
    }

    end() {
        this.hasEnded = true;
        clearTimeout(this.goTimer);
        this.sheets.close();
        this.tonight.end();
        this.reader.stop();
        this.camera.stop();
    }

    /// The page came to the front again.
    wake() {
        void this.awake.hold();
        this.tonight.wake();
        if (this.camera.state === "lost") void this.startCamera();
    }

    /// A code from anywhere.
    take(text: string, method: Method) {
        const meaning = meaningOf(text);
        if (this.hasEnded || meaning.kind === "empty") return;
        // The code that paired this device may still be in front of its camera.
        if (meaning.kind === "pairing" && performance.now() - this.startedAt < JUST_PAIRED_MS) return;
        const sight = this.lane.see(meaning.kind === "ticket" ? meaning.code : text, method, performance.now());
        if (sight.kind !== "ask") {
            if (method !== "camera") this.feedback.give("tick");
            return;
        }
        if (meaning.kind === "ticket") return void this.submit(sight.order);
        this.lane.answered(sight.order, HOLD_OTHER_MS, performance.now());
        this.present(meaning.kind === "pairing"
            ? { kind: "notice", shape: "unsent", word: t.answer.pairing, sentence: t.answer.pairingText }
            : { kind: "notice", shape: "stop", word: t.answer.foreign, sentence: t.answer.foreignText });
    }

    /// The way on after an answer.
    next() {
        clearTimeout(this.goTimer);
        this.answer.hide();
        this.view.setAnswered(false);
    }

    // One question to the box, and its answer.

    private async submit(order: ScanOrder) {
        const slow = setTimeout(() => this.say(t.asking.first), SLOW_MS);
        this.sheets.close();
        try {
            const scan = await ask({
                send: (timeoutMs) => this.tonight.box.scan(this.pairing.device.showId, order, timeoutMs),
                wait: pause, now: () => performance.now(), onRetry: () => this.say(t.asking.again),
            });
            this.lane.answered(order, scan.tone === "go" ? HOLD_GO_MS : HOLD_OTHER_MS, performance.now());
            this.remember(scan);
            this.present({ kind: "scan", scan });
        } catch (error) {
            this.failed(order, error);
        } finally {
            clearTimeout(slow);
            this.say(null);
        }
    }

    private failed(order: ScanOrder, error: unknown) {
        const now = performance.now();
        const isOver = error instanceof Trouble && (error.kind === "refused" || error.kind === "unpaired");
        if (isOver) this.lane.answered(order, HOLD_OTHER_MS, now);
        else this.lane.unheard(now);
        const sentence = this.tonight.trouble(error);
        if (sentence === null) return;
        if (isOver) return this.present({ kind: "notice", shape: "unsent", word: t.answer.refused, sentence });
        this.present({ kind: "unsent", sentence: t.answer.unsentText, onAgain: () => {
            const sight = this.lane.again(order, performance.now());
            if (sight.kind !== "ask") return;
            this.next();
            void this.submit(sight.order);
        } });
    }

    private present(content: AnswerContent) {
        if (this.hasEnded) return;
        clearTimeout(this.goTimer);
        const cue = cueOf(content);
        this.feedback.give(cue);
        this.sheets.close();
        this.answer.show(content, this.tonight.zone, this.tonight.now());
        this.view.setAnswered(true);
        this.view.say(spoken(content, this.tonight.zone, this.tonight.now()));
        this.answer.focus();
        if (cue === "go") this.goTimer = setTimeout(() => this.next(), GO_STAYS_MS);
    }

    /// Null when it is done, or why it is not.
    private async undo(scan: Scan): Promise<string | null> {
        clearTimeout(this.goTimer);
        try {
            const undone = await this.tonight.box.undo(scan.id);
            this.scans = this.scans.map((one) => (one.id === scan.id ? { ...one, canUndo: false } : one));
            this.remember(undone);
            this.present({ kind: "scan", scan: undone });
            return null;
        } catch (error) {
            return this.tonight.trouble(error);
        }
    }

    private remember(scan: Scan) {
        this.scans = [scan, ...this.scans.filter((one) => one.id !== scan.id)].slice(0, RECENT_LIMIT);
        this.tonight.count(scan.headcount);
        this.renderRecent();
    }

    private merge(scans: readonly Scan[]) {
        const known = new Set(this.scans.map((scan) => scan.id));
        this.scans = [...this.scans, ...scans.filter((scan) => !known.has(scan.id))].slice(0, RECENT_LIMIT);
        this.renderRecent();
    }

    // The page.

    private say(words: string | null) {
        this.finder.say(words);
    }

    private render() {
        const { state, headcount, isReachable, isReadOnly, roundTripMs } = this.tonight;
        if (state) this.view.render(state, this.tonight.now());
        else if (roundTripMs === null) this.view.away();
        if (headcount) this.view.headcount(headcount);
        this.view.warn(!isReachable ? t.away.banner : isReadOnly ? t.readOnly : null);
        this.renderFinder();
        this.sheets.render();
    }

    private renderRecent() {
        this.recent.render(this.scans, this.tonight.zone, this.tonight.now());
    }

    private renderFinder() {
        if (!this.isCameraKnown) return;
        const { secureUrl } = this.tonight;
        this.finder.render(this.camera, this.cameras, secureUrl && `${secureUrl.replace(/\/$/, "")}/door/`);
    }

    /// By itself where nobody would be asked; else its button waits.
    private async openCamera() {
        const isAllowed = await this.camera.isAllowed();
        this.isCameraKnown = true;
        if (isAllowed && !this.hasEnded) await this.startCamera();
        else this.renderFinder();
    }

    private async startCamera() {
        await this.camera.start();
        void this.awake.hold();
    }

    private async cameraChanged() {
        if (this.camera.state === "on") void this.reader.start();
        else this.reader.stop();
        this.renderFinder();
        this.sheets.render();
        const cameras = await this.camera.count();
        if (cameras === this.cameras) return;
        this.cameras = cameras;
        this.renderFinder();
    }
}
