// Long work that is followed once a second while it runs; it is the box that knows, so a reload loses nothing.
import { useEffect, useRef } from "react";
import { useData } from "../../../app/data";
import { isOver } from "./jobs";
import type { Job } from "./jobs";

const EVERY_MS = 1_000;

/// `known`: as the box last told it elsewhere. `onEnd` is called once when work that ran has ended.
export function useJob(known: Job | null, onEnd: (job: Job) => void): Job | null {
    const follows = known !== null && !isOver(known);
    const { data } = useData("GET /api/box/jobs/{id}", { path: { id: known?.id ?? "" } }, { skip: !follows, everyMs: EVERY_MS, freshMs: 0 });
    const job = follows && data?.id === known.id ? data : known;
    const running = useRef<string | null>(null);
    const ended = useRef(onEnd);
    ended.current = onEnd;
    useEffect(() => {
        if (!job) return;
        if (!isOver(job)) running.current = job.id;
        else if (running.current === job.id) {
            running.current = null;
            ended.current(job);
        }
    }, [job]);
    return job;
}
