// The whole page takes files: while they hang over it, it says where they would go. A button does the same.
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { Button } from "../../../design";
import { t } from "../../../strings/house";
import { filesOf } from "./files";

export function DropZone({ name, onFiles, children }: { name: string; onFiles: (files: File[]) => void;
    children?: ReactNode }) {
    const [isOver, setOver] = useState(false);
    const input = useRef<HTMLInputElement>(null);
    const latest = useRef(onFiles);
    latest.current = onFiles;
    useEffect(() => {
        let depth = 0;
        const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
        const enter = (event: DragEvent) => {
            if (!hasFiles(event)) return;
            event.preventDefault();
            depth += 1;
            setOver(true);
        };
        const over = (event: DragEvent) => {
            if (hasFiles(event)) event.preventDefault();
        };
        const leave = () => {
            depth = Math.max(0, depth - 1);
            if (depth === 0) setOver(false);
        };
        const drop = (event: DragEvent) => {
            if (!hasFiles(event) || !event.dataTransfer) return;
            event.preventDefault();
            depth = 0;
            setOver(false);
            void filesOf(event.dataTransfer).then((files) => latest.current(files));
        };
        const listeners: [string, (event: DragEvent) => void][] = [["dragenter", enter], ["dragover", over],
            ["dragleave", leave], ["drop", drop]];
        for (const [type, listener] of listeners) document.addEventListener(type, listener as EventListener);
        return () => {
            for (const [type, listener] of listeners) document.removeEventListener(type, listener as EventListener);
        };
    }, []);
    return (
        <div className="drop">
            <div className="drop-words">
                <p className="display display-28">{t.desk.dropHere}</p>
                <p className="small quiet">{t.desk.formats}</p>
            </div>
            <div className="row row-tight">
                {children}
                <Button kind="primary" icon="upload"
                    onClick={() => input.current?.click()}>{t.desk.chooseFiles}</Button>
            </div>
            <input ref={input} type="file" multiple hidden accept="audio/*,.flac,.opus,.ogg,.m4a,.aiff,.aif"
                aria-label={t.desk.chooseFiles}
                onChange={(event) => { onFiles([...(event.target.files ?? [])]); event.target.value = ""; }} />
            {isOver && <div className="drop-over" aria-hidden><p
                className="display display-64">{t.desk.dropNow(name)}</p></div>}
        </div>
    );
}
