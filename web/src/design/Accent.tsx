// Everything inside wears the accent of an artist or a show.
import { useMemo } from "react";
import type { CSSProperties, ReactNode } from "react";
import { accentStyle } from "./colour";

export function Accented({ accent, children, className }: { accent: string | null | undefined; children: ReactNode;
    className?: string }) {
    const style = useMemo(() => accentStyle(accent) as CSSProperties, [accent]);
    return <div className={`accented ${className ?? ""}`} style={style}>{children}</div>;
}
