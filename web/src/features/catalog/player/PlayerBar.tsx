// The player at the foot of every page. On a phone: sleeve, title, play, next; a tap on the words opens the full
// sleeve. Wider: the shape of the track to seek on, volume, queue.
import { lazy, Suspense, useEffect } from "react";
import { formatDuration } from "../../../app/format";
import { useNavigation } from "../../../app/navigation";
import { useShortcut } from "../../../app/shortcuts";
import { Accented } from "../../../design/Accent";
import { IconButton } from "../../../design/Button";
import { Sleeve } from "../../../design/Sleeve";
import { useToast } from "../../../design/Toast";
import { Waveform } from "../../../design/Waveform";
import { t } from "../../../strings";
import { Next, PlayPause, Previous, SleepMenu, Volume } from "./controls";
import { useClock, usePlayer } from "./hooks";

const NowPlaying = lazy(() => import("./NowPlaying"));
const OPEN = "#playing";
const STEP_MS = 10_000;

export default function PlayerBar() {
    const { state } = usePlayer();
    const { place, go, back } = useNavigation();
    const toast = useToast();
    const isOpen = place.hash === OPEN;
    const open = () => go(`${place.path}${place.search}${OPEN}`);
    useKeys(open);
    useEffect(() => {
        if (state.problem) toast({ text: state.problem, signal: "stop" });
    }, [state.problem, toast]);
    const entry = state.entry;
    if (!entry) return null;
    const { track } = entry;
    return (
        <Accented accent={track.accent} className="player-accent">
            <section className="player" aria-label={t.player.label}>
                <Line />
                <div className="player-row">
                    <button type="button" className="player-words" onClick={open}
                        aria-label={`${t.player.open}: ${track.title}, ${track.artist.name}`}>
                        <span className="player-sleeve"><Sleeve cover={track.cover} title={track.title}
                            accent={track.accent} sizes="56px" decorative /></span>
                        <span className="grow">
                            <span className="player-title cut">{track.title}</span>
                            <span className="player-by cut">{state.wait === "preparing" ? t.player.preparing
                                : track.artist.name}</span>
                        </span>
                    </button>
                    <div className="player-main">
                        <span className="player-wide"><Previous /></span>
                        <PlayPause />
                        <Next />
                    </div>
                    <div className="player-shape"><Shape /></div>
                    <div className="player-tools">
                        <SleepMenu up />
                        <Volume />
                        <IconButton icon="queue" label={t.player.queue} onClick={open} />
                    </div>
                </div>
            </section>
            {isOpen && <Suspense fallback={null}><NowPlaying onClose={back} /></Suspense>}
        </Accented>
    );
}

/// On a phone only: how far it is, as a line on the upper edge.
function Line() {
    const { positionMs, durationMs } = useClock();
    return <div className="player-line"><span
        style={{ transform: `scaleX(${durationMs > 0 ? Math.min(1, positionMs / durationMs) : 0})` }} /></div>;
}

function Shape() {
    const { player, state } = usePlayer();
    const { positionMs, durationMs } = useClock();
    return (
        <>
            <span className="tabular tiny quiet">{formatDuration(positionMs)}</span>
            <Waveform peaks={state.entry?.track.waveform ?? null} positionMs={positionMs} durationMs={durationMs}
                height={36} onSeek={(ms) => player.seek(ms)} />
            <span className="tabular tiny quiet">{formatDuration(durationMs)}</span>
        </>
    );
}

function useKeys(open: () => void) {
    const { player } = usePlayer();
    useShortcut("k", t.app.keys.play, () => player.toggle());
    useShortcut("n", t.app.keys.next, () => player.next());
    useShortcut("p", t.app.keys.previous, () => player.previous());
    useShortcut("l", t.app.keys.forward, () => player.seek(player.clock.positionMs + STEP_MS));
    useShortcut("j", t.app.keys.rewind, () => player.seek(player.clock.positionMs - STEP_MS));
    useShortcut("+", t.app.keys.louder, () => player.setVolume(player.state.volume + 0.1));
    useShortcut("-", t.app.keys.quieter, () => player.setVolume(player.state.volume - 0.1));
    useShortcut("m", t.app.keys.mute, () => player.setMuted(!player.state.isMuted));
    useShortcut("q", t.app.keys.queue, open);
}
