// Whose desk: the artists this account may edit. With one artist it goes straight there.
import { useEffect, useState } from "react";
import { Loaded } from "../../../app/Loaded";
import { rules } from "../../../app/api.gen";
import type { Artist } from "../../../app/api.gen";
import { useData, useInvalidate } from "../../../app/data";
import { Form, SubmitButton, useForm } from "../../../app/forms";
import { useNavigation, useTitle } from "../../../app/navigation";
import { useServices } from "../../../app/services";
import { DeskHead } from "../../../app/shell/DeskHead";
import { Button, Dialog, EmptyState, Skeleton, TextArea, TextField } from "../../../design";
import { t } from "../../../strings/house";
import { ArtistCards } from "../ArtistCards";

export default function DeskPage() {
    useTitle(t.desk.title);
    const { place, go } = useNavigation();
    const artists = useData("GET /api/artists", { query: { mine: true, limit: 200 } });
    const [isOpen, setOpen] = useState(false);
    const only = artists.data?.items.length === 1 && !place.search.includes("all") ? artists.data.items[0] : undefined;
    useEffect(() => {
        if (only) go(`/backstage/music/${only.id}`, { replace: true });
    }, [only, go]);
    return (
        <div className="desk-page">
            <DeskHead title={t.desk.title}><Button kind="primary" icon="plus"
                onClick={() => setOpen(true)}>{t.desk.newArtist}</Button></DeskHead>
            <Loaded of={artists} skeleton={<Skeleton height="200px" />}>
                {({ items }) => (items.length === 0
                    ? <EmptyState icon="note" title={t.desk.noArtists}
                        action={<Button kind="primary"
                        onClick={() => setOpen(true)}>{t.desk.newArtist}</Button>}>{t.desk.noArtistsText}</EmptyState>
                    : <ArtistCards artists={items} base="/backstage/music" />)}
            </Loaded>
            <Dialog open={isOpen} onClose={() => setOpen(false)} title={t.desk.newArtist}><NewArtist
                onMade={(artist) => go(`/backstage/music/${artist.id}`)} /></Dialog>
        </div>
    );
}

function NewArtist({ onMade }: { onMade: (artist: Artist) => void }) {
    const { api } = useServices();
    const invalidate = useInvalidate();
    const form = useForm({
        initial: { name: "", bio: "" }, rules: rules.ArtistDraft,
        submit: ({ name, bio }, options) => api.call("POST /api/artists/register",
            { body: { name: name.trim(), bio: bio.trim() } }, options),
        done: (artist) => {
            invalidate("/api/artists");
            onMade(artist);
        },
    });
    return (
        <Form form={form}>
            <TextField label={t.desk.artistName} hint={t.desk.artistNameHint} autoComplete="off"
                {...form.field("name")} />
            <TextArea label={t.desk.bio} optional {...form.field("bio")} />
            <SubmitButton form={form}>{t.desk.openDesk}</SubmitButton>
        </Form>
    );
}
