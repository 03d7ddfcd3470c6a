// The desk of one artist: drop files anywhere, watch them arrive, keep the tracks, the albums and the page in order.
import { Loaded } from "../../../app/Loaded";
import { rules } from "../../../app/api.gen";
import type { ArtistPage } from "../../../app/api.gen";
import { useData, useInvalidate } from "../../../app/data";
import { Form, SubmitButton, useForm } from "../../../app/forms";
import { useNavigation, useParam, useQueryParam, useTitle } from "../../../app/navigation";
import { useServices } from "../../../app/services";
import { DeskHead } from "../../../app/shell/DeskHead";
import { LinkButton, Skeleton, Tabs, TextArea, TextField, useToast } from "../../../design";
import { t } from "../../../strings/house";
import { ArtistPeople } from "./ArtistPeople";
import { DeskAlbums } from "./DeskAlbums";
import { DeskTracks, RemovedTracks } from "./DeskTracks";
import { DropZone } from "./DropZone";
import { sortFiles } from "./files";
import { PictureField } from "./PictureField";
import { UploadList } from "./UploadList";

type Tab = "tracks" | "albums" | "page" | "removed";

export default function ArtistDesk() {
    const id = useParam("id");
    const page = useData("GET /api/artists/{id}", { path: { id } });
    useTitle(page.data?.artist.name);
    return (
        <div className="desk-page">
            <Loaded of={page} skeleton={<Skeleton height="320px" />}>{(data) => <Desk key={id} page={data} />}</Loaded>
        </div>
    );
}

function Desk({ page: { artist, albums, tracks } }: { page: ArtistPage }) {
    const { uploads } = useServices();
    const { place } = useNavigation();
    const toast = useToast();
    const [show, setShow] = useQueryParam("show");
    const tab: Tab = show === "albums" || show === "page" || show === "removed" ? show : "tracks";
    const take = (files: File[]) => {
        const { audio, others } = sortFiles(files);
        if (audio.length > 0) uploads.add(audio, artist.id);
        if (others.length > 0) toast({ text: t.desk.notAudio(others.slice(0, 3).map((file) => file.name).join(", ")),
            signal: "wait" });
    };
    const choices = albums.map(({ id, title }) => ({ id, title }));
    return (
        <>
            <DeskHead title={artist.name} back={`/backstage/music${place.search.includes("all") ? "" : "?all"}`}>
                <LinkButton kind="quiet" icon="eye" href={`/artists/${artist.id}`}>{t.desk.seeIt}</LinkButton>
            </DeskHead>
            <div className="stack gap-6">
                <DropZone name={artist.name} onFiles={take} />
                <UploadList artistId={artist.id} albums={choices} />
                <div>
                    <Tabs label={artist.name} value={tab}
                        onChange={(value) => setShow(value === "tracks" ? "" : value)} items={[
                        { value: "tracks", label: t.desk.tracks }, { value: "albums",
                            label: t.desk.albums }, { value: "page", label: t.desk.page }, { value: "removed",
                            label: t.desk.removedTab },
                    ]}>
                        <div className="desk-panel">
                            {tab === "tracks" && <DeskTracks artistId={artist.id} initial={tracks} albums={choices} />}
                            {tab === "albums" && <DeskAlbums artistId={artist.id} albums={albums} />}
                            {tab === "page" && <div className="stack gap-7">
                                <PageForm page={{ artist, albums, tracks }} />
                                <ArtistPeople artist={artist} />
                            </div>}
                            {tab === "removed" && <RemovedTracks artistId={artist.id} />}
                        </div>
                    </Tabs>
                </div>
            </div>
        </>
    );
}

function PageForm({ page: { artist } }: { page: ArtistPage }) {
    const { api } = useServices();
    const toast = useToast();
    const invalidate = useInvalidate();
    const form = useForm({
        initial: { name: artist.name, bio: artist.bio }, rules: { ...rules.ArtistChange, name: rules.ArtistDraft.name },
        submit: ({ name, bio }) => api.call("PATCH /api/artists/{id}",
            { path: { id: artist.id }, body: { name: name.trim(), bio } }),
        done: () => {
            invalidate("/api/artists");
            toast({ text: t.desk.saved, signal: "go" });
        },
    });
    return (
        <div className="two-columns">
            <Form form={form} className="stack gap-5">
                <TextField label={t.desk.artistName} hint={t.desk.artistNameHint} {...form.field("name")} />
                <TextArea label={t.desk.bio} optional rows={8} {...form.field("bio")} />
                <div><SubmitButton form={form} disabled={!form.isChanged}>{t.desk.save}</SubmitButton></div>
            </Form>
            <PictureField label={t.desk.picture} address={`/api/artists/${artist.id}/picture`} cover={artist.picture}
                title={artist.name} accent={artist.accent}
                onSet={() => invalidate("/api/artists")} />
        </div>
    );
}
