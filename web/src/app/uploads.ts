// All uploads of this tab: they go on while the artist walks through the house. Two at a time, each with its progress,
// each can be cancelled and tried again; a lost connection is waited out, not given up.
import type { Track, TrackChange } from "./api.gen";
import { ApiError, addressOf, randomKey, sentenceOf } from "./api";
import type { Api } from "./api";
import { upload } from "./upload";

export type UploadState = "waiting" | "sending" | "stored" | "failed" | "cancelled";

export interface UploadItem {
    key: string;
    file: File;
    artistId: string;
    albumId: string | null;
    state: UploadState;
    sent: number;
    /// Why it failed, as a sentence.
    problem: string | null;
    /// The track, as soon as its bytes are safe on the disk of the box.
    track: Track | null;
    /// What was typed while the file was on its way; sent as soon as there is a track to change.
    draft: TrackChange | null;
    problemSaving: string | null;
}

const AT_ONCE = 2;
const TRIES = 4;
const PAUSE_MS = 3_000;

export class Uploads {
    private items: readonly UploadItem[] = [];
    private watchers = new Set<() => void>();
    private running = new Map<string, AbortController>();

    constructor(private readonly api: Api, private readonly onStored: (track: Track) => void) {}

    readonly watch = (onChange: () => void) => {
        this.watchers.add(onChange);
        return () => {
            this.watchers.delete(onChange);
        };
    };

    readonly list = () => this.items;

    get isBusy() {
        return this.items.some((item) => item.state === "waiting" || item.state === "sending");
    }

    add(files: readonly File[], artistId: string, albumId: string | null = null) {
        const fresh = files.map((file): UploadItem => ({
            key: randomKey(), file, artistId, albumId, state: "waiting", sent: 0, problem: null, track: null, draft: null, problemSaving: null,
        }));
        this.publish([...this.items, ...fresh]);
        this.next();
    }

    cancel(key: string) {
        this.running.get(key)?.abort();
        this.update(key, { state: "cancelled" });
        this.next();
    }

    retry(key: string) {
        this.update(key, { state: "waiting", sent: 0, problem: null });
        this.next();
    }

    /// Takes finished ones off the list.
    clear(key?: string) {
        this.publish(this.items.filter((item) => (key ? item.key !== key : item.state === "waiting"
            || item.state === "sending")));
    }

    setDraft(key: string, change: TrackChange) {
        const item = this.items.find((one) => one.key === key);
        if (item) this.update(key, { draft: { ...item.draft, ...change } });
    }

    /// Sends what was typed, if the track is there already; otherwise it is sent when it arrives.
    async saveDraft(key: string) {
        const item = this.items.find((one) => one.key === key);
        const draft = item?.draft;
        if (!item?.track || !draft) return;
        const body = draft.title !== undefined && draft.title.trim() === "" ? { ...draft, title: undefined } : draft;
        try {
            const track = await this.api.call("PATCH /api/tracks/{id}", { path: { id: item.track.id }, body });
            const isCurrent = this.items.find((one) => one.key === key)?.draft === draft;
            this.update(key, { track, problemSaving: null, ...(isCurrent ? { draft: null } : {}) });
            this.onStored(track);
        } catch (error) {
            this.update(key, { problemSaving: sentenceOf(error) });
        }
    }

    private next() {
        if (this.running.size >= AT_ONCE) return;
        const item = this.items.find((one) => one.state === "waiting" && !this.running.has(one.key));
        if (!item) return;
        void this.send(item);
        this.next();
    }

    private async send(item: UploadItem) {
        const abort = new AbortController();
        this.running.set(item.key, abort);
        this.update(item.key, { state: "sending" });
        try {
            const track = await this.patiently(item, abort.signal);
            this.update(item.key, { state: "stored", sent: item.file.size, track });
            this.onStored(track);
            await this.saveDraft(item.key);
        } catch (error) {
            const isCancelled = error instanceof ApiError && error.kind === "cancelled";
            this.update(item.key, isCancelled ? { state: "cancelled" }
                : { state: "failed", problem: sentenceOf(error) });
        } finally {
            this.running.delete(item.key);
            this.next();
        }
    }

    /// The same key on every try: a body that arrived although the answer got lost is not stored twice.
    private async patiently(item: UploadItem, signal: AbortSignal): Promise<Track> {
        for (let turn = 1; ; turn += 1) {
            try {
                return await upload<Track>(this.api, {
                    method: "POST", body: item.file, signal, idempotencyKey: item.key,
                    address: addressOf("POST /api/artists/{id}/tracks/upload", { id: item.artistId },
                        { album: item.albumId }),
                    headers: { "Content-Type": "application/octet-stream",
                        "Upload-Filename": encodeURIComponent(item.file.name.slice(0, 250)) },
                    onProgress: (sent) => this.update(item.key, { sent }),
                });
            } catch (error) {
                const isLost = error instanceof ApiError && error.kind === "network";
                if (!isLost || turn >= TRIES) throw error;
                await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * turn));
                this.update(item.key, { sent: 0 });
            }
        }
    }

    private update(key: string, change: Partial<UploadItem>) {
        this.publish(this.items.map((item) => (item.key === key ? { ...item, ...change } : item)));
    }

    private publish(items: readonly UploadItem[]) {
        this.items = items;
        for (const watcher of [...this.watchers]) watcher();
    }
}
