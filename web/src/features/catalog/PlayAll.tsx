// The one button of an album or an artist: plays all of it, or pauses it while it plays; beside it, the queue.
import type { Track } from "../../app/api.gen";
import { Button } from "../../design/Button";
import { useToast } from "../../design/Toast";
import { t } from "../../strings";
import { usePlayer } from "./player/hooks";

export function PlayAll({ tracks, shuffle }: { tracks: readonly Track[]; shuffle?: boolean }) {
    const { player, state } = usePlayer();
    const toast = useToast();
    const ready = tracks.filter((track) => track.state === "ready");
    const isHere = ready.some((track) => track.id === state.entry?.track.id);
    const mix = () => {
        const order = ready.map((track) => ({ track, place: Math.random() })).sort((a, b) => a.place - b.place);
        player.play(order.map((one) => one.track));
    };
    if (ready.length === 0) return null;
    return (
        <div className="row row-tight">
            <Button kind="primary" large icon={isHere && state.isPlaying ? "pause" : "play"}
                onClick={() => (isHere ? player.toggle() : player.play(ready))}>
                {isHere && state.isPlaying ? t.catalog.pause : t.catalog.play}
            </Button>
            {shuffle && ready.length > 1 && <Button kind="quiet" icon="shuffle" onClick={mix}><span
                className="fold">{t.catalog.shuffle}</span></Button>}
            <Button kind="quiet" icon="queue" onClick={() => { player.addLast(ready);
                toast(t.catalog.queuedMany(ready.length)); }}><span
                className="fold">{t.catalog.addToQueue}</span></Button>
        </div>
    );
}
