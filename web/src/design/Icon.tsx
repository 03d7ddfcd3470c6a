// One drawing of our set. Decoration unless it has a label.
import sheet from "./icons.svg";
import type { IconName } from "./icons";

const DOTS = new Set<IconName>(["more", "drag"]);

export function Icon({ name, small, fill, label }: { name: IconName; small?: boolean; fill?: boolean;
    label?: string }) {
    const classes = ["icon", small && "icon-small", fill && "icon-fill"].filter(Boolean).join(" ");
    return (
        <svg className={classes} viewBox="0 0 24 24" data-dots={DOTS.has(name) ? "" : undefined}
            {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}>
            <use href={`${sheet}#${name}`} />
        </svg>
    );
}
