// Copying text. Browsers give the clipboard only to secure pages; elsewhere the older way still works, and it says so
// when it does not.

export async function copyText(text: string): Promise<boolean> {
    if (navigator.clipboard && isSecureContext) {
        try {
            await navigator.clipboard.writeText(text);
            return true;
        } catch {
            // Refused, such as in a window that lost the focus: the older way may still do.
        }
    }
    return selectAndCopy(text);
}

function selectAndCopy(text: string): boolean {
    const before = document.activeElement as HTMLElement | null;
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "sr";
    (before?.closest("dialog") ?? document.body).append(area);
    area.select();
    try {
        return document.execCommand("copy");
    } catch {
        return false;
    } finally {
        area.remove();
        before?.focus();
    }
}
