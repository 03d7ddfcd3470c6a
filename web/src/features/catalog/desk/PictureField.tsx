// A picture of an artist or an album: shown as a sleeve, set by choosing or dropping a file, with progress.
import { useRef, useState } from "react";
import { sentenceOf } from "../../../app/api";
import { useServices } from "../../../app/services";
import { PICTURE_TYPES, upload } from "../../../app/upload";
import { Button, Notice, Progress, Sleeve, useToast } from "../../../design";
import { t } from "../../../strings/house";

export function PictureField<T>({ label, address, cover, title, accent, onSet }: {
    label: string; address: string; cover: string | null; title: string; accent: string | null; onSet: (answer: T) => void;
}) {
    const { api } = useServices();
    const toast = useToast();
    const input = useRef<HTMLInputElement>(null);
    const [sent, setSent] = useState<{ done: number; total: number } | null>(null);
    const [problem, setProblem] = useState<string | null>(null);
    const set = async (file: File | undefined) => {
        if (!file) return;
        setProblem(null);
        setSent({ done: 0, total: file.size });
        try {
            onSet(await upload<T>(api, { method: "PUT", address, body: file,
                onProgress: (done, total) => setSent({ done, total }) }));
            toast({ text: t.desk.coverSet, signal: "go" });
        } catch (error) {
            setProblem(sentenceOf(error));
        } finally {
            setSent(null);
        }
    };
    return (
        <div className="picture-field">
            <div className="picture-sleeve"><Sleeve cover={cover} title={title} accent={accent} sizes="240px" /></div>
            <div className="stack gap-2">
                <p className="field-label">{label}</p>
                <p className="field-hint">{t.desk.coverHint}</p>
                {sent ? <Progress label={label} done={sent.done} total={sent.total} unit="bytes" />
                    : <div><Button icon="image" onClick={() => input.current?.click()}>{t.desk.setCover}</Button></div>}
                {problem && <Notice signal="stop">{problem}</Notice>}
            </div>
            <input ref={input} type="file" hidden accept={PICTURE_TYPES} aria-label={label}
                onChange={(event) => { void set(event.target.files?.[0]); event.target.value = ""; }} />
        </div>
    );
}
