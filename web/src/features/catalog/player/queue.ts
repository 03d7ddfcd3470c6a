// The queue as a value: what plays, what comes, in which order. Pure; the sound is in player.ts.
import type { Track } from "../../../app/api.gen";

/// What the player needs of a track; small enough to be kept between visits.
export type Playable = Pick<Track, "id" | "title" | "artist" | "album" | "durationMs" | "cover" | "accent" | "loudnessLufs" | "waveform">;

export interface QueueEntry {
    /// Of its own, so that a track may stand in the queue twice.
    key: number;
    track: Playable;
}

export type Repeat = "off" | "all" | "one";

export interface Queue {
    entries: readonly QueueEntry[];
    /// Index of what plays; -1 for an empty queue.
    at: number;
    repeat: Repeat;
    nextKey: number;
}

export const EMPTY_QUEUE: Queue = { entries: [], at: -1, repeat: "off", nextKey: 1 };
export const MOST_QUEUED = 1000;

export function playableOf(track: Playable): Playable {
    const { id, title, artist, album, durationMs, cover, accent, loudnessLufs, waveform } = track;
    return { id, title, artist, album, durationMs, cover, accent, loudnessLufs, waveform };
}

export const current = (queue: Queue): QueueEntry | null => queue.entries[queue.at] ?? null;

function enter(queue: Queue, tracks: readonly Playable[]): { entries: QueueEntry[]; nextKey: number } {
    return { entries: tracks.map((track, i) => ({ key: queue.nextKey + i, track: playableOf(track) })),
        nextKey: queue.nextKey + tracks.length };
}

/// Replaces the queue by a list and begins at one of it.
export function playList(queue: Queue, tracks: readonly Playable[], at = 0): Queue {
    const { entries, nextKey } = enter(queue, tracks.slice(0, MOST_QUEUED));
    return { ...queue, entries, nextKey,
        at: entries.length === 0 ? -1 : Math.min(Math.max(0, at), entries.length - 1) };
}

/// Puts tracks right behind what plays.
export function addNext(queue: Queue, tracks: readonly Playable[]): Queue {
    const { entries, nextKey } = enter(queue, tracks);
    const place = queue.at + 1;
    const all = [...queue.entries.slice(0, place), ...entries, ...queue.entries.slice(place)].slice(0, MOST_QUEUED);
    return { ...queue, entries: all, nextKey, at: queue.at < 0 && all.length > 0 ? 0 : queue.at };
}

export function addLast(queue: Queue, tracks: readonly Playable[]): Queue {
    const { entries, nextKey } = enter(queue, tracks);
    const all = [...queue.entries, ...entries].slice(0, MOST_QUEUED);
    return { ...queue, entries: all, nextKey, at: queue.at < 0 && all.length > 0 ? 0 : queue.at };
}

/// Takes one out. If it was playing, the one behind it takes its place.
export function remove(queue: Queue, key: number): Queue {
    const index = queue.entries.findIndex((entry) => entry.key === key);
    if (index < 0) return queue;
    const entries = queue.entries.filter((entry) => entry.key !== key);
    const at = index < queue.at ? queue.at - 1 : Math.min(queue.at, entries.length - 1);
    return { ...queue, entries, at };
}

/// Moves one to an index; what plays keeps playing.
export function move(queue: Queue, key: number, to: number): Queue {
    const from = queue.entries.findIndex((entry) => entry.key === key);
    if (from < 0) return queue;
    const playing = current(queue)?.key;
    const entries = [...queue.entries];
    const [entry] = entries.splice(from, 1);
    if (!entry) return queue;
    entries.splice(Math.min(Math.max(0, to), entries.length), 0, entry);
    return { ...queue, entries, at: entries.findIndex((one) => one.key === playing) };
}

/// Keeps what played and what plays, drops the rest.
export function clearUpcoming(queue: Queue): Queue {
    return { ...queue, entries: queue.entries.slice(0, queue.at + 1) };
}

/// Mixes what comes; what plays and what played stay. `random` answers in [0, 1).
export function shuffleUpcoming(queue: Queue, random: () => number): Queue {
    const coming = queue.entries.slice(queue.at + 1);
    for (let i = coming.length - 1; i > 0; i -= 1) {
        const j = Math.floor(random() * (i + 1));
        const [one, other] = [coming[i], coming[j]];
        if (one && other) [coming[i], coming[j]] = [other, one];
    }
    return { ...queue, entries: [...queue.entries.slice(0, queue.at + 1), ...coming] };
}

/// What comes when a track is over ("end") or when somebody asks for the next one ("asked"); null when the music stops.
export function following(queue: Queue, why: "end" | "asked"): number | null {
    if (queue.entries.length === 0) return null;
    if (why === "end" && queue.repeat === "one") return queue.at;
    if (queue.at + 1 < queue.entries.length) return queue.at + 1;
    return queue.repeat === "all" ? 0 : null;
}

export function preceding(queue: Queue): number | null {
    if (queue.at > 0) return queue.at - 1;
    return queue.repeat === "all" && queue.entries.length > 0 ? queue.entries.length - 1 : null;
}

export const upcoming = (queue: Queue): readonly QueueEntry[] => queue.entries.slice(queue.at + 1);

/// A queue kept from the last visit; empty for anything that is not one.
export function reviveQueue(kept: unknown): Queue {
    const raw = kept as Partial<Queue> | null;
    if (!raw || !Array.isArray(raw.entries)) return EMPTY_QUEUE;
    const good = raw.entries.filter((entry) => typeof entry?.track?.id === "string"
        && typeof entry?.track?.title === "string"
        && typeof entry?.track?.artist?.name === "string");
    const queue = playList({ ...EMPTY_QUEUE,
        repeat: raw.repeat === "all" || raw.repeat === "one" ? raw.repeat : "off" },
        good.map((entry) => entry.track), typeof raw.at === "number" ? raw.at : 0);
    return queue;
}

/// How loud to play so that quiet and loud records sound alike: towards -16 LUFS, never louder than the file is.
export function evenGain(loudnessLufs: number | null): number {
    if (loudnessLufs === null || !Number.isFinite(loudnessLufs)) return 1;
    return Math.min(1, Math.max(0.1, 10 ** ((-16 - loudnessLufs) / 20)));
}
