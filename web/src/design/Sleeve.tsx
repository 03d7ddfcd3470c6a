// A record sleeve. With a cover it shows the cover; without one it is set in type on the accent, over the grooves of a
// record whose place follows from the name, so that every sleeve without a picture still has a face of its own.
import { useMemo } from "react";
import type { CSSProperties } from "react";
import { t } from "../strings";
import { accentStyle } from "./colour";
import { setHeadline } from "./woodtype";

const SIZES = [96, 256, 400, 800, 1400];
/// The words take 86 % of the width, and at most as much of the height as their width times this.
const WORDS_WIDTH = 86;
const WORDS_HEIGHT = 0.8;

export function imageAddress(cid: string, size: 96 | 256 | 400 | 800 | 1400): string {
    return `/api/images/${cid}/${size}`;
}

export interface SleeveProps {
    cover: string | null;
    title: string;
    accent: string | null;
    /// How wide it is drawn, as in the `sizes` attribute: "160px", "(min-width: 900px) 480px, 100vw".
    sizes?: string;
    /// The picture at the top of the page is fetched first.
    first?: boolean;
    /// Beside its own title a sleeve is decoration.
    decorative?: boolean;
}

export function Sleeve({ cover, title, accent, sizes = "240px", first, decorative }: SleeveProps) {
    const style = useMemo(() => accentStyle(accent) as CSSProperties, [accent]);
    if (cover) {
        return (
            <span className="sleeve accented" style={style}>
                <img src={imageAddress(cover, 400)} sizes={sizes} alt={decorative ? "" : t.design.coverOf(title)}
                    srcSet={SIZES.map((size) => `/api/images/${cover}/${size} ${size}w`).join(", ")}
                    width={400} height={400} loading={first ? "eager" : "lazy"} decoding="async"
                    {...{ fetchpriority: first ? "high" : undefined }} />
            </span>
        );
    }
    return (
        <span className="sleeve accented" style={style}
            {...(decorative ? { "aria-hidden": true } : { role: "img", "aria-label": t.design.coverOf(title) })}>
            <Grooves seed={title} />
            <span className="sleeve-words" aria-hidden>
                {setHeadline(title, WORDS_HEIGHT).map((line, i) => <span key={i}
                    style={{ fontSize: `${(line.size * WORDS_WIDTH).toFixed(2)}cqi` }}>{line.text}</span>)}
            </span>
        </span>
    );
}

export function Grooves({ seed }: { seed: string }) {
    const { x, y, rings } = useMemo(() => {
        let sum = 7;
        for (const char of seed) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
        return { x: 30 + (sum % 60), y: 18 + ((sum >> 3) % 30), rings: 6 + (sum % 5) };
    }, [seed]);
    return (
        <svg className="sleeve-grooves" viewBox="0 0 100 100" preserveAspectRatio="xMidYMid slice" aria-hidden>
            {Array.from({ length: rings * 3 }, (_, i) => (
                <circle key={i} cx={x} cy={y} r={6 + i * 2.6 + (i % rings === 0 ? 1.4 : 0)}
                    strokeWidth={i % rings === 0 ? 0.9 : 0.35} />
            ))}
        </svg>
    );
}
