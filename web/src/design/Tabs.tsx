// Tabs: arrows move, the panel belongs to its tab. For tabs that are addresses use <NavTabs>.
import { useId, useRef } from "react";
import type { KeyboardEvent, ReactNode } from "react";

export interface TabItem<V extends string> {
    value: V;
    label: ReactNode;
}

export function Tabs<V extends string>({ label, value, onChange, items, children }: {
    label: string; value: V; onChange: (value: V) => void; items: readonly TabItem<V>[]; children: ReactNode;
}) {
    const id = useId();
    const list = useRef<HTMLDivElement>(null);
    const move = (event: KeyboardEvent) => {
        const now = items.findIndex((item) => item.value === value);
        const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: items.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        const item = items[(to + items.length) % items.length];
        if (!item) return;
        onChange(item.value);
        list.current?.querySelectorAll<HTMLElement>("[role=tab]")[items.indexOf(item)]?.focus();
    };
    return (
        <>
            <div className="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
                {items.map((item) => (
                    <button key={item.value} type="button" role="tab" className="tab" id={`${id}-${item.value}`}
                        aria-selected={item.value === value} aria-controls={`${id}-panel`} tabIndex={item.value === value ? 0 : -1}
                        onClick={() => onChange(item.value)}>{item.label}</button>
                ))}
            </div>
            <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`}>{children}</div>
        </>
    );
}

export function NavTabs({ label, current, items }: { label: string; current: string;
    items: readonly { href: string; label: ReactNode }[] }) {
    return (
        <nav className="tabs" aria-label={label}>
            {items.map((item) => (
                <a key={item.href} className="tab" href={item.href}
                    aria-current={item.href === current ? "page" : undefined}>{item.label}</a>
            ))}
        </nav>
    );
}
