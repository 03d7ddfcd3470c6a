// What a screen shows when it has no content: it loads, it is empty, it failed.
import type { CSSProperties, ReactNode } from "react";
import { t } from "../strings";
import { Button } from "./Button";
import { Icon } from "./Icon";
import type { IconName } from "./icons";

/// A grey place of the size of what will come.
export function Skeleton({ width = "100%", height = "1em", ratio }: { width?: string; height?: string;
    ratio?: string }) {
    const style: CSSProperties = ratio ? { width, aspectRatio: ratio } : { width, height };
    return <span className="skeleton" style={style} aria-hidden />;
}

/// Around skeletons: says once that something loads.
export function Loading({ children }: { children: ReactNode }) {
    return <div aria-busy="true"><span className="sr">{t.design.loading}</span>{children}</div>;
}

/// `as="h1"` where it is the whole page.
export function EmptyState({ icon, title, children, action, as: Heading = "h2" }: {
    icon?: IconName; title: string; children?: ReactNode; action?: ReactNode; as?: "h1" | "h2";
}) {
    return (
        <div className="state">
            {icon && <span className="state-mark"><Icon name={icon} /></span>}
            <Heading className="display display-40">{title}</Heading>
            {children && <div className="quiet prose">{children}</div>}
            {action}
        </div>
    );
}

export function ErrorState({ title = t.design.somethingWrong, sentence, onRetry, action, as: Heading = "h2" }: {
    title?: string; sentence: string; onRetry?: () => void; action?: ReactNode; as?: "h1" | "h2";
}) {
    return (
        <div className="state" role="alert">
            <Heading className="display display-40">{title}</Heading>
            <p className="prose">{sentence}</p>
            <div className="row row-tight">
                {onRetry && <Button icon="refresh" onClick={onRetry}>{t.design.tryAgain}</Button>}
                {action}
            </div>
        </div>
    );
}

/// A line above everything: the device is offline, the box cannot be reached, the disk is full.
export function Banner({ signal = "wait", children, action }: { signal?: "wait" | "stop"; children: ReactNode;
    action?: ReactNode }) {
    return (
        <div className={signal === "stop" ? "banner banner-stop" : "banner"}
            role={signal === "stop" ? "alert" : "status"}>
            <Icon name={signal === "stop" ? "warning" : "offline"} small />
            <span>{children}</span>
            {action}
        </div>
    );
}
