// The order of an album's tracks: dragged, or moved with the arrow keys on the handle.
import { useAnnounce } from "../../../app/announce";
import type { Album, Track } from "../../../app/api.gen";
import { formatDuration } from "../../../app/format";
import { IconButton, Lamp } from "../../../design";
import { Icon } from "../../../design/Icon";
import { useReorder } from "../../../design/useReorder";
import { t } from "../../../strings/house";

export function AlbumOrder({ album, onOrder, onTakeOut }: {
    album: Album; onOrder: (ids: string[]) => void; onTakeOut: (track: Track) => void;
}) {
    const say = useAnnounce();
    const ids = album.tracks.map((track) => track.id);
    const { list, handle, rowState } = useReorder(ids, (id, to) => {
        const rest = ids.filter((one) => one !== id);
        rest.splice(to, 0, id);
        onOrder(rest);
        say(t.player.movedTo(to + 1, ids.length));
    });
    if (album.tracks.length === 0) return <p className="quiet">{t.catalog.emptyAlbum}</p>;
    return (
        <section aria-label={t.desk.order}>
            <p className="field-hint">{t.desk.orderHint}</p>
            <ol className="queue-rows" ref={list}>
                {album.tracks.map((track, i) => <Row key={track.id} track={track} number={i + 1}
                    handle={handle(track.id, i)} state={rowState(track.id, i)}
                    onTakeOut={() => onTakeOut(track)} />)}
            </ol>
        </section>
    );
}

function Row({ track, number, handle, state, onTakeOut }: {
    track: Track; number: number; handle: ReturnType<ReturnType<typeof useReorder>["handle"]>; state: object; onTakeOut: () => void;
}) {
    return (
        <li className="queue-row" {...state}>
            <button type="button" className="queue-handle" aria-label={t.player.drag(track.title)} {...handle}><Icon
                name="drag" small /></button>
            <span className="tabular quiet order-number">{number}</span>
            <a className="grow cut order-title"
                href={`/backstage/music/${track.artist.id}?track=${track.id}`}>{track.title}</a>
            {track.state === "measuring" && <Lamp signal="info">{t.desk.measuring}</Lamp>}
            {track.state === "failed" && <Lamp signal="stop">{t.desk.failed}</Lamp>}
            <span className="quiet small tabular">{formatDuration(track.durationMs)}</span>
            <IconButton icon="close" label={t.desk.takeOut(track.title)} onClick={onTakeOut} />
        </li>
    );
}
