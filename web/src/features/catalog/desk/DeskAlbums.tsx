// The albums of an artist, and a way to make one.
import { useState } from "react";
import { rules } from "../../../app/api.gen";
import type { AlbumSummary } from "../../../app/api.gen";
import { useInvalidate } from "../../../app/data";
import { Form, SubmitButton, useForm } from "../../../app/forms";
import { useNavigation } from "../../../app/navigation";
import { useServices } from "../../../app/services";
import { Button, Dialog, EmptyState, Sleeve, TextField } from "../../../design";
import { t } from "../../../strings/house";

export function DeskAlbums({ artistId, albums }: { artistId: string; albums: readonly AlbumSummary[] }) {
    const [isOpen, setOpen] = useState(false);
    return (
        <div className="stack gap-5">
            <div><Button kind="primary" icon="plus" onClick={() => setOpen(true)}>{t.desk.newAlbum}</Button></div>
            {albums.length === 0 ? <EmptyState icon="disc" title={t.desk.noAlbums}>{t.desk.noAlbumsText}</EmptyState>
                : (
                <ul className="crate">
                    {albums.map((album) => (
                        <li key={album.id}>
                            <a className="crate-item" href={`/backstage/albums/${album.id}`}>
                                <Sleeve cover={album.cover} title={album.title} accent={album.accent} sizes="210px"
                                    decorative />
                                <span className="crate-title">{album.title}</span>
                                <span className="crate-by">{t.count.tracks(album.trackCount)}</span>
                            </a>
                        </li>
                    ))}
                </ul>
            )}
            <Dialog open={isOpen} onClose={() => setOpen(false)} title={t.desk.newAlbum}><NewAlbum
                artistId={artistId} /></Dialog>
        </div>
    );
}

function NewAlbum({ artistId }: { artistId: string }) {
    const { api } = useServices();
    const { go } = useNavigation();
    const invalidate = useInvalidate();
    const form = useForm({
        initial: { title: "", releasedOn: "" }, rules: { title: rules.AlbumDraft.title },
        submit: ({ title, releasedOn }, options) => api.call("POST /api/albums", {
            body: { artistId, title: title.trim(), ...(releasedOn ? { releasedOn } : {}) } }, options),
        done: (album) => {
            invalidate("/api/albums", "/api/artists");
            go(`/backstage/albums/${album.id}`);
        },
    });
    return (
        <Form form={form}>
            <TextField label={t.desk.albumTitle} autoComplete="off" {...form.field("title")} />
            <TextField label={t.desk.releasedOn} type="date" optional {...form.field("releasedOn")} />
            <SubmitButton form={form}>{t.desk.makeAlbum}</SubmitButton>
        </Form>
    );
}
