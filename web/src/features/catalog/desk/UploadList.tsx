// Uploads of this tab: each file with its progress, and its title and album to fill in while it is on its way.
import { useState, useSyncExternalStore } from "react";
import type { Track } from "../../../app/api.gen";
import { useData } from "../../../app/data";
import { formatBytes } from "../../../app/format";
import { useServices } from "../../../app/services";
import type { UploadItem } from "../../../app/uploads";
import { Button, IconButton, Lamp, Notice, Progress, SelectField, TextField } from "../../../design";
import type { Signal } from "../../../design";
import { t } from "../../../strings/house";
import { titleOf } from "./files";

export interface AlbumChoice {
    id: string;
    title: string;
}

export function useUploads(artistId: string) {
    const { uploads } = useServices();
    const items = useSyncExternalStore(uploads.watch, uploads.list);
    return { uploads, items: items.filter((item) => item.artistId === artistId) };
}

export function UploadList({ artistId, albums }: { artistId: string; albums: readonly AlbumChoice[] }) {
    const { uploads, items } = useUploads(artistId);
    if (items.length === 0) return null;
    const isBusy = items.some((item) => item.state === "waiting" || item.state === "sending");
    return (
        <section className="uploads" aria-label={t.desk.uploads}>
            <div className="row row-apart uploads-head">
                <h2 className="heading">{t.desk.uploads}</h2>
                {isBusy ? <p className="small quiet">{t.desk.uploadsGoOn}</p>
                    : <Button kind="quiet" onClick={() => items.forEach((item) => uploads.clear(item.key))}>{t.desk.clearDone}</Button>}
            </div>
            <ul>{items.map((item) => <UploadRow key={item.key} item={item} albums={albums} />)}</ul>
        </section>
    );
}

function UploadRow({ item, albums }: { item: UploadItem; albums: readonly AlbumChoice[] }) {
    const { uploads } = useServices();
    const { data: fresh } = useData("GET /api/tracks/{id}", { path: { id: item.track?.id ?? "" } },
        { skip: item.track === null });
    const track = fresh ?? item.track;
    const { signal, words } = stateOf(item, track);
    const isOpen = item.state === "waiting" || item.state === "sending" || item.state === "stored";
    return (
        <li className="upload">
            <div className="upload-line">
                <div className="grow">
                    <p className="cut strong">{item.file.name}</p>
                    <p className="tiny quiet tabular">{formatBytes(item.file.size)}</p>
                </div>
                <Lamp signal={signal}>{words}</Lamp>
                {item.state === "failed" || item.state === "cancelled" ? <>
                    <Button icon="refresh" onClick={() => uploads.retry(item.key)}>{t.desk.retryUpload}</Button>
                    <IconButton icon="close" label={t.desk.forget(item.file.name)}
                        onClick={() => uploads.clear(item.key)} />
                </> : item.state === "stored" ? <IconButton icon="close" label={t.desk.forget(item.file.name)}
                    onClick={() => uploads.clear(item.key)} />
                    : <IconButton icon="close" label={t.desk.cancelUpload(item.file.name)}
                        onClick={() => uploads.cancel(item.key)} />}
            </div>
            {item.state === "sending" && <Progress label={item.file.name} done={item.sent} total={item.file.size}
                unit="bytes" />}
            {item.state === "stored" && track?.state === "measuring"
                && <Progress label={t.desk.measuring} done={track.progress} words={t.desk.measuring} />}
            {(item.problem ?? track?.problem) && <Notice signal="stop">{item.problem ?? track?.problem}</Notice>}
            {item.problemSaving && <Notice signal="stop">{item.problemSaving}</Notice>}
            {isOpen && track?.state !== "failed" && <UploadDraft item={item} track={track} albums={albums} />}
        </li>
    );
}

function stateOf(item: UploadItem, track: Track | null): { signal: Signal; words: string } {
    switch (item.state) {
    case "waiting": return { signal: "off", words: t.desk.waiting };
    case "sending": return { signal: "info", words: t.desk.sending };
    case "failed": return { signal: "stop", words: t.desk.failed };
    case "cancelled": return { signal: "off", words: t.desk.cancelled };
    case "stored":
        if (track?.state === "ready") return { signal: "go", words: t.desk.ready };
        return track?.state === "failed" ? { signal: "stop", words: t.desk.failed } : { signal: "info",
            words: t.desk.measuring };
    }
}

/// What is typed here is kept with the upload and goes to the box as soon as the file is there.
function UploadDraft({ item, track, albums }: { item: UploadItem; track: Track | null;
    albums: readonly AlbumChoice[] }) {
    const { uploads } = useServices();
    const [title, setTitle] = useState(item.draft?.title ?? track?.title ?? titleOf(item.file.name));
    const isTouched = item.draft?.title !== undefined;
    // Tags in the file may know the title better than its name does.
    const shown = isTouched ? title : track?.title ?? title;
    const album = item.draft?.albumId !== undefined ? item.draft.albumId ?? "" : track?.album?.id ?? item.albumId ?? "";
    return (
        <div className="upload-draft">
            <TextField label={t.desk.trackTitle} value={shown} maxLength={200}
                onChange={(value) => { setTitle(value); uploads.setDraft(item.key, { title: value });
                    }} onBlur={() => void uploads.saveDraft(item.key)} />
            <SelectField label={t.desk.album} value={album}
                onChange={(value) => { uploads.setDraft(item.key, { albumId: value || null });
                void uploads.saveDraft(item.key); }}
                options={[{ value: "", label: t.desk.noAlbum },
                    ...albums.map((one) => ({ value: one.id, label: one.title }))]} />
        </div>
    );
}
