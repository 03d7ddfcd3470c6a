// Lamps: a state by colour and shape and word. Disc: go. Triangle: wait. Square: stop. Diamond: info. Ring: off.
import type { ReactNode } from "react";
import { t } from "../strings";

export type Signal = "go" | "wait" | "stop" | "info" | "off";

export function LampShape({ signal }: { signal: Signal }) {
    return (
        <svg className="lamp-shape" viewBox="0 0 12 12" aria-hidden>
            {signal === "go" && <circle cx="6" cy="6" r="5.5" />}
            {signal === "wait" && <path d="M6 .5 12 11.5H0z" />}
            {signal === "stop" && <path d="M1 1h10v10H1z" />}
            {signal === "info" && <path d="M6 0l6 6-6 6-6-6z" />}
            {signal === "off" && <circle cx="6" cy="6" r="5" />}
        </svg>
    );
}

export function Lamp({ signal, children }: { signal: Signal; children?: ReactNode }) {
    return (
        <span className={`lamp signal-${signal}${signal === "off" ? " lamp-off" : ""}`}>
            <LampShape signal={signal} />
            <span className="lamp-word">{children ?? t.design.lamp[signal]}</span>
        </span>
    );
}

export function Badge({ children }: { children: ReactNode }) {
    return <span className="badge">{children}</span>;
}

/// A sentence that belongs to the page, with its lamp. An error notice is announced.
export function Notice({ signal = "info", children }: { signal?: Signal; children: ReactNode }) {
    return (
        <div className={`notice signal-${signal}`} role={signal === "stop" ? "alert" : undefined}>
            <LampShape signal={signal} />
            <div className="grow">{children}</div>
        </div>
    );
}

/// A big number with its name beneath.
export function Figure({ number, name }: { number: ReactNode; name: ReactNode }) {
    return <div className="figure"><span className="figure-number">{number}</span><span
        className="figure-name">{name}</span></div>;
}
