// Moving rows of a list: by dragging a handle with pointer or finger, or with the arrow keys on it.
//
//     const { list, handle, rowState } = useReorder(keys, (key, to) => …);
//     <ol ref={list}>{rows.map((row, i) => <li {...rowState(row.key, i)}><button {...handle(row.key, i)} />…</li>)}</ol>
import { useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent } from "react";

export function useReorder<K>(keys: readonly K[], onMove: (key: K, to: number) => void) {
    const list = useRef<HTMLOListElement>(null);
    const [dragged, setDragged] = useState<{ key: K; over: number } | null>(null);
    const indexAt = (y: number) => {
        const rows = [...(list.current?.children ?? [])];
        const found = rows.findIndex((row) => {
            const { top, height } = row.getBoundingClientRect();
            return y < top + height / 2;
        });
        return found < 0 ? rows.length : found;
    };
    const drop = (index: number) => {
        if (!dragged) return;
        const to = dragged.over > index ? dragged.over - 1 : dragged.over;
        if (to !== index) onMove(dragged.key, to);
        setDragged(null);
    };
    const press = (event: KeyboardEvent<HTMLElement>, key: K, index: number) => {
        const to = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: keys.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        if (to < 0 || to >= keys.length || to === index) return;
        onMove(key, to);
        // The row moves in the document and may lose the focus on its way.
        const button = event.currentTarget;
        requestAnimationFrame(() => button.focus());
    };
    return {
        list,
        rowState: (key: K, index: number) => ({
            "data-dragged": dragged?.key === key ? "" : undefined, "data-over": dragged?.over === index ? "" : undefined,
            "data-over-end": dragged?.over === keys.length && index === keys.length - 1 ? "" : undefined,
        }),
        handle: (key: K, index: number) => ({
            onPointerDown: (event: PointerEvent<HTMLElement>) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                setDragged({ key, over: index });
            },
            onPointerMove: (event: PointerEvent) => {
                if (dragged?.key === key) setDragged({ key, over: indexAt(event.clientY) });
            },
            onPointerUp: () => drop(index),
            onPointerCancel: () => setDragged(null),
            onKeyDown: (event: KeyboardEvent<HTMLElement>) => press(event, key, index),
        }),
    };
}
