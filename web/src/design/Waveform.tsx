// The shape of a track, and a slider over it. Arrows go 5 seconds, Page keys 30, Home and End to the ends.
import { useEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent } from "react";
import { formatDuration } from "../app/format";
import { t } from "../strings";
import { barsPath, decodePeaks, resample } from "./peaks";

export interface WaveformProps {
    /// Base64 of 400 bytes; null draws a flat line.
    peaks: string | null;
    durationMs: number;
    positionMs: number;
    /// Asked to go to a place, in milliseconds. Without it the shape is only a picture.
    onSeek?: (ms: number) => void;
    height?: number;
    label?: string;
}

const BAR_PX = 4;
const FLAT = Array.from({ length: 60 }, () => 0.04);

export function Waveform({ peaks, durationMs, positionMs, onSeek, height = 72,
    label = t.design.position }: WaveformProps) {
    const root = useRef<HTMLDivElement>(null);
    const [width, setWidth] = useState(400);
    const [hover, setHover] = useState<number | null>(null);
    const dragged = useRef(false);
    useEffect(() => {
        const element = root.current;
        if (!element) return undefined;
        const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
        observer.observe(element);
        return () => observer.disconnect();
    }, []);
    const decoded = useMemo(() => decodePeaks(peaks), [peaks]);
    const bars = Math.max(24, Math.floor(width / BAR_PX));
    const path = useMemo(() => barsPath(resample(decoded.length ? decoded : FLAT, bars)), [decoded, bars]);
    const part = durationMs > 0 ? Math.min(1, Math.max(0, positionMs / durationMs)) : 0;
    const partAt = (event: PointerEvent) => {
        const box = event.currentTarget.getBoundingClientRect();
        return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    };
    const keys = (event: KeyboardEvent) => {
        const step = { ArrowRight: 5000, ArrowUp: 5000, ArrowLeft: -5000, ArrowDown: -5000, PageUp: 30_000,
            PageDown: -30_000 }[event.key];
        const to = event.key === "Home" ? 0 : event.key === "End" ? durationMs : step === undefined ? null : positionMs + step;
        if (to === null || !onSeek) return;
        event.preventDefault();
        event.stopPropagation();
        onSeek(Math.min(durationMs, Math.max(0, to)));
    };
    const shape = (
        <>
            <svg viewBox={`0 0 ${bars} 100`} preserveAspectRatio="none" aria-hidden>
                <path className="waveform-rest" d={path} />
                <path className="waveform-played" d={path} style={{ clipPath: `inset(0 ${(1 - part) * 100}% 0 0)` }} />
            </svg>
            {onSeek && positionMs > 0 && <span className="waveform-head" style={{ left: `${part * 100}%` }} />}
            {hover !== null && <>
                <span className="waveform-hover" style={{ left: `${hover * 100}%` }} />
                <span className="waveform-time"
                    style={{ left: `${hover * 100}%` }}>{formatDuration(hover * durationMs)}</span>
            </>}
        </>
    );
    const size = { "--waveform-height": `${height}px` } as Record<string, string>;
    if (!onSeek) return <div className="waveform" ref={root} style={{ ...size, cursor: "default" }}
        aria-hidden>{shape}</div>;
    return (
        <div className="waveform" ref={root} style={size} role="slider" tabIndex={0} aria-label={label}
            aria-valuemin={0}
            aria-valuemax={Math.round(durationMs / 1000)} aria-valuenow={Math.round(positionMs / 1000)}
            aria-valuetext={t.design.positionText(formatDuration(positionMs), formatDuration(durationMs))}
            onKeyDown={keys}
            onPointerDown={(event) => { dragged.current = true;
                event.currentTarget.setPointerCapture(event.pointerId); setHover(partAt(event)); }}
            onPointerMove={(event) => setHover(event.pointerType === "mouse" || dragged.current ? partAt(event) : null)}
            onPointerUp={(event) => { if (dragged.current) onSeek(partAt(event) * durationMs);
                dragged.current = false; if (event.pointerType !== "mouse") setHover(null); }}
            onPointerCancel={() => { dragged.current = false; setHover(null); }}
            onPointerLeave={() => { if (!dragged.current) setHover(null); }}>
            {shape}
        </div>
    );
}
