// An artist: the name as on a poster, the records, the tracks.
import type { ArtistPage as ArtistPageData } from "../../app/api.gen";
import { useData } from "../../app/data";
import { Loaded } from "../../app/Loaded";
import { useParam, useTitle } from "../../app/navigation";
import { Accented } from "../../design/Accent";
import { Headline } from "../../design/Headline";
import { LinkButton } from "../../design/Button";
import { Sleeve } from "../../design/Sleeve";
import { EmptyState, Skeleton } from "../../design/States";
import { t } from "../../strings";
import { AlbumGrid, AlbumGridSkeleton } from "./AlbumGrid";
import { PlayAll } from "./PlayAll";
import { Section } from "./Section";
import { TrackList } from "./TrackList";

export default function ArtistPage() {
    const id = useParam("id");
    const data = useData("GET /api/artists/{id}", { path: { id } });
    useTitle(data.data?.artist.name);
    return <Loaded page of={data} skeleton={<ArtistSkeleton />}>{(page) => <Artist page={page} />}</Loaded>;
}

function Artist({ page: { artist, albums, tracks } }: { page: ArtistPageData }) {
    return (
        <Accented accent={artist.accent}>
            <header className="tinted">
                <div className="page masthead">
                    <div className="masthead-sleeve" data-typed={artist.picture ? undefined : ""}><Sleeve
                        cover={artist.picture} title={artist.name} accent={artist.accent}
                        sizes="(min-width: 900px) 340px, 60vw" first decorative /></div>
                    <div className="masthead-words">
                        <Headline text={artist.name} maxHeight={innerWidth < 720 ? 130 : 260} />
                        <p className="quiet">{[albums.length > 0 && t.count.albums(albums.length),
                            t.count.tracks(artist.trackCount)].filter(Boolean).join(", ")}</p>
                        <div className="row">
                            <PlayAll tracks={tracks} shuffle />
                            {artist.canEdit && <LinkButton kind="quiet" icon="edit"
                                href={`/backstage/music/${artist.id}`}><span
                                className="fold">{t.catalog.edit}</span></LinkButton>}
                        </div>
                    </div>
                </div>
            </header>
            <div className="page parts">
                {albums.length > 0 && <Section title={t.catalog.albums}><AlbumGrid albums={albums}
                    hideArtist /></Section>}
                {tracks.length > 0 && <Section title={t.catalog.tracks}><TrackList tracks={tracks}
                    hideArtist /></Section>}
                {albums.length === 0 && tracks.length === 0
                    && <EmptyState title={t.catalog.noTracks}>{t.catalog.noMusicText}</EmptyState>}
                {artist.bio && <Section title={t.catalog.about}><div
                    className="prose lines">{artist.bio}</div></Section>}
            </div>
        </Accented>
    );
}

function ArtistSkeleton() {
    return (
        <>
            <div className="tinted"><div className="page masthead">
                <div className="masthead-sleeve"><Skeleton ratio="1" /></div>
                <div className="masthead-words"><Skeleton width="60%" height="5rem" /></div>
            </div></div>
            <div className="page parts"><AlbumGridSkeleton /></div>
        </>
    );
}
