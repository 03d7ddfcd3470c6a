// Tracks below each other: one tap plays from here on, the queue is two taps away.
import { formatDuration } from "../../app/format";
import type { Track } from "../../app/api.gen";
import { Icon } from "../../design/Icon";
import { Badge } from "../../design/Lamp";
import { Menu } from "../../design/Menu";
import { Sleeve } from "../../design/Sleeve";
import { Skeleton } from "../../design/States";
import { useToast } from "../../design/Toast";
import type { MenuItem } from "../../design/Menu";
import { t } from "../../strings";
import { usePlayer } from "./player/hooks";
import { audioAddress } from "./player/player";

export interface TrackListProps {
    tracks: readonly Track[];
    /// On an album page: numbers instead of small sleeves, no name of the album.
    numbered?: boolean;
    /// The artist is named in each row unless the page is the artist's own.
    hideArtist?: boolean;
}

export function TrackList({ tracks, numbered, hideArtist }: TrackListProps) {
    const playable = tracks.filter((track) => track.state === "ready");
    return (
        <ol className="tracks">
            {tracks.map((track, i) => (
                <TrackRow key={track.id} track={track} number={numbered ? i + 1 : null} hideArtist={hideArtist}
                    isOnAlbum={numbered}
                    list={playable} at={playable.indexOf(track)} />
            ))}
        </ol>
    );
}

function TrackRow({ track, number, hideArtist, isOnAlbum, list, at }: {
    track: Track; number: number | null; hideArtist?: boolean; isOnAlbum?: boolean; list: Track[]; at: number;
}) {
    const { player, state } = usePlayer();
    const isCurrent = state.entry?.track.id === track.id;
    const isPlaying = isCurrent && state.isPlaying;
    const isReady = track.state === "ready";
    const press = () => (isCurrent ? player.toggle() : player.play(list, at));
    return (
        <li className="track" data-current={isCurrent || undefined}>
            <button type="button" className="track-main" onClick={press} disabled={!isReady}
                aria-label={isPlaying ? t.catalog.pauseTrack(track.title)
                    : t.catalog.playTrack(track.title, track.artist.name)}>
                <span className="track-lead">
                    {number === null ? <span className="track-sleeve"><Sleeve cover={track.cover} title={track.title}
                        accent={track.accent} sizes="48px" decorative /></span>
                        : <span className="track-number tabular">{number}</span>}
                    {isReady && <span className="track-mark"><Icon name={isPlaying ? "pause" : "play"} small
                        fill={!isPlaying} /></span>}
                </span>
                <span className="track-words">
                    <span className="track-title">{track.title}</span>
                    <span className="track-by">
                        {track.visibility === "private" && <Badge><Icon name="lock"
                            small />{t.catalog.privateTrack}</Badge>}
                        {track.state === "measuring" ? t.catalog.measuring : track.state === "failed" ? t.catalog.failed
                            : [!hideArtist && track.artist.name,
                                !isOnAlbum && hideArtist && track.album?.title].filter(Boolean).join(" · ")}
                    </span>
                </span>
            </button>
            <span className="track-time tabular">{formatDuration(track.durationMs)}</span>
            <TrackMenu track={track} />
        </li>
    );
}

export function TrackMenu({ track, up, plain }: { track: Track; up?: boolean; plain?: boolean }) {
    const { player } = usePlayer();
    const toast = useToast();
    const items: MenuItem[] = [];
    if (track.state === "ready") {
        items.push(
            { label: t.catalog.playNext, icon: "queue",
                onSelect: () => { player.addNext([track]); toast(t.catalog.queuedNext(track.title)); } },
            { label: t.catalog.addToQueue, icon: "plus",
                onSelect: () => { player.addLast([track]); toast(t.catalog.queued(track.title)); } });
    }
    if (!plain) items.push({ label: t.catalog.openTrack, icon: "wave", href: `/tracks/${track.id}` });
    if (track.album) items.push({ label: t.catalog.openAlbum, icon: "disc", href: `/albums/${track.album.id}` });
    items.push({ label: t.catalog.openArtist, icon: "user", href: `/artists/${track.artist.id}` },
        { label: t.catalog.download, icon: "download", href: `${audioAddress(track.id)}?original=true` });
    if (track.canEdit) items.push({ label: t.catalog.edit, icon: "edit",
        href: `/backstage/music/${track.artist.id}?track=${track.id}` });
    return <Menu label={t.catalog.trackMenu(track.title)} items={items} up={up} />;
}

export function TrackListSkeleton({ rows = 6 }: { rows?: number }) {
    return (
        <div className="tracks">
            {Array.from({ length: rows }, (_, i) => (
                <div className="track track-skeleton" key={i}><Skeleton width="48px" height="48px" /><Skeleton
                    width={`${62 - (i % 3) * 14}%`} height="1rem" /></div>
            ))}
        </div>
    );
}
