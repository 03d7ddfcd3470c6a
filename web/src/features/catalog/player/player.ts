// The player of one tab: two <audio> elements, so that the next track is ready when one ends; the queue; the sleep
// timer; the keys of the keyboard's media row and of a lock screen. It lives as long as the tab and knows no React.
import { t } from "../../../strings";
import * as Q from "./queue";
import type { Playable, Queue, QueueEntry, Repeat } from "./queue";

export interface PlayerState {
    queue: Queue;
    entry: QueueEntry | null;
    isPlaying: boolean;
    /// The sound is wanted but not there yet; "preparing" while the box makes a form that this browser can play.
    wait: "none" | "buffering" | "preparing";
    problem: string | null;
    /// 0 to 1.
    volume: number;
    isMuted: boolean;
    /// When the music stops by itself: a time in milliseconds, or the end of this track.
    sleep: number | "track" | null;
}

export interface Clock {
    positionMs: number;
    durationMs: number;
    bufferedMs: number;
}

const KEPT = "stagebox.player";
const READY_BEFORE_END_MS = 25_000;
const KEEP_EVERY_MS = 5_000;
const FADE_MS = 5_000;
const MOST_REFUSALS_IN_A_ROW = 3;

export const audioAddress = (id: string) => `/api/tracks/${encodeURIComponent(id)}/audio`;

export class Player {
    state: PlayerState = { queue: Q.EMPTY_QUEUE, entry: null, isPlaying: false, wait: "none", problem: null,
        volume: 1, isMuted: false, sleep: null };
    clock: Clock = { positionMs: 0, durationMs: 0, bufferedMs: 0 };
    private watchers = new Set<() => void>();
    private clockWatchers = new Set<() => void>();
    private active: HTMLAudioElement | null = null;
    private standby: HTMLAudioElement | null = null;
    private startAt = 0;
    private lastKept = 0;
    private refusals = 0;
    private retry: ReturnType<typeof setTimeout> | undefined;
    private sleeper: ReturnType<typeof setInterval> | undefined;
    private channel: BroadcastChannel | null = null;

    readonly watch = (onChange: () => void) => subscribe(this.watchers, onChange);
    readonly watchClock = (onChange: () => void) => subscribe(this.clockWatchers, onChange);
    readonly read = () => this.state;
    readonly readClock = () => this.clock;

    /// Takes up what was playing at the last visit, silent, and listens to the media keys.
    begin() {
        this.revive();
        this.mediaKeys();
        if (typeof BroadcastChannel === "function") {
            this.channel = new BroadcastChannel("stagebox.player");
            // One voice in the room: another tab that begins to play silences this one.
            this.channel.onmessage = () => this.pause();
        }
        addEventListener("pagehide", () => this.keep());
    }

    play(tracks: readonly Playable[], at = 0) {
        this.load(Q.playList(this.state.queue, tracks, at), true);
    }

    jump(key: number) {
        const at = this.state.queue.entries.findIndex((entry) => entry.key === key);
        if (at >= 0) this.load({ ...this.state.queue, at }, true);
    }

    addNext(tracks: readonly Playable[]) {
        this.enqueue(Q.addNext(this.state.queue, tracks));
    }

    addLast(tracks: readonly Playable[]) {
        this.enqueue(Q.addLast(this.state.queue, tracks));
    }

    /// Changes the queue without touching what plays: move, shuffle, clear, repeat, put back.
    arrange(change: (queue: Queue) => Queue) {
        const queue = change(this.state.queue);
        const entry = Q.current(queue);
        if (entry?.key === this.state.entry?.key) {
            this.set({ queue });
            this.dropStandby();
        } else {
            this.load(queue, this.state.isPlaying);
        }
        this.keep();
    }

    setRepeat(repeat: Repeat) {
        this.arrange((queue) => ({ ...queue, repeat }));
    }

    toggle() {
        if (this.state.isPlaying) this.pause();
        else this.resume();
    }

