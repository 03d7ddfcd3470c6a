// A button that copies a text and says whether it did.
import { Button, useToast } from "../../design";
import type { ButtonProps } from "../../design/Button";
import { t } from "../../strings/house";
import { copyText } from "./copying";

export function CopyButton({ text, done = t.updates.copied, children = t.updates.copy, ...rest }: ButtonProps & { text: () => string; done?: string }) {
    const toast = useToast();
    const copy = async () => {
        if (await copyText(text())) toast({ text: done, signal: "go" });
        else toast({ text: t.board.copyFailed, signal: "wait" });
    };
    return <Button icon="copy" {...rest} onClick={() => void copy()}>{children}</Button>;
}
