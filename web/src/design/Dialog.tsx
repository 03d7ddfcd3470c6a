// Dialogs on the native <dialog>: focus goes in, stays in, and returns; Escape and a click beside it close it.
import { createContext, useCallback, useContext, useEffect, useId, useRef, useState } from "react";
import type { MouseEvent, ReactNode } from "react";
import { t } from "../strings";
import { Button, IconButton } from "./Button";

export interface DialogProps {
    open: boolean;
    onClose: () => void;
    title: string;
    children?: ReactNode;
    /// Buttons at the foot.
    foot?: ReactNode;
    wide?: boolean;
}

const FIRST = ".dialog-body input:not([type=file]):not([readonly]), .dialog-body textarea, .dialog-body select, .button-primary";

function Modal({ open, onClose, title, children, foot, className }: DialogProps & { className: string }) {
    const ref = useRef<HTMLDialogElement>(null);
    const id = useId();
    useEffect(() => {
        const dialog = ref.current;
        if (!dialog) return;
        if (open && !dialog.open) {
            dialog.showModal();
            // The browser would choose the close button: whoever opened this wants its first field, or what it is for.
            dialog.querySelector<HTMLElement>(FIRST)?.focus();
        }
        if (!open && dialog.open) dialog.close();
    }, [open]);
    const outside = (event: MouseEvent<HTMLDialogElement>) => {
        if (event.target !== ref.current) return;
        const box = ref.current.getBoundingClientRect();
        const inside = event.clientX >= box.left && event.clientX <= box.right
            && event.clientY >= box.top && event.clientY <= box.bottom;
        if (!inside) onClose();
    };
    return (
        <dialog ref={ref} className={className} aria-labelledby={id} onMouseDown={outside}
            onCancel={(event) => { event.preventDefault(); onClose(); }}>
            {open && <>
                <div className="dialog-head">
                    <h2 className="dialog-title" id={id}>{title}</h2>
                    <IconButton icon="close" label={t.design.close} onClick={onClose} />
                </div>
                <div className="dialog-body">{children}</div>
                {foot && <div className="dialog-foot">{foot}</div>}
            </>}
        </dialog>
    );
}

export function Dialog(props: DialogProps) {
    return <Modal {...props} className={props.wide ? "dialog dialog-wide" : "dialog"} />;
}

/// Comes up from below on a phone and stands at the right on anything wider.
export function Sheet(props: DialogProps) {
    return <Modal {...props} className="sheet" />;
}

export interface Question {
    title: string;
    text: ReactNode;
    /// What the button does, in words: "Cancel the show".
    yes: string;
    no?: string;
    danger?: boolean;
}

const Asking = createContext<(question: Question) => Promise<boolean>>(async () => false);

/// Asks once, in words: `if (await ask({title, text, yes: "Cancel the show", danger: true})) …`
export function useConfirm() {
    return useContext(Asking);
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
    const [asked, setAsked] = useState<{ question: Question; answer: (yes: boolean) => void } | null>(null);
    const ask = useCallback((question: Question) => new Promise<boolean>((answer) => setAsked({ question, answer })),
        []);
    const finish = (yes: boolean) => {
        asked?.answer(yes);
        setAsked(null);
    };
    return (
        <Asking.Provider value={ask}>
            {children}
            <Dialog open={asked !== null} onClose={() => finish(false)} title={asked?.question.title ?? ""}
                foot={asked && <>
                    <Button onClick={() => finish(false)}>{asked.question.no ?? t.design.cancel}</Button>
                    <Button kind={asked.question.danger ? "danger-fill" : "primary"}
                        onClick={() => finish(true)}>{asked.question.yes}</Button>
                </>}>
                <div className="prose">{asked?.question.text}</div>
            </Dialog>
        </Asking.Provider>
    );
}
