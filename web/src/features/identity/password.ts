// What this side knows about passwords; the box knows more and says so.
import { t } from "../../strings/house";

export function passwordProblem(password: string): string | null {
    const length = [...password].length;
    if (length === 0) return t.forms.required;
    if (length < 8) return t.forms.tooShort(8);
    return length > 256 ? t.forms.tooLong(256, length) : null;
}
