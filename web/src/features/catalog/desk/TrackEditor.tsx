// The words of a track, in a sheet beside the list.
import { rules } from "../../../app/api.gen";
import type { Track } from "../../../app/api.gen";
import { useInvalidate } from "../../../app/data";
import { Form, SubmitButton, useForm } from "../../../app/forms";
import { useServices } from "../../../app/services";
import { Button, RadioList, SelectField, Sheet, TextArea, TextField, useToast } from "../../../design";
import { t } from "../../../strings/house";
import { useRemoval } from "./removal";
import type { AlbumChoice } from "./UploadList";

export function TrackEditor({ track, albums, onClose }: { track: Track | null; albums: readonly AlbumChoice[];
    onClose: () => void }) {
    return (
        <Sheet open={track !== null} onClose={onClose} title={track ? t.desk.editTrack(track.title) : ""}>
            {track && <Editor key={track.id} track={track} albums={albums} onClose={onClose} />}
        </Sheet>
    );
}

function Editor({ track, albums, onClose }: { track: Track; albums: readonly AlbumChoice[]; onClose: () => void }) {
    const { api } = useServices();
    const toast = useToast();
    const invalidate = useInvalidate();
    const { removeTrack } = useRemoval();
    const form = useForm({
        initial: { title: track.title, credits: track.credits, albumId: track.album?.id ?? "",
            visibility: track.visibility },
        rules: { ...rules.TrackChange, title: { ...rules.TrackChange.title, required: true } },
        submit: ({ title, credits, albumId, visibility }) => api.call("PATCH /api/tracks/{id}", {
            path: { id: track.id }, body: { title: title.trim(), credits, albumId: albumId || null, visibility } }),
        done: () => {
            invalidate("/api/tracks", "/api/albums", "/api/artists");
            toast({ text: t.desk.saved, signal: "go" });
            onClose();
        },
    });
    return (
        <Form form={form} className="stack gap-5">
            <TextField label={t.desk.trackTitle} {...form.field("title")} />
            <SelectField label={t.desk.album} {...form.field("albumId")}
                options={[{ value: "", label: t.desk.noAlbum },
                    ...albums.map((one) => ({ value: one.id, label: one.title }))]} />
            <TextArea label={t.desk.creditsField} hint={t.desk.creditsHint} optional {...form.field("credits")} />
            <RadioList label={t.desk.visibility} value={form.values.visibility}
                onChange={(value) => form.set("visibility", value)} options={[
                { value: "listed", label: t.desk.listed, hint: t.desk.listedHint }, { value: "private",
                    label: t.desk.private, hint: t.desk.privateHint },
            ]} />
            <div className="row row-apart">
                <SubmitButton form={form}>{t.desk.save}</SubmitButton>
                <Button kind="danger" icon="trash"
                    onClick={() => { onClose(); void removeTrack(track); }}>{t.desk.remove}</Button>
            </div>
        </Form>
    );
}
