// The foot of every page: the player, and on a phone the navigation. It stands in the flow of the page and sticks to
// the bottom, so it never covers the end of the content. Its height is known to others as --dock.
import { Suspense, lazy, useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { usePlayer } from "../../features/catalog/player/hooks";

const PlayerBar = lazy(() => import("../../features/catalog/player/PlayerBar"));

export function Dock({ children }: { children?: ReactNode }) {
    const { state } = usePlayer();
    const root = useRef<HTMLDivElement>(null);
    useEffect(() => {
        const element = root.current;
        if (!element) return undefined;
        const observer = new ResizeObserver(() => document.documentElement.style.setProperty("--dock",
            `${element.offsetHeight}px`));
        observer.observe(element);
        return () => observer.disconnect();
    }, []);
    return (
        <div className="dock" ref={root}>
            {state.entry && <Suspense fallback={<div className="player-place" />}><PlayerBar /></Suspense>}
            {children}
        </div>
    );
}
