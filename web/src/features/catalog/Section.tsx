// A part of a page under a heading in display type, with a way to see all of it.
import type { ReactNode } from "react";
import { TextLink } from "../../design/Button";

export function Section({ title, more, children }: { title: string; more?: { href: string; label: string };
    children: ReactNode }) {
    return (
        <section className="part">
            <div className="part-head">
                <h2 className="display display-40">{title}</h2>
                {more && <TextLink href={more.href}>{more.label}</TextLink>}
            </div>
            {children}
        </section>
    );
}
