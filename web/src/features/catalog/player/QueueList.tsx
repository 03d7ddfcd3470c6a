// What comes next. Rows move by dragging their handle, or with the arrow keys on it; what is taken out can be put back.
import { useAnnounce } from "../../../app/announce";
import { formatDuration } from "../../../app/format";
import { Button, IconButton } from "../../../design/Button";
import { Icon } from "../../../design/Icon";
import { Sleeve } from "../../../design/Sleeve";
import { useToast } from "../../../design/Toast";
import { useReorder } from "../../../design/useReorder";
import { t } from "../../../strings";
import { usePlayer } from "./hooks";
import { clearUpcoming, move, remove, shuffleUpcoming, upcoming } from "./queue";
import type { QueueEntry } from "./queue";

export function QueueList() {
    const { player, state } = usePlayer();
    const toast = useToast();
    const coming = upcoming(state.queue);
    const before = state.queue;
    const putBack = () => player.arrange(() => before);
    return (
        <section className="queue" aria-label={t.player.queue}>
            <div className="queue-head">
                <h3 className="display display-28">{t.player.upNext}</h3>
                {coming.length > 1 && <Button kind="quiet" icon="shuffle"
                    onClick={() => { player.arrange((queue) => shuffleUpcoming(queue, Math.random));
                    toast({ text: t.player.mixed, undo: putBack }); }}>{t.catalog.shuffle}</Button>}
                {coming.length > 0 && <IconButton icon="trash" label={t.player.clearQueue}
                    onClick={() => { player.arrange(clearUpcoming); toast({ text: t.player.cleared, undo: putBack });
                    }} />}
            </div>
            {coming.length === 0 ? <p className="quiet small">{t.player.emptyQueue}</p>
                : <Rows entries={coming} first={state.queue.at + 1} />}
        </section>
    );
}

function Rows({ entries, first }: { entries: readonly QueueEntry[]; first: number }) {
    const { player } = usePlayer();
    const say = useAnnounce();
    const toast = useToast();
    const { list, handle, rowState } = useReorder(entries.map((entry) => entry.key), (key, to) => {
        player.arrange((queue) => move(queue, key, first + to));
        say(t.player.movedTo(to + 1, entries.length));
    });
    const takeOut = (entry: QueueEntry) => {
        const before = player.state.queue;
        player.arrange((queue) => remove(queue, entry.key));
        toast({ text: t.player.removed(entry.track.title), undo: () => player.arrange(() => before) });
    };
    return (
        <ol className="queue-rows" ref={list}>
            {entries.map((entry, i) => (
                <li key={entry.key} className="queue-row" {...rowState(entry.key, i)}>
                    <button type="button" className="queue-handle" aria-label={t.player.drag(entry.track.title)}
                        {...handle(entry.key, i)}><Icon name="drag" small /></button>
                    <button type="button" className="queue-words" onClick={() => player.jump(entry.key)}
                        aria-label={t.catalog.playTrack(entry.track.title, entry.track.artist.name)}>
                        <span className="queue-sleeve"><Sleeve cover={entry.track.cover} title={entry.track.title}
                            accent={entry.track.accent} sizes="40px" decorative /></span>
                        <span className="grow"><span className="cut queue-title">{entry.track.title}</span><span
                            className="cut quiet small queue-by">{entry.track.artist.name}</span></span>
                    </button>
                    <span className="quiet small tabular">{formatDuration(entry.track.durationMs)}</span>
                    <IconButton icon="close" label={t.player.remove(entry.track.title)}
                        onClick={() => takeOut(entry)} />
                </li>
            ))}
        </ol>
    );
}
