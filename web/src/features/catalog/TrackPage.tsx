// A track: its shape to seek on, who made it, what the file is.
import type { ReactNode } from "react";
import type { Track } from "../../app/api.gen";
import { useData } from "../../app/data";
import { formatBytes, formatDuration, formatNumber, formatRecent } from "../../app/format";
import { Loaded } from "../../app/Loaded";
import { useParam, useTitle } from "../../app/navigation";
import { useBox } from "../../app/session";
import { Accented } from "../../design/Accent";
import { Headline } from "../../design/Headline";
import { Button, LinkButton } from "../../design/Button";
import { Icon } from "../../design/Icon";
import { Badge, Notice } from "../../design/Lamp";
import { Progress } from "../../design/Progress";
import { Sleeve } from "../../design/Sleeve";
import { Skeleton } from "../../design/States";
import { Waveform } from "../../design/Waveform";
import { t } from "../../strings";
import { useClock, usePlayer } from "./player/hooks";
import { TrackMenu } from "./TrackList";

export default function TrackPage() {
    const id = useParam("id");
    const data = useData("GET /api/tracks/{id}", { path: { id } });
    useTitle(data.data?.title);
    return <Loaded page of={data} skeleton={<TrackSkeleton />}>{(track) => <TrackView track={track} />}</Loaded>;
}

function TrackView({ track }: { track: Track }) {
    return (
        <Accented accent={track.accent}>
            <header className="tinted">
                <div className="page masthead">
                    <div className="masthead-sleeve"><Sleeve cover={track.cover} title={track.title}
                        accent={track.accent} sizes="(min-width: 900px) 340px, 70vw" first decorative /></div>
                    <div className="masthead-words">
                        <p><a className="masthead-by" href={`/artists/${track.artist.id}`}>{track.artist.name}</a>
                            {track.album && <span className="quiet"> · <a
                                href={`/albums/${track.album.id}`}>{track.album.title}</a></span>}</p>
                        <Headline text={track.title} maxHeight={innerWidth < 720 ? 130 : 120} />
                        {track.visibility === "private" && <p><Badge><Icon name="lock"
                            small />{t.catalog.privateTrack}</Badge></p>}
                        <Sound track={track} />
                    </div>
                </div>
            </header>
            <div className="page track-facts">
                {track.credits && <section><h2 className="heading">{t.catalog.credits}</h2><p
                    className="lines prose">{track.credits}</p></section>}
                <Facts track={track} />
            </div>
        </Accented>
    );
}

function Sound({ track }: { track: Track }) {
    const { player, state } = usePlayer();
    const clock = useClock();
    const isHere = state.entry?.track.id === track.id;
    if (track.state === "measuring") return <Progress label={t.catalog.measuring} done={track.progress}
        words={t.catalog.measuring} />;
    if (track.state === "failed") return <Notice signal="stop">{track.problem ?? t.catalog.failed}</Notice>;
    const seek = (ms: number) => {
        if (!isHere) player.play([track]);
        player.seek(ms);
    };
    return (
        <div className="stack">
            <div className="stack gap-1">
                <Waveform peaks={track.waveform} durationMs={track.durationMs ?? 0}
                    positionMs={isHere ? clock.positionMs : 0} onSeek={seek} height={96} />
                <div className="row row-apart small quiet tabular"><span>{formatDuration(isHere ? clock.positionMs
                    : 0)}</span><span>{formatDuration(track.durationMs)}</span></div>
            </div>
            <div className="row row-tight">
                <Button kind="primary" large icon={isHere && state.isPlaying ? "pause" : "play"}
                    onClick={() => (isHere ? player.toggle() : player.play([track]))}>
                    {isHere && state.isPlaying ? t.catalog.pause : t.catalog.play}
                </Button>
                {track.canEdit && <LinkButton kind="quiet" icon="edit"
                    href={`/backstage/music/${track.artist.id}?track=${track.id}`}><span
                    className="fold">{t.catalog.edit}</span></LinkButton>}
                <TrackMenu track={track} plain />
            </div>
        </div>
    );
}

function Facts({ track }: { track: Track }) {
    const { zone } = useBox();
    const sound = [track.codec?.toUpperCase(), track.sampleRate && `${formatNumber(track.sampleRate / 1000)} kHz`,
        track.channels === 1 ? t.catalog.mono : track.channels === 2 ? t.catalog.stereo : track.channels && t.catalog.channels(track.channels)];
    const facts: [string, ReactNode][] = [
        [t.catalog.format, sound.filter(Boolean).join(", ") || "–"],
        [t.catalog.loudness, track.loudnessLufs === null ? "–"
            : t.catalog.lufs(track.loudnessLufs.toFixed(1).replace("-", "−"))],
        [t.catalog.size, formatBytes(track.bytes)],
        [t.catalog.added, formatRecent(track.createdAt, zone)],
        [t.catalog.cid, <span className="figures cid" title={t.catalog.cidHint}>{track.cid}</span>],
    ];
    return (
        <section>
            <h2 className="heading">{t.catalog.file}</h2>
            <dl className="facts">{facts.map(([name, value]) => <div key={name}><dt
                className="quiet small">{name}</dt><dd>{value}</dd></div>)}</dl>
        </section>
    );
}

function TrackSkeleton() {
    return (
        <div className="tinted"><div className="page masthead">
            <div className="masthead-sleeve"><Skeleton ratio="1" /></div>
            <div className="masthead-words"><Skeleton width="30%" height="1rem" /><Skeleton width="70%"
                height="4rem" /><Skeleton height="96px" /></div>
        </div></div>
    );
}
