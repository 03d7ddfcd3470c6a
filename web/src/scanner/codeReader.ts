// Looks at the camera's picture for codes, a few times a second: with the browser's own detector where there is one,
// and with ours in a worker, which also checks the other now and then, since some phones have one that never finds
// anything.
import type { FrameAnswer, FrameQuestion } from "./decoder/decoder.worker";

interface NativeDetector {
    detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

interface NativeDetectorClass {
    new (options: { formats: string[] }): NativeDetector;
    getSupportedFormats(): Promise<string[]>;
}

const BUDGET_MS = 60;
const PACE_MS = 90;
const LONG_SIDE = 720;
/// The middle of the picture in full sharpness, for codes far away.
const CROP = 560;
const WORKER_PATIENCE_MS = 3_000;
const OURS_EVERY = 4;

async function nativeDetector(): Promise<NativeDetector | null> {
    const Detector = (window as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector;
    if (!Detector) return null;
    try {
        const formats = await Detector.getSupportedFormats();
        return formats.includes("qr_code") ? new Detector({ formats: ["qr_code"] }) : null;
    } catch {
        return null;
    }
}

export class CodeReader {
    /// Whether the browser's detector is in use.
    isNative = false;
    private native: NativeDetector | null = null;
    private worker: Worker | null = null;
    private readonly canvas = document.createElement("canvas");
    private turn = 0;
    private isRunning = false;

    constructor(private readonly video: HTMLVideoElement, private readonly onCode: (text: string) => void) {}

    async start() {
        if (this.isRunning) return;
        this.isRunning = true;
        this.native = await nativeDetector();
        this.isNative = this.native !== null;
        while (this.isRunning) {
            const started = performance.now();
            if (!document.hidden && this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
                const text = await this.look();
                if (text !== null && this.isRunning) this.onCode(text);
            }
            await new Promise((resolve) => setTimeout(resolve, Math.max(10, PACE_MS - (performance.now() - started))));
        }
    }

    stop() {
        this.isRunning = false;
        this.worker?.terminate();
        this.worker = null;
    }

    private async look(): Promise<string | null> {
        this.turn += 1;
        if (this.native) {
            try {
                const [found] = await this.native.detect(this.video);
                if (found && found.rawValue !== "") return found.rawValue;
            } catch {
                // Its service is missing on this phone: ours from now on.
                this.native = null;
                this.isNative = false;
            }
            if (this.native && this.turn % OURS_EVERY !== 0) return null;
        }
        const frame = this.frame();
        return frame ? this.decode(frame) : null;
    }

    /// The whole picture made smaller, and every other time its middle as it is.
    private frame(): ImageData | null {
        const { videoWidth, videoHeight } = this.video;
        if (videoWidth === 0 || videoHeight === 0) return null;
        const scale = Math.min(1, LONG_SIDE / Math.max(videoWidth, videoHeight));
        const isCrop = scale < 1 && this.turn % 2 === 0;
        const [sw, sh] = isCrop ? [Math.min(CROP, videoWidth), Math.min(CROP, videoHeight)] : [videoWidth, videoHeight];
        const [width, height] = isCrop ? [sw, sh] : [Math.round(sw * scale), Math.round(sh * scale)];
        if (this.canvas.width !== width || this.canvas.height !== height) {
            this.canvas.width = width;
            this.canvas.height = height;
        }
        const context = this.canvas.getContext("2d", { willReadFrequently: true });
        if (!context) return null;
        context.drawImage(this.video, (videoWidth - sw) / 2, (videoHeight - sh) / 2, sw, sh, 0, 0, width, height);
        return context.getImageData(0, 0, width, height);
    }

    private decode(frame: ImageData): Promise<string | null> {
        const worker = this.worker ?? new Worker(WORKERS["scanner/decoder/decoder.worker.ts"] ?? "");
        this.worker = worker;
        const question: FrameQuestion = { id: this.turn, pixels: frame.data.buffer, width: frame.width,
            height: frame.height,
            budgetMs: BUDGET_MS, isInvertedFirst: this.turn % 6 === 5 };
        return new Promise((resolve) => {
            const give = (text: string | null) => {
                clearTimeout(timer);
                resolve(text);
            };
            const fail = () => {
                worker.terminate();
                if (this.worker === worker) this.worker = null;
                give(null);
            };
            const timer = setTimeout(fail, WORKER_PATIENCE_MS);
            worker.onerror = fail;
            worker.onmessage = ({ data }: MessageEvent<FrameAnswer>) => {
                if (data.id === question.id) give(data.outcome.kind === "read" ? data.outcome.text : null);
            };
            worker.postMessage(question, [question.pixels]);
        });
    }
}
