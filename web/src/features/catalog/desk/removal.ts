// Removing and putting back: done at once, with an undo, because the bytes stay until the box is told to empty its bin.
import { sentenceOf } from "../../../app/api";
import type { Album, Track } from "../../../app/api.gen";
import { useInvalidate } from "../../../app/data";
import { useServices } from "../../../app/services";
import { useToast } from "../../../design";
import { t } from "../../../strings/house";

export function useRemoval() {
    const { api } = useServices();
    const toast = useToast();
    const invalidate = useInvalidate();
    const refresh = () => invalidate("/api/tracks", "/api/albums", "/api/artists", "/api/search");
    const attempt = async (work: () => Promise<unknown>, then: () => void = () => undefined) => {
        try {
            await work();
            then();
            refresh();
            return true;
        } catch (error) {
            toast({ text: sentenceOf(error), signal: "stop" });
            return false;
        }
    };
    const restoreTrack = async (track: Pick<Track, "id" | "title">) => {
        if (await attempt(() => api.call("POST /api/tracks/{id}/restore",
            { path: { id: track.id } }))) toast({ text: t.desk.restored(track.title), signal: "go" });
    };
    const restoreAlbum = async (album: Pick<Album, "id" | "title">) => {
        if (await attempt(() => api.call("POST /api/albums/{id}/restore",
            { path: { id: album.id } }))) toast({ text: t.desk.restored(album.title), signal: "go" });
    };
    return {
        restoreTrack,
        removeTrack: async (track: Pick<Track, "id" | "title">) => {
            if (!await attempt(() => api.call("DELETE /api/tracks/{id}", { path: { id: track.id } }))) return;
            toast({ text: t.desk.removedTrack(track.title), undo: () => restoreTrack(track) });
        },
        /// `leave` goes to another page before what is gone would be fetched again.
        removeAlbum: async (album: Pick<Album, "id" | "title">, leave: () => void) => {
            if (!await attempt(() => api.call("DELETE /api/albums/{id}", { path: { id: album.id } }), leave)) return;
            toast({ text: t.desk.removedAlbum(album.title), undo: () => restoreAlbum(album) });
        },
    };
}
