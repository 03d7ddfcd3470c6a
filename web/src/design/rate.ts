// How fast something goes, from what was noted in the last seconds; steady enough to be read.

const WINDOW_MS = 8_000;
const ENOUGH_MS = 1_200;

export class Rate {
    private notes: { done: number; at: number }[] = [];

    /// Notes an amount done at a time in milliseconds. An amount that falls starts anew.
    note(done: number, at: number) {
        const last = this.notes[this.notes.length - 1];
        if (last && done < last.done) this.notes = [];
        if (last && done === last.done) return;
        this.notes.push({ done, at });
        while (this.notes.length > 2 && (this.notes[0]?.at ?? at) < at - WINDOW_MS) this.notes.shift();
    }

    /// Seconds until `total` is reached; null while too little is known.
    secondsLeft(total: number): number | null {
        const first = this.notes[0];
        const last = this.notes[this.notes.length - 1];
        if (!first || !last || last.at - first.at < ENOUGH_MS || last.done <= first.done) return null;
        const perMs = (last.done - first.done) / (last.at - first.at);
        return Math.max(0, (total - last.done) / perMs / 1000);
    }
}
