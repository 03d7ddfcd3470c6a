// Long work: how much is done, and how long it still takes. Without a total it only says that it is going on.
import { useRef } from "react";
import { formatBytes, formatRest } from "../app/format";
import { t } from "../strings";
import type { Signal } from "./Lamp";
import { Rate } from "./rate";

export interface ProgressProps {
    label: string;
    /// Done so far, in the unit of total; null when nobody can know.
    done: number | null;
    total?: number;
    /// Bytes are written as such; a fraction as per cent.
    unit?: "bytes" | "fraction";
    signal?: Signal;
    /// Words instead of the amount.
    words?: string;
}

export function Progress({ label, done, total = 1, unit = "fraction", signal, words }: ProgressProps) {
    const rate = useRef(new Rate());
    const part = done === null || total <= 0 ? null : Math.min(1, done / total);
    if (done !== null) rate.current.note(done, performance.now());
    const rest = done === null ? null : rate.current.secondsLeft(total);
    const amount = part === null ? "" : unit === "bytes"
        ? t.design.amountOf(formatBytes(done ?? 0), formatBytes(total)) : t.design.percent(Math.round(part * 100));
    return (
        <div className={`progress${part === null ? " progress-unknown" : ""}${signal ? ` signal-${signal}` : ""}`}>
            <div className="progress-track" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100}
                aria-valuenow={part === null ? undefined : Math.round(part * 100)}>
                <div className="progress-fill" style={part === null ? undefined : { transform: `scaleX(${part})` }} />
            </div>
            <div className="progress-words">
                <span>{words ?? amount}</span>
                {rest !== null && part !== null && part < 1 && !words && <span>{t.design.left(formatRest(rest))}</span>}
            </div>
        </div>
    );
}
