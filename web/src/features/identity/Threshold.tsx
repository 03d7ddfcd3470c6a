// The frame of the pages before the door: one column, a large word, nothing else.
import type { ReactNode } from "react";

export function Threshold({ title, over, children }: { title: string; over?: string | undefined; children: ReactNode }) {
    return (
        <div className="threshold">
            <header className="threshold-head">
                {over && <p className="threshold-over">{over}</p>}
                <h1 className="display display-64">{title}</h1>
            </header>
            <div className="stack gap-5">{children}</div>
        </div>
    );
}