    resume() {
        if (!this.state.entry) return;
        if (!this.active?.src) {
            this.load(this.state.queue, true, this.clock.positionMs);
            return;
        }
        this.set({ isPlaying: true, problem: null });
        this.channel?.postMessage("mine");
        void this.active.play().catch((error: unknown) => this.refused(error));
    }

    pause() {
        clearTimeout(this.retry);
        this.active?.pause();
        this.set({ isPlaying: false, wait: "none" });
        this.keep();
    }

    next() {
        const at = Q.following(this.state.queue, "asked");
        if (at === null) this.stop();
        else this.load({ ...this.state.queue, at }, true);
    }

    /// Within the first three seconds the track before; later the beginning of this one.
    previous() {
        const at = Q.preceding(this.state.queue);
        if (this.clock.positionMs > 3000 || at === null) this.seek(0);
        else this.load({ ...this.state.queue, at }, true);
    }

    seek(ms: number) {
        const to = Math.max(0, Math.min(ms, this.clock.durationMs || ms));
        if (this.active?.src && this.active.readyState > 0) this.active.currentTime = to / 1000;
        else this.startAt = to;
        this.setClock({ positionMs: to });
        this.positionState();
    }

    setVolume(volume: number) {
        this.set({ volume: Math.min(1, Math.max(0, volume)), isMuted: false });
        this.applyVolume();
        this.keep();
    }

    setMuted(isMuted: boolean) {
        this.set({ isMuted });
        this.applyVolume();
    }

    /// Stops the music after some minutes, at the end of the track, or never.
    setSleep(after: number | "track" | null) {
        clearInterval(this.sleeper);
        this.set({ sleep: typeof after === "number" ? Date.now() + after * 60_000 : after });
        this.applyVolume();
        if (typeof after !== "number") return;
        this.sleeper = setInterval(() => {
            const left = (this.state.sleep as number) - Date.now();
            if (left <= 0) {
                this.setSleep(null);
                this.pause();
            } else if (left < FADE_MS) {
                this.applyVolume(left / FADE_MS);
            }
        }, 250);
    }

    private enqueue(queue: Queue) {
        if (this.state.entry) {
            this.set({ queue });
            this.dropStandby();
            this.keep();
        } else {
            this.load(queue, false);
        }
    }

    private stop() {
        this.active?.pause();
        this.seek(0);
        this.set({ isPlaying: false, wait: "none" });
        this.keep();
    }

    /// Makes an entry of a queue the one that plays.
    private load(queue: Queue, plays: boolean, fromMs = 0) {
        clearTimeout(this.retry);
        const entry = Q.current(queue);
        this.set({ queue, entry, isPlaying: plays && entry !== null, wait: plays && entry ? "buffering" : "none",
            problem: null });
        this.active?.pause();
        if (!entry) {
            this.release();
            this.setClock({ positionMs: 0, durationMs: 0, bufferedMs: 0 });
            this.keep();
            return;
        }
        this.setClock({ positionMs: fromMs, durationMs: entry.track.durationMs ?? 0, bufferedMs: 0 });
        this.startAt = fromMs;
        const address = audioAddress(entry.track.id);
        if (this.standby && this.standby.dataset.address === address) {
            [this.active, this.standby] = [this.standby, this.active];
            this.dropStandby();
        } else if (plays || this.active?.src) {
            this.active = this.active ?? this.element();
            this.point(this.active, address);
        }
        this.applyVolume();
        this.describe(entry.track);
        if (plays) this.resume();
        this.keep();
    }

    private point(element: HTMLAudioElement, address: string) {
        element.dataset.address = address;
        element.src = address;
        element.load();
    }

    private release() {
        for (const element of [this.active, this.standby]) element?.removeAttribute("src");
        if (this.active) delete this.active.dataset.address;
        this.dropStandby();
    }

    private dropStandby() {
        if (!this.standby) return;
        this.standby.removeAttribute("src");
        delete this.standby.dataset.address;
    }

