// Elements without a framework: made once, changed in place.
import sheet from "../../design/icons.svg";
import type { IconName } from "../../design/icons";

type Child = Node | string | null | undefined | false;
type Props = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

const SVG = "http://www.w3.org/2000/svg";

function append(element: Element, children: readonly Child[]) {
    for (const child of children) if (child !== null && child !== undefined && child !== false) element.append(child);
}

/// h("button", { class: "button", onclick: go }, "Go"). A function is a listener; false, null and undefined leave out.
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {},
    ...children: Child[]): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
        if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
        else if (value !== false && value !== null && value !== undefined) element.setAttribute(name,
            value === true ? "" : String(value));
    }
    append(element, children);
    return element;
}

function svg(tag: string, props: Record<string, string>, ...children: Element[]): SVGElement {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(props)) element.setAttribute(name, value);
    element.append(...children);
    return element;
}

/// A drawing of the house's set; decoration.
export function icon(name: IconName): SVGElement {
    return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" },
        svg("use", { href: `${sheet}#${name}` }));
}

export type Shape = "go" | "wait" | "stop" | "unsent" | "off";

// Disc: go. Triangle: wait. Square: stop. Diamond: not known. Ring: off. The same shapes as the lamps of the desk.
const OUTLINES: Record<Shape, string> = {
    go: "M50 2a48 48 0 1 0 0 96 48 48 0 1 0 0-96z",
    wait: "M50 3 98 95H2z",
    stop: "M4 4h92v92H4z",
    unsent: "M50 1 99 50 50 99 1 50z",
    off: "M50 8a42 42 0 1 0 0 84 42 42 0 1 0 0-84z",
};
const MARKS: Partial<Record<Shape, string>> = {
    go: "M27 52 43 68 74 34",
    wait: "M50 40v26M50 79v.1",
    stop: "M29 29 71 71M71 29 29 71",
    unsent: "M50 27v30M50 72v.1",
};

/// The shape of an answer, with its mark inside where it is shown large.
export function shape(kind: Shape, isLarge: boolean): SVGElement {
    const outline = svg("path", { class: "shape-fill", d: OUTLINES[kind] });
    const mark = MARKS[kind];
    const marks = isLarge && mark ? [svg("path", { class: "shape-mark", d: mark })] : [];
    return svg("svg", { class: `shape shape-${kind}`, viewBox: "0 0 100 100", "aria-hidden": "true" }, outline,
        ...marks);
}

export function fill(element: Element, ...children: Child[]) {
    element.replaceChildren();
    append(element, children);
}

export function button(label: string, onclick: () => void,
    options: { icon?: IconName; look?: string } = {}): HTMLButtonElement {
    return h("button", { type: "button", class: `button ${options.look ?? ""}`.trim(), onclick },
        options.icon && icon(options.icon),
        h("span", {}, label));
}
