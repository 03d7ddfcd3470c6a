// A sheet over the page, from below on a phone: native <dialog>, so that focus, Escape and the screen reader behave.
import { t } from "../strings";
import { h, icon } from "./dom";

export interface Sheet {
    body: HTMLElement;
    close(): void;
    isOpen(): boolean;
}

export function openSheet(title: string, onClose: () => void = () => undefined): Sheet {
    const body = h("div", { class: "sheet-body" });
    const dialog: HTMLDialogElement = h("dialog", { class: "door-sheet", "aria-label": title },
        h("div", { class: "sheet-head" }, h("h2", { class: "sheet-title" }, title),
            h("button", { type: "button", class: "button button-icon", "aria-label": t.close,
                onclick: () => dialog.close() }, icon("close"))),
        body);
    dialog.addEventListener("close", () => {
        dialog.remove();
        onClose();
    });
    // A touch beside the sheet closes it.
    dialog.addEventListener("click", (event) => {
        if (event.target === dialog) dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
    return { body, close: () => dialog.close(), isOpen: () => dialog.open };
}
