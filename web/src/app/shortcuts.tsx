// Keys that work anywhere on a page, and the list of them behind "?".
//
//     useShortcut("k", t.keys.play, () => player.toggle());
//
// A key is what KeyboardEvent.key says ("k", "?", "/", "ArrowRight", "F2"). Nothing fires while somebody types,
// unless the shortcut says `whileTyping`, as function keys at the counter do.
import { createContext, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import { Dialog } from "../design/Dialog";
import { t } from "../strings";

interface Shortcut {
    key: string;
    label: string;
    run: () => void;
    whileTyping?: boolean;
}

interface Keyring {
    add: (shortcut: Shortcut) => () => void;
    open: () => void;
}

const Context = createContext<Keyring | null>(null);

function isTyping(target: EventTarget | null): boolean {
    const element = target as HTMLElement | null;
    return Boolean(element?.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], dialog[open]"));
}

export function ShortcutsProvider({ children }: { children: ReactNode }) {
    const shortcuts = useRef<Shortcut[]>([]);
    const [isOpen, setOpen] = useState(false);
    const keyring = useMemo<Keyring>(() => ({
        add: (shortcut) => {
            shortcuts.current = [...shortcuts.current, shortcut];
            return () => {
                shortcuts.current = shortcuts.current.filter((one) => one !== shortcut);
            };
        },
        open: () => setOpen(true),
    }), []);
    useEffect(() => {
        const pressed = (event: KeyboardEvent) => {
            if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
            const typing = isTyping(event.target);
            if (event.key === "?" && !typing) {
                setOpen(true);
                return;
            }
            // The page that came last has the first word.
            const found = [...shortcuts.current].reverse().find((one) => one.key === event.key
                && (!typing || one.whileTyping));
            if (!found) return;
            event.preventDefault();
            found.run();
        };
        document.addEventListener("keydown", pressed);
        return () => document.removeEventListener("keydown", pressed);
    }, []);
    const seen = new Set<string>();
    const list = isOpen ? [...shortcuts.current].reverse().filter((one) => !seen.has(one.key)
        && seen.add(one.key)).reverse() : [];
    return (
        <Context.Provider value={keyring}>
            {children}
            <Dialog open={isOpen} onClose={() => setOpen(false)} title={t.app.shortcuts}>
                <p className="quiet small">{t.app.shortcutsHint}</p>
                <dl className="shortcuts">
                    {list.map((one) => (
                        <div key={one.key} className="row row-apart"><dt>{one.label}</dt><dd><kbd>{nameOf(one.key)}</kbd></dd></div>
                    ))}
                </dl>
            </Dialog>
        </Context.Provider>
    );
}

function nameOf(key: string): string {
    return { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓",
        " ": "␣" }[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

export function useShortcut(key: string, label: string, run: () => void,
    options: { whileTyping?: boolean; off?: boolean } = {}) {
    const keyring = useContext(Context);
    const latest = useRef(run);
    latest.current = run;
    const { whileTyping, off } = options;
    useEffect(() => {
        if (off || !keyring) return undefined;
        return keyring.add({ key, label, whileTyping, run: () => latest.current() });
    }, [keyring, key, label, whileTyping, off]);
}

export function useShortcutHelp() {
    return useContext(Context)?.open ?? (() => undefined);
}
