// Long work of the box, as a progress bar takes it.
import type { Answer } from "../../../app/api";
import type { Signal } from "../../../design";

export type Job = Answer<"GET /api/box/jobs/{id}">;

export const isOver = (job: Job) => job.state !== "running";

export const JOB_SIGNALS: Record<Job["state"], Signal> = { running: "info", done: "go", failed: "stop", cancelled: "off" };

export interface Measure {
    /// Null while the box cannot know how much there is.
    done: number | null;
    total: number;
}

export function measureOf({ doneBytes, totalBytes }: Pick<Job, "doneBytes" | "totalBytes">): Measure {
    if (totalBytes <= 0) return { done: null, total: 1 };
    return { done: Math.max(0, Math.min(doneBytes, totalBytes)), total: totalBytes };
}

/// How long it took, in milliseconds; null while it runs.
export function lengthOf(job: Pick<Job, "startedAt" | "endedAt">): number | null {
    if (job.endedAt === null) return null;
    const ms = Date.parse(job.endedAt) - Date.parse(job.startedAt);
    return Number.isFinite(ms) && ms >= 0 ? ms : null;
}
