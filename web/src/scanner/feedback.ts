// Earcons and touch: each answer can be told apart without looking. Sound needs a first touch, as browsers want it.
import type { Tone } from "./contract";

/// "unsent": no answer of the box. "tick": seen, but not now.
export type Cue = Tone | "unsent" | "tick";

interface Note {
    at: number;
    length: number;
    from: number;
    to: number;
    shape: OscillatorType;
    loudness: number;
}

// Rising and bright; two knocks on one pitch; low and falling. Seconds and hertz.
const CUES: Record<Cue, readonly Note[]> = {
    go: [{ at: 0, length: 0.09, from: 784, to: 784, shape: "triangle", loudness: 0.5 },
        { at: 0.09, length: 0.2, from: 1175, to: 1175, shape: "triangle", loudness: 0.5 }],
    wait: [{ at: 0, length: 0.12, from: 494, to: 494, shape: "triangle", loudness: 0.6 },
        { at: 0.2, length: 0.16, from: 494, to: 494, shape: "triangle", loudness: 0.6 }],
    stop: [{ at: 0, length: 0.45, from: 247, to: 147, shape: "sawtooth", loudness: 0.45 }],
    unsent: [0, 0.13, 0.26].map((at) => ({ at, length: 0.07, from: 330, to: 330, shape: "square", loudness: 0.25 })),
    tick: [{ at: 0, length: 0.03, from: 220, to: 220, shape: "triangle", loudness: 0.4 }],
};

const TOUCH: Record<Cue, number[]> = { go: [70], wait: [90, 70, 90], stop: [380], unsent: [40, 40, 40, 40, 40],
    tick: [15] };

export class Feedback {
    isSoundOn = true;
    private context: AudioContext | null = null;

    /// Call in a touch or a key press: only then may sound begin.
    unlock() {
        this.context ??= typeof AudioContext === "undefined" ? null : new AudioContext();
        if (this.context?.state === "suspended") void this.context.resume();
    }

    give(cue: Cue) {
        if (this.isSoundOn) this.play(cue);
        // Not every device can; those that cannot have no such method or answer false.
        navigator.vibrate?.(TOUCH[cue]);
    }

    private play(cue: Cue) {
        const context = this.context;
        if (!context || context.state !== "running") return;
        for (const note of CUES[cue]) {
            const start = context.currentTime + note.at;
            const end = start + note.length;
            const voice = context.createOscillator();
            const volume = context.createGain();
            voice.type = note.shape;
            voice.frequency.setValueAtTime(note.from, start);
            voice.frequency.linearRampToValueAtTime(note.to, end);
            volume.gain.setValueAtTime(0, start);
            volume.gain.linearRampToValueAtTime(note.loudness, start + 0.008);
            volume.gain.setValueAtTime(note.loudness, end - 0.02);
            volume.gain.linearRampToValueAtTime(0, end);
            voice.connect(volume).connect(context.destination);
            voice.start(start);
            voice.stop(end);
        }
    }
}
