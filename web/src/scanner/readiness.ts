// Is everything that a scan needs there? Readings of the device and the box, as lines that a person understands.
import type { CameraState } from "./camera";
import { t } from "./strings";
import { amountOfTime } from "./times";

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
    signal: "go" | "wait" | "stop" | "off";
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
    return ms <= SLOW_MS ? { name, signal: "go", words: t.checks.boxAnswers(ms) }
        : { name, signal: "wait", words: t.checks.boxSlow(ms) };
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
        { name: t.checks.live, signal: r.isLive ? "go" : "wait",
            words: r.isLive ? t.checks.liveOn : t.checks.liveOff } as CheckLine,
        cameraLine(r.camera)];
    if (r.camera === "on") lines.push({ name: t.checks.reader, signal: "go",
        words: r.isNativeReader ? t.checks.readerNative : t.checks.readerOwn });
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
