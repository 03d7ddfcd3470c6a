// All tracks of an artist in a table: what state they are in, where they belong; one opens in a sheet.
import { usePages } from "../../../app/data";
import type { Track } from "../../../app/api.gen";
import { sentenceOf } from "../../../app/api";
import { formatDuration, formatRecent } from "../../../app/format";
import { useQueryParam } from "../../../app/navigation";
import { useBox } from "../../../app/session";
import { Badge, Button, EmptyState, ErrorState, Icon, IconButton, Lamp, Loading, Skeleton,
    Table } from "../../../design";
import type { Column } from "../../../design";
import { t } from "../../../strings/house";
import { usePlayer } from "../player/hooks";
import { useRemoval } from "./removal";
import { TrackEditor } from "./TrackEditor";
import type { AlbumChoice } from "./UploadList";

export function DeskTracks({ artistId, initial, albums }: { artistId: string; initial: readonly Track[];
    albums: readonly AlbumChoice[] }) {
    const pages = usePages("GET /api/tracks", { query: { artist: artistId, limit: 100 } });
    const { player, state } = usePlayer();
    const { zone } = useBox();
    const [opened, setOpened] = useQueryParam("track");
    const tracks = pages.items ?? initial;
    const columns: Column<Track>[] = [
        { key: "play", name: t.catalog.play, hideName: true, width: "44px", cell: (track) => {
            const isPlaying = state.entry?.track.id === track.id && state.isPlaying;
            return <IconButton icon={isPlaying ? "pause" : "play"}
                label={isPlaying ? t.catalog.pauseTrack(track.title)
                : t.catalog.playTrack(track.title, track.artist.name)}
                disabled={track.state !== "ready"} onClick={() => (state.entry?.track.id === track.id
                    ? player.toggle() : player.play([track]))} />;
        } },
        { key: "title", name: t.desk.columnTitle, cell: (track) => (
            <button type="button" className="cell-link" onClick={() => setOpened(track.id)}>
                {track.title}{track.visibility === "private"
                    && <Badge><Icon name="lock" small />{t.catalog.privateTrack}</Badge>}
            </button>) },
        { key: "state", name: t.desk.columnState, cell: (track) => <TrackLamp track={track} /> },
        { key: "album", name: t.desk.columnAlbum,
            cell: (track) => (track.album ? <a href={`/backstage/albums/${track.album.id}`}>{track.album.title}</a>
            : <span className="quiet">–</span>) },
        { key: "length", name: t.desk.columnLength, number: true, cell: (track) => formatDuration(track.durationMs) },
        { key: "loudness", name: t.desk.columnLoudness, number: true,
            cell: (track) => (track.loudnessLufs === null ? "–"
            : t.catalog.lufs(track.loudnessLufs.toFixed(1).replace("-", "−"))) },
        { key: "added", name: t.desk.columnAdded, number: true, cell: (track) => formatRecent(track.createdAt, zone) },
    ];
    if (pages.error && !pages.items) return <ErrorState sentence={sentenceOf(pages.error)}
        onRetry={() => void pages.reload()} />;
    if (tracks.length === 0) return <EmptyState icon="upload"
        title={t.desk.noTracks}>{t.desk.noTracksText}</EmptyState>;
    return (
        <>
            <Table caption={t.desk.tracks} columns={columns} rows={tracks} rowKey={(track) => track.id} folds />
            {pages.hasMore && <div className="more-row"><Button
                onClick={() => void pages.more()}>{t.catalog.moreOf}</Button></div>}
            <TrackEditor track={tracks.find((track) => track.id === opened) ?? null} albums={albums}
                onClose={() => setOpened("")} />
        </>
    );
}

function TrackLamp({ track }: { track: Track }) {
    if (track.state === "ready") return <Lamp signal="go">{t.desk.ready}</Lamp>;
    if (track.state === "measuring") return <Lamp signal="info">{t.desk.measuring}</Lamp>;
    return <span title={track.problem ?? undefined}><Lamp signal="stop">{t.desk.failed}</Lamp><span
        className="small quiet failed-why">{track.problem}</span></span>;
}

export function RemovedTracks({ artistId }: { artistId: string }) {
    const pages = usePages("GET /api/tracks", { query: { artist: artistId, removed: true, limit: 100 } });
    const { restoreTrack } = useRemoval();
    if (pages.error && !pages.items) return <ErrorState sentence={sentenceOf(pages.error)}
        onRetry={() => void pages.reload()} />;
    if (!pages.items) return <Loading><Skeleton height="120px" /></Loading>;
    if (pages.items.length === 0) return <p className="quiet">{t.desk.nothingRemoved}</p>;
    return (
        <Table caption={t.desk.removedTab} rows={pages.items} rowKey={(track) => track.id} columns={[
            { key: "title", name: t.desk.columnTitle, cell: (track) => track.title },
            { key: "length", name: t.desk.columnLength, number: true,
                cell: (track) => formatDuration(track.durationMs) },
            { key: "back", name: t.desk.columnActions, hideName: true, number: true,
                cell: (track) => <Button icon="undo"
                onClick={() => void restoreTrack(track)}>{t.desk.restore}</Button> },
        ]} />
    );
}
