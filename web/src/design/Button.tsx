// Buttons and links that look like them. A link is a plain <a>: the router listens to clicks on the document.
import { forwardRef } from "react";
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode } from "react";
import { t } from "../strings";
import { Icon } from "./Icon";
import type { IconName } from "./icons";

export type ButtonKind = "primary" | "plain" | "quiet" | "danger" | "danger-fill";

interface Look {
    kind?: ButtonKind;
    /// In display type, 56 px high: the one thing to do on a poster.
    large?: boolean;
    /// As wide as its place.
    wide?: boolean;
    icon?: IconName;
}

function classOf({ kind = "plain", large, wide }: Look, extra?: string) {
    return ["button", kind !== "plain" && `button-${kind}`, large && "button-large", wide && "button-wide", extra]
        .filter(Boolean).join(" ");
}

export interface ButtonProps extends Look, ButtonHTMLAttributes<HTMLButtonElement> {
    /// Work is being done: the button stays focusable, says so, and does nothing.
    busy?: boolean;
    children?: ReactNode;
}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
    { kind, large, wide, icon, busy, children, className, onClick, type = "button", ...rest }, ref) {
    return (
        <button ref={ref} type={type} {...rest} className={classOf({ kind, large, wide }, className)}
            aria-busy={busy || undefined} aria-disabled={busy || undefined}
            onClick={busy ? (event) => event.preventDefault() : onClick}>
            {busy ? <span className="busy-mark" role="img" aria-label={t.design.working} /> : icon
                && <Icon name={icon} small={!large} />}
            {children}
        </button>
    );
});

export interface LinkButtonProps extends Look, AnchorHTMLAttributes<HTMLAnchorElement> {
    href: string;
    children?: ReactNode;
}

export function LinkButton({ kind, large, wide, icon, children, className, ...rest }: LinkButtonProps) {
    return (
        <a {...rest} className={classOf({ kind, large, wide }, className)}>
            {icon && <Icon name={icon} small={!large} />}
            {children}
        </a>
    );
}

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
    icon: IconName;
    /// Said aloud and shown when the pointer rests.
    label: string;
    kind?: ButtonKind;
    fill?: boolean;
    busy?: boolean;
}

export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
    { icon, label, kind, fill, busy, className, type = "button", ...rest }, ref) {
    return (
        <button ref={ref} type={type} aria-label={label} title={label} {...rest} aria-busy={busy || undefined}
            className={classOf({ kind }, `button-icon ${className ?? ""}`)}>
            {busy ? <span className="busy-mark" /> : <Icon name={icon} fill={fill} />}
        </button>
    );
});

export function TextLink({ href, icon, children }: { href: string; icon?: IconName; children: ReactNode }) {
    return <a className="text-link" href={href}>{children}{icon && <Icon name={icon} small />}</a>;
}
