// A name set as wood type: every line as wide as its place, as large as the height allows.
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import { setHeadline } from "./woodtype";

export interface HeadlineProps {
    text: string;
    /// Pixels it may be high; on a narrow place never more than the place is wide.
    maxHeight: number;
    as?: "h1" | "h2" | "p" | "span";
    /// Around the lines: a link.
    wrap?: (lines: ReactNode) => ReactNode;
}

export function Headline({ text, maxHeight, as: Tag = "h1", wrap = (lines) => lines }: HeadlineProps) {
    const root = useRef<HTMLElement>(null);
    const [width, setWidth] = useState(0);
    useLayoutEffect(() => {
        const element = root.current;
        if (!element) return undefined;
        setWidth(element.clientWidth);
        const observer = new ResizeObserver(() => setWidth(element.clientWidth));
        observer.observe(element);
        return () => observer.disconnect();
    }, []);
    const lines = useMemo(() => (width > 0 ? setHeadline(text, Math.min(1, maxHeight / width)) : []),
        [text, width, maxHeight]);
    return (
        <Tag ref={root as never} className="headline display">
            {wrap(lines.length === 0 ? text : lines.map((line, i) => (
                <span key={i} className="headline-line"
                    style={{ fontSize: `max(1.75rem, ${(line.size * width).toFixed(1)}px)` }}>{line.text}{i < lines.length - 1 ? " " : ""}</span>
            )))}
        </Tag>
    );
}
