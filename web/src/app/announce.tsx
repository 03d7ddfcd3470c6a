// Says something to those who listen instead of look: `const say = useAnnounce(); say("Saved.")`.
import { createContext, useCallback, useContext, useRef } from "react";
import type { ReactNode } from "react";

const Context = createContext<(text: string) => void>(() => undefined);

export const useAnnounce = () => useContext(Context);

export function AnnounceProvider({ children }: { children: ReactNode }) {
    const region = useRef<HTMLDivElement>(null);
    const say = useCallback((text: string) => {
        if (!region.current) return;
        // The same words twice are said twice: a region that does not change is not read.
        region.current.textContent = "";
        requestAnimationFrame(() => {
            if (region.current) region.current.textContent = text;
        });
    }, []);
    return (
        <Context.Provider value={say}>
            {children}
            <div ref={region} className="sr" role="status" aria-live="polite" />
        </Context.Provider>
    );
}
