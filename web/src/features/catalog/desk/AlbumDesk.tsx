// One album on the desk: cover, words, the order of its tracks. Files dropped here go into it.
import { useState } from "react";
import { Loaded } from "../../../app/Loaded";
import { rules } from "../../../app/api.gen";
import type { Album, Track } from "../../../app/api.gen";
import { sentenceOf } from "../../../app/api";
import { useData, useInvalidate } from "../../../app/data";
import { Form, SubmitButton, useForm } from "../../../app/forms";
import { useNavigation, useParam, useTitle } from "../../../app/navigation";
import { useServices } from "../../../app/services";
import { DeskHead } from "../../../app/shell/DeskHead";
import { Button, LinkButton, Sheet, Skeleton, TextArea, TextField, useToast } from "../../../design";
import { t } from "../../../strings/house";
import { AlbumOrder } from "./AlbumOrder";
import { DropZone } from "./DropZone";
import { sortFiles } from "./files";
import { PictureField } from "./PictureField";
import { useRemoval } from "./removal";
import { UploadList } from "./UploadList";

export default function AlbumDesk() {
    const id = useParam("id");
    const album = useData("GET /api/albums/{id}", { path: { id } });
    useTitle(album.data?.title);
    return <div className="desk-page"><Loaded of={album}
        skeleton={<Skeleton height="320px" />}>{(data) => <Desk key={id} album={data}
        change={album.change} />}</Loaded></div>;
}

function Desk({ album, change }: { album: Album; change: (update: (now: Album) => Album) => () => void }) {
    const { api, uploads } = useServices();
    const { go } = useNavigation();
    const toast = useToast();
    const invalidate = useInvalidate();
    const { removeAlbum } = useRemoval();
    const [isAdding, setAdding] = useState(false);
    const home = `/backstage/music/${album.artist.id}?show=albums`;
    const refresh = () => invalidate("/api/albums", "/api/artists", "/api/tracks");
    /// The new order is on the screen at once; the box is told, and if it refuses the old one comes back.
    const order = async (trackIds: string[]) => {
        const undo = change((now) => ({ ...now,
            tracks: trackIds.flatMap((id) => now.tracks.filter((track) => track.id === id)) }));
        try {
            await api.call("PATCH /api/albums/{id}", { path: { id: album.id }, body: { trackIds } });
            refresh();
        } catch (error) {
            undo();
            toast({ text: sentenceOf(error), signal: "stop" });
            refresh();
        }
    };
    /// A track comes into the album, at its end, or leaves it and becomes a single one.
    const place = async (track: Track, albumId: string | null) => {
        try {
            await api.call("PATCH /api/tracks/{id}", { path: { id: track.id }, body: { albumId } });
            refresh();
            if (albumId === null) toast({ text: t.desk.tookOut(track.title), undo: () => place(track, album.id) });
        } catch (error) {
            toast({ text: sentenceOf(error), signal: "stop" });
        }
    };
    const take = (files: File[]) => {
        const { audio, others } = sortFiles(files);
        if (audio.length > 0) uploads.add(audio, album.artist.id, album.id);
        if (others.length > 0) toast({ text: t.desk.notAudio(others.slice(0, 3).map((file) => file.name).join(", ")),
            signal: "wait" });
    };
    return (
        <>
            <DeskHead title={album.title} back={home}>
                <LinkButton kind="quiet" icon="eye" href={`/albums/${album.id}`}>{t.desk.seeIt}</LinkButton>
                <Button kind="danger" icon="trash"
                    onClick={() => void removeAlbum(album, () => go(home))}>{t.desk.remove}</Button>
            </DeskHead>
            <div className="album-desk">
                <div className="stack gap-5">
                    <DropZone name={album.title} onFiles={take}><Button icon="plus"
                        onClick={() => setAdding(true)}>{t.desk.addTracks}</Button></DropZone>
                    <UploadList artistId={album.artist.id} albums={[{ id: album.id, title: album.title }]} />
                    <AlbumOrder album={album} onOrder={(ids) => void order(ids)}
                        onTakeOut={(track) => void place(track, null)} />
                </div>
                <div className="stack gap-6">
                    <PictureField label={t.desk.cover} address={`/api/albums/${album.id}/cover`} cover={album.cover}
                        title={album.title} accent={album.accent} onSet={refresh} />
                    <Words album={album} />
                </div>
            </div>
            <Sheet open={isAdding} onClose={() => setAdding(false)} title={t.desk.addTracks}>
                <Loose album={album} onAdd={(track) => void place(track, album.id)} />
            </Sheet>
        </>
    );
}

function Words({ album }: { album: Album }) {
    const { api } = useServices();
    const toast = useToast();
    const invalidate = useInvalidate();
    const form = useForm({
        initial: { title: album.title, releasedOn: album.releasedOn ?? "",
            notes: album.notes }, rules: { ...rules.AlbumChange, title: rules.AlbumDraft.title, releasedOn: {},
            trackIds: undefined } as never,
        submit: ({ title, releasedOn, notes }) => api.call("PATCH /api/albums/{id}", {
            path: { id: album.id }, body: { title: title.trim(), notes, ...(releasedOn ? { releasedOn } : {}) } }),
        done: () => {
            invalidate("/api/albums", "/api/artists");
            toast({ text: t.desk.saved, signal: "go" });
        },
    });
    return (
        <Form form={form}>
            <TextField label={t.desk.albumTitle} {...form.field("title")} />
            <TextField label={t.desk.releasedOn} type="date" optional {...form.field("releasedOn")} />
            <TextArea label={t.desk.notes} optional {...form.field("notes")} />
            <div><SubmitButton form={form} disabled={!form.isChanged}>{t.desk.save}</SubmitButton></div>
        </Form>
    );
}

/// Tracks of the artist that are in no album yet.
function Loose({ album, onAdd }: { album: Album; onAdd: (track: Track) => void }) {
    const tracks = useData("GET /api/tracks", { query: { artist: album.artist.id, limit: 200 } });
    return (
        <Loaded of={tracks} skeleton={<Skeleton height="200px" />}>
            {({ items }) => {
                const loose = items.filter((track) => track.album === null && track.state !== "failed");
                if (loose.length === 0) return <p className="quiet">{t.desk.everythingInAlbums}</p>;
                return (
                    <ul>
                        {loose.map((track) => (
                            <li key={track.id} className="loose-row"><span
                                className="grow cut">{track.title}</span><Button icon="plus"
                                onClick={() => onAdd(track)}>{t.desk.addToAlbum}</Button></li>
                        ))}
                    </ul>
                );
            }}
        </Loaded>
    );
}
