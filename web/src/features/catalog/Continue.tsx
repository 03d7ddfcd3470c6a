// What was playing at the last visit, one tap away.
import { useState } from "react";
import { formatDuration } from "../../app/format";
import { Button } from "../../design/Button";
import { Sleeve } from "../../design/Sleeve";
import { t } from "../../strings";
import { useClock, usePlayer } from "./player/hooks";

export function Continue() {
    const { player, state } = usePlayer();
    const clock = useClock();
    // Only what was there when the page opened: a queue begun now is in the bar below.
    const [kept] = useState(state.isPlaying ? null : state.entry);
    if (!kept || state.entry?.key !== kept.key || state.isPlaying) return null;
    const { track } = kept;
    return (
        <section className="continue" aria-label={t.catalog.continueListening}>
            <div className="continue-sleeve"><Sleeve cover={track.cover} title={track.title} accent={track.accent}
                sizes="72px" decorative /></div>
            <div className="grow">
                <p className="small quiet">{t.catalog.continueListening}</p>
                <p className="strong cut">{track.title}</p>
                <p className="small quiet cut tabular">{track.artist.name} · {t.design.positionText(formatDuration(clock.positionMs), formatDuration(track.durationMs))}</p>
            </div>
            <Button kind="primary" icon="play" onClick={() => player.resume()}>{t.catalog.resume}</Button>
        </section>
    );
}
