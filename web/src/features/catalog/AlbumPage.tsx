// An album: the sleeve, what is on it, and words about it.
import type { Album } from "../../app/api.gen";
import { useData } from "../../app/data";
import { formatLength, formatLongDay } from "../../app/format";
import { Loaded } from "../../app/Loaded";
import { useParam, useTitle } from "../../app/navigation";
import { Accented } from "../../design/Accent";
import { Headline } from "../../design/Headline";
import { LinkButton } from "../../design/Button";
import { Sleeve } from "../../design/Sleeve";
import { Skeleton } from "../../design/States";
import { t } from "../../strings";
import { PlayAll } from "./PlayAll";
import { TrackList, TrackListSkeleton } from "./TrackList";

export default function AlbumPage() {
    const id = useParam("id");
    const data = useData("GET /api/albums/{id}", { path: { id } });
    useTitle(data.data?.title);
    return <Loaded page of={data} skeleton={<AlbumSkeleton />}>{(album) => <AlbumView album={album} />}</Loaded>;
}

function AlbumView({ album }: { album: Album }) {
    const facts = [album.releasedOn && formatLongDay(album.releasedOn, "UTC").replace(/^\S+ /, ""), t.count.tracks(album.trackCount),
        album.durationMs > 0 && formatLength(album.durationMs)].filter(Boolean).join(" · ");
    return (
        <Accented accent={album.accent}>
            <header className="tinted">
                <div className="page masthead">
                    <div className="masthead-sleeve" data-typed={album.cover ? undefined : ""}><Sleeve
                        cover={album.cover} title={album.title} accent={album.accent}
                        sizes="(min-width: 900px) 340px, 70vw" first decorative /></div>
                    <div className="masthead-words">
                        <p><a className="masthead-by" href={`/artists/${album.artist.id}`}>{album.artist.name}</a></p>
                        <Headline text={album.title} maxHeight={innerWidth < 720 ? 130 : 190} />
                        <p className="quiet">{facts}</p>
                        <div className="row">
                            <PlayAll tracks={album.tracks} />
                            {album.canEdit && <LinkButton kind="quiet" icon="edit"
                                href={`/backstage/albums/${album.id}`}><span
                                className="fold">{t.catalog.edit}</span></LinkButton>}
                        </div>
                    </div>
                </div>
            </header>
            <div className="page album-body">
                {album.tracks.length > 0 ? <TrackList tracks={album.tracks} numbered
                    hideArtist={album.tracks.every((track) => track.artist.id === album.artist.id)} />
                    : <p className="quiet">{t.catalog.emptyAlbum}</p>}
                {album.notes && <div className="prose lines album-notes">{album.notes}</div>}
            </div>
        </Accented>
    );
}

function AlbumSkeleton() {
    return (
        <>
            <div className="tinted"><div className="page masthead">
                <div className="masthead-sleeve"><Skeleton ratio="1" /></div>
                <div className="masthead-words"><Skeleton width="30%" height="1rem" /><Skeleton width="70%"
                    height="4rem" /></div>
            </div></div>
            <div className="page album-body"><TrackListSkeleton rows={8} /></div>
        </>
    );
}
