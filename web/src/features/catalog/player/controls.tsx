// The buttons of the player, used by the bar and by the full sleeve.
import { formatRest } from "../../../app/format";
import { IconButton } from "../../../design/Button";
import { Icon } from "../../../design/Icon";
import { Menu } from "../../../design/Menu";
import { useToast } from "../../../design/Toast";
import { t } from "../../../strings";
import { usePlayer } from "./hooks";
import type { Repeat } from "./queue";

export function PlayPause({ large }: { large?: boolean }) {
    const { player, state } = usePlayer();
    const label = state.isPlaying ? t.player.pause : t.player.play;
    const isWaiting = state.isPlaying && state.wait !== "none";
    return (
        <button type="button" className={large ? "play-button play-button-large" : "play-button"}
            onClick={() => player.toggle()} aria-label={label} title={label}
            aria-busy={isWaiting || undefined}>
            {isWaiting ? <span className="busy-mark" />
                : <Icon name={state.isPlaying ? "pause" : "play"} fill={!state.isPlaying} />}
        </button>
    );
}

export function Previous() {
    const { player } = usePlayer();
    return <IconButton icon="previous" label={t.player.previous} onClick={() => player.previous()} />;
}

export function Next() {
    const { player } = usePlayer();
    return <IconButton icon="next" label={t.player.next} onClick={() => player.next()} />;
}

const TURN: Record<Repeat, Repeat> = { off: "all", all: "one", one: "off" };

export function RepeatButton() {
    const { player, state: { queue: { repeat } } } = usePlayer();
    const label = { off: t.player.repeatOff, all: t.player.repeatAll, one: t.player.repeatOne }[repeat];
    return (
        <span className="repeat" data-one={repeat === "one" || undefined}>
            <IconButton icon="repeat" label={label} aria-pressed={repeat !== "off"}
                onClick={() => player.setRepeat(TURN[repeat])} />
        </span>
    );
}

const MINUTES = [15, 30, 60];

export function SleepMenu({ up }: { up?: boolean }) {
    const { player, state: { sleep } } = usePlayer();
    const toast = useToast();
    const set = (after: number | "track") => {
        player.setSleep(after);
        toast({ text: t.player.sleepSet, undo: () => player.setSleep(null) });
    };
    const label = sleep === null ? t.player.sleep : sleep === "track" ? t.player.sleepAtEnd
        : t.player.sleepLeft(formatRest((sleep - Date.now()) / 1000));
    return (
        <span className={sleep === null ? "" : "accent"}>
            <Menu label={label} icon="moon" up={up} items={[
                ...MINUTES.map((n) => ({ label: t.player.sleepMinutes(n), icon: "clock" as const,
                    onSelect: () => set(n) })),
                { label: t.player.sleepTrack, icon: "note", onSelect: () => set("track") },
                ...(sleep === null ? [] : [{ label: t.player.sleepOff, icon: "close" as const,
                    onSelect: () => player.setSleep(null) }]),
            ]} />
        </span>
    );
}

export function Volume() {
    const { player, state: { volume, isMuted } } = usePlayer();
    return (
        <div className="volume">
            <IconButton icon={isMuted || volume === 0 ? "mute" : "volume"}
                label={isMuted ? t.player.unmute : t.player.mute} aria-pressed={isMuted}
                onClick={() => player.setMuted(!isMuted)} />
            <input type="range" className="range" min={0} max={100} step={1}
                value={isMuted ? 0 : Math.round(volume * 100)} aria-label={t.player.volume}
                style={{ "--part": `${isMuted ? 0 : volume * 100}%` } as Record<string,
                    string>} onChange={(event) => player.setVolume(Number(event.target.value) / 100)} />
        </div>
    );
}