    private element(): HTMLAudioElement {
        const element = new Audio();
        element.preload = "auto";
        const mine = (work: () => void) => () => {
            if (element === this.active) work();
        };
        element.addEventListener("loadedmetadata", mine(() => {
            if (this.startAt > 0) element.currentTime = this.startAt / 1000;
            this.startAt = 0;
            this.tick(element);
            this.positionState();
        }));
        element.addEventListener("timeupdate", mine(() => this.tick(element)));
        element.addEventListener("progress", mine(() => this.tick(element)));
        element.addEventListener("waiting", mine(() => this.state.isPlaying && this.set({ wait: "buffering" })));
        element.addEventListener("playing", mine(() => {
            this.refusals = 0;
            this.set({ isPlaying: true, wait: "none", problem: null });
        }));
        element.addEventListener("pause", mine(() => {
            // The system paused it (a call, headphones pulled out): say so.
            if (!element.ended && element.readyState > 2
                && this.state.isPlaying) this.set({ isPlaying: false, wait: "none" });
        }));
        element.addEventListener("ended", mine(() => this.ended()));
        element.addEventListener("error", mine(() => void this.diagnose(element)));
        return element;
    }

    private tick(element: HTMLAudioElement) {
        const durationMs = Number.isFinite(element.duration) && element.duration > 0
            ? element.duration * 1000 : this.state.entry?.track.durationMs ?? 0;
        const last = element.buffered.length - 1;
        if (this.startAt === 0) {
            this.setClock({ positionMs: element.currentTime * 1000, durationMs,
                bufferedMs: last >= 0 ? element.buffered.end(last) * 1000 : 0 });
        }
        if (Date.now() - this.lastKept > KEEP_EVERY_MS) this.keep();
        if (this.state.isPlaying && durationMs - this.clock.positionMs < READY_BEFORE_END_MS) this.readyNext();
    }

    private readyNext() {
        const at = Q.following(this.state.queue, "end");
        const entry = at === null ? null : this.state.queue.entries[at];
        if (!entry || entry.key === this.state.entry?.key) return;
        const address = audioAddress(entry.track.id);
        this.standby = this.standby ?? this.element();
        if (this.standby.dataset.address !== address) this.point(this.standby, address);
    }

    private ended() {
        if (this.state.sleep === "track") {
            this.setSleep(null);
            const at = Q.following(this.state.queue, "asked");
            if (at === null) this.stop();
            else this.load({ ...this.state.queue, at }, false);
            return;
        }
        const at = Q.following(this.state.queue, "end");
        if (at === null) this.stop();
        else this.load({ ...this.state.queue, at }, true);
    }

    /// Why an element refused: asks the box itself, because an <audio> element does not say.
    private async diagnose(element: HTMLAudioElement) {
        const entry = this.state.entry;
        if (!entry || element.dataset.address !== audioAddress(entry.track.id)) return;
        const at = this.clock.positionMs;
        let response: Response | null = null;
        try {
            response = await fetch(audioAddress(entry.track.id),
                { headers: { Range: "bytes=0-0" }, credentials: "same-origin" });
        } catch {
            response = null;
        }
        if (this.state.entry?.key !== entry.key) return;
        if (response?.status === 503 || response === null) {
            const seconds = Number(response?.headers.get("Retry-After") ?? 3) || 3;
            this.set({ wait: response ? "preparing" : "buffering" });
            clearTimeout(this.retry);
            this.retry = setTimeout(() => {
                if (this.state.entry?.key === entry.key && this.state.isPlaying) this.load(this.state.queue, true, at);
            }, Math.min(30, seconds) * 1000);
            return;
        }
        this.unplayable(entry);
    }

    private unplayable(entry: QueueEntry) {
        this.refusals += 1;
        const at = Q.following(this.state.queue, "asked");
        if (at === null || this.refusals >= MOST_REFUSALS_IN_A_ROW) {
            this.set({ isPlaying: false, wait: "none", problem: t.player.unplayable(entry.track.title) });
            return;
        }
        this.load({ ...this.state.queue, at }, true);
        this.set({ problem: t.player.skipped(entry.track.title) });
    }

