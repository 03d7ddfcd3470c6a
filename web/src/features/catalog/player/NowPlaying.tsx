// The full sleeve: over everything, tinted by the record, with its shape, its buttons and the queue.
import { useEffect, useRef } from "react";
import { formatDuration } from "../../../app/format";
import { Accented } from "../../../design/Accent";
import { IconButton } from "../../../design/Button";
import { Sleeve } from "../../../design/Sleeve";
import { Waveform } from "../../../design/Waveform";
import { t } from "../../../strings";
import { Next, PlayPause, Previous, RepeatButton, SleepMenu, Volume } from "./controls";
import { useClock, usePlayer } from "./hooks";
import { QueueList } from "./QueueList";

export default function NowPlaying({ onClose }: { onClose: () => void }) {
    const { state } = usePlayer();
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        if (dialog.current && !dialog.current.open) dialog.current.showModal();
    }, []);
    const track = state.entry?.track;
    if (!track) return null;
    return (
        <dialog ref={dialog} className="playing" aria-label={t.player.nowPlaying}
            onCancel={(event) => { event.preventDefault(); onClose(); }}
            onClick={(event) => { if ((event.target as Element).closest("a")) dialog.current?.close(); }}>
            <Accented accent={track.accent} className="playing-ground">
                <div className="playing-top">
                    <IconButton icon="chevron-down" label={t.player.close} onClick={onClose} />
                    <p className="small quiet cut">{track.album ? track.album.title : t.player.nowPlaying}</p>
                    <SleepMenu />
                </div>
                <div className="playing-body">
                    <div className="playing-record">
                        <div className="playing-sleeve"><Sleeve cover={track.cover} title={track.title}
                            accent={track.accent} sizes="(min-width: 900px) 520px, 90vw" first decorative /></div>
                        <div className="playing-words">
                            <h2 className="display playing-title"><a href={`/tracks/${track.id}`}>{track.title}</a></h2>
                            <p><a className="masthead-by"
                                href={`/artists/${track.artist.id}`}>{track.artist.name}</a></p>
                        </div>
                        <Seek />
                        <div className="playing-buttons"><RepeatButton /><Previous /><PlayPause large /><Next /><span
                            className="playing-volume"><Volume /></span></div>
                        {state.wait === "preparing" && <p className="small quiet"
                            role="status">{t.player.preparing}</p>}
                    </div>
                    <QueueList />
                </div>
            </Accented>
        </dialog>
    );
}

function Seek() {
    const { player, state } = usePlayer();
    const { positionMs, durationMs } = useClock();
    return (
        <div className="stack gap-1">
            <Waveform peaks={state.entry?.track.waveform ?? null} positionMs={positionMs} durationMs={durationMs}
                height={72} onSeek={(ms) => player.seek(ms)} />
            <div className="row row-apart small quiet tabular"><span>{formatDuration(positionMs)}</span><span>{formatDuration(durationMs)}</span></div>
        </div>
    );
}
