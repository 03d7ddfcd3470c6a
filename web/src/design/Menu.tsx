// A button that opens a list of things to do. Arrows move, Escape and a click elsewhere close it.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { t } from "../strings";
import { IconButton } from "./Button";
import { Icon } from "./Icon";
import type { IconName } from "./icons";

export interface MenuItem {
    label: string;
    icon?: IconName;
    /// Either an address or something to do.
    href?: string;
    onSelect?: () => void;
    danger?: boolean;
}

export function Menu({ label = t.design.more, icon = "more", items, up }: { label?: string; icon?: IconName;
    items: readonly MenuItem[]; up?: boolean }) {
    const [open, setOpen] = useState(false);
    const root = useRef<HTMLDivElement>(null);
    const button = useRef<HTMLButtonElement>(null);
    const [flips, setFlips] = useState(false);
    useLayoutEffect(() => {
        const list = root.current?.querySelector(".menu-list");
        if (!open || up || !list) return;
        const dock = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--dock")) || 0;
        const { bottom, height, top } = list.getBoundingClientRect();
        setFlips(bottom > innerHeight - dock && top - height > 0);
    }, [open, up]);
    useEffect(() => {
        if (!open) return undefined;
        root.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus({ preventScroll: true });
        const elsewhere = (event: PointerEvent) => {
            if (!root.current?.contains(event.target as Node)) setOpen(false);
        };
        document.addEventListener("pointerdown", elsewhere);
        return () => document.removeEventListener("pointerdown", elsewhere);
    }, [open]);
    const close = () => {
        setOpen(false);
        setFlips(false);
        button.current?.focus();
    };
    const keys = (event: KeyboardEvent) => {
        if (!open) return;
        const all = [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
        const now = all.indexOf(document.activeElement as HTMLElement);
        const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key];
        if (event.key === "Escape") {
            event.stopPropagation();
            close();
        } else if (event.key === "Tab") {
            setOpen(false);
        } else if (to !== undefined) {
            event.preventDefault();
            all[(to + all.length) % all.length]?.focus();
        }
    };
    return (
        <div className={up || (open && flips) ? "menu menu-up" : "menu"} ref={root} onKeyDown={keys}>
            <IconButton ref={button} icon={icon} label={label} aria-haspopup="menu" aria-expanded={open}
                onClick={() => setOpen(!open)} />
            {open && <div className="menu-list" role="menu" aria-label={label}>
                {items.map((item) => {
                    const inside = <>{item.icon && <Icon name={item.icon} small />}<span
                        className="grow">{item.label}</span></>;
                    const classes = item.danger ? "menu-item menu-item-danger" : "menu-item";
                    return item.href
                        ? <a key={item.label} role="menuitem" tabIndex={-1} className={classes} href={item.href}
                            onClick={close}>{inside}</a>
                        : <button key={item.label} type="button" role="menuitem" tabIndex={-1} className={classes}
                            onClick={() => { close(); item.onSelect?.(); }}>{inside}</button>;
                })}
            </div>}
        </div>
    );
}