    private refused(error: unknown) {
        const name = (error as { name?: string }).name;
        // AbortError: another track came meanwhile. NotSupportedError: the error event tells more.
        if (name === "AbortError" || name === "NotSupportedError") return;
        this.set({ isPlaying: false, wait: "none", problem: name === "NotAllowedError" ? t.player.notAllowed : null });
    }

    private applyVolume(fade = 1) {
        const gain = Q.evenGain(this.state.entry?.track.loudnessLufs ?? null);
        for (const element of [this.active, this.standby]) {
            if (!element) continue;
            element.muted = this.state.isMuted;
            element.volume = Math.min(1, Math.max(0, this.state.volume ** 2 * gain * fade));
        }
    }

    private mediaKeys() {
        if (!("mediaSession" in navigator)) return;
        const actions: [MediaSessionAction, (details: MediaSessionActionDetails) => void][] = [
            ["play", () => this.resume()], ["pause", () => this.pause()], ["stop", () => this.pause()],
            ["nexttrack", () => this.next()], ["previoustrack", () => this.previous()],
            ["seekbackward", (d) => this.seek(this.clock.positionMs - (d.seekOffset ?? 10) * 1000)],
            ["seekforward", (d) => this.seek(this.clock.positionMs + (d.seekOffset ?? 10) * 1000)],
            ["seekto", (d) => this.seek((d.seekTime ?? 0) * 1000)],
        ];
        for (const [action, work] of actions) {
            try {
                navigator.mediaSession.setActionHandler(action, work);
            } catch {
                // An action this browser does not know stays without a key.
            }
        }
    }

    private describe(track: Playable) {
        if (!("mediaSession" in navigator) || typeof MediaMetadata !== "function") return;
        const artwork = track.cover ? [256, 400].map((size) => ({
            src: new URL(`/api/images/${track.cover}/${size}`,
                location.href).href, sizes: `${size}x${size}`, type: "image/webp" })) : [];
        navigator.mediaSession.metadata = new MediaMetadata({ title: track.title, artist: track.artist.name,
            album: track.album?.title ?? "", artwork });
    }

    private positionState() {
        const { durationMs, positionMs } = this.clock;
        if (!("mediaSession" in navigator) || !navigator.mediaSession.setPositionState || durationMs <= 0) return;
        navigator.mediaSession.setPositionState({ duration: durationMs / 1000,
            position: Math.min(positionMs, durationMs) / 1000, playbackRate: 1 });
    }

    private keep() {
        this.lastKept = Date.now();
        try {
            const { queue, volume } = this.state;
            localStorage.setItem(KEPT, JSON.stringify({ queue, volume,
                positionMs: Math.round(this.clock.positionMs) }));
        } catch {
            // Nothing can be kept here: the queue then lasts as long as the tab.
        }
    }

    private revive() {
        try {
            const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null") as { queue?: unknown; volume?: number;
                positionMs?: number } | null;
            const queue = Q.reviveQueue(kept?.queue);
            if (typeof kept?.volume === "number") this.state = { ...this.state,
                volume: Math.min(1, Math.max(0, kept.volume)) };
            if (queue.entries.length > 0) this.load(queue, false, Math.max(0, Number(kept?.positionMs) || 0));
        } catch {
            this.set({ queue: Q.EMPTY_QUEUE });
        }
    }

    private set(change: Partial<PlayerState>) {
        this.state = { ...this.state, ...change };
        if ("mediaSession" in navigator) navigator.mediaSession.playbackState = this.state.isPlaying ? "playing" : "paused";
        for (const watcher of [...this.watchers]) watcher();
    }

    private setClock(change: Partial<Clock>) {
        this.clock = { ...this.clock, ...change };
        for (const watcher of [...this.clockWatchers]) watcher();
    }
}

function subscribe(watchers: Set<() => void>, onChange: () => void) {
    watchers.add(onChange);
    return () => {
        watchers.delete(onChange);
    };
}
