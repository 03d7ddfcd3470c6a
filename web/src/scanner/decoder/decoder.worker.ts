// The decoder in a thread of its own: a slow frame never holds up the page. One question, one answer, in order.
import { fromPixels } from "./picture";
import { readPicture } from "./read";
import type { Outcome } from "./read";

export interface FrameQuestion {
    id: number;
    /// RGBA, row by row; handed over, not copied.
    pixels: ArrayBuffer;
    width: number;
    height: number;
    budgetMs: number;
    isInvertedFirst: boolean;
}

export interface FrameAnswer {
    id: number;
    outcome: Outcome;
}

interface WorkerScope {
    onmessage: ((message: MessageEvent<FrameQuestion>) => void) | null;
    postMessage(answer: FrameAnswer): void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = ({ data }) => {
    const { id, pixels, width, height, budgetMs, isInvertedFirst } = data;
    const now = () => performance.now();
    const isWhole = width > 0 && height > 0 && pixels.byteLength === width * height * 4;
    const outcome: Outcome = isWhole
        ? readPicture(fromPixels(new Uint8ClampedArray(pixels), width, height),
            { now, until: now() + budgetMs, isInvertedFirst })
        : { kind: "nothing" };
    scope.postMessage({ id, outcome });
};
