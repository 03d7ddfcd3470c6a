import type { ReactNode } from "react";
import { IconButton } from "../../design/Button";
import { t } from "../../strings";
import { useNavigation } from "../navigation";

/// The head of a page on the desk: its name, what belongs to all of it, and the way back.
export function DeskHead({ title, back, children }: { title: ReactNode; back?: string; children?: ReactNode }) {
    const { go } = useNavigation();
    return (
        <div className="desk-head">
            <div className="row row-tight">
                {back && <IconButton icon="arrow-left" label={t.app.goBack} onClick={() => go(back)} />}
                <h1 className="display display-40">{title}</h1>
            </div>
            {children && <div className="row row-tight">{children}</div>}
        </div>
    );
}
