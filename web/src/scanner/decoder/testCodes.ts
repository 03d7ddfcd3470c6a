// For the tests: codes made by qrencode, an encoder that is not ours, drawn as a camera might see them.
import { spawnSync } from "node:child_process";
import { perspective } from "./geometry";
import type { Point } from "./geometry";
import type { Modules } from "./modules";
import type { Luminance } from "./picture";
import type { Level } from "./versions";

/// A code of exactly this version, without its quiet zone.
export function encode(text: string, version: number, level: Level, ...more: string[]): Modules {
    const made = spawnSync("qrencode", ["-t", "ASCII", "-m", "0", "-s", "1", "-8", "-v", String(version), "-l", level,
        ...more, text],
        { encoding: "utf8" });
    if (made.status !== 0) throw new Error(`qrencode is needed for this test (Debian package qrencode): ${made.stderr ?? ""}`);
    const rows = made.stdout.split("\n").filter((row) => row.length > 0);
    const size = rows.length;
    const bits = Uint8Array.from({ length: size * size },
        (_, i) => (rows[Math.floor(i / size)]?.[2 * (i % size)] === "#" ? 1 : 0));
    return { size, bits };
}

/// Repeatable numbers from 0 to 1.
export function random(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = state + 0x6d2b79f5 >>> 0;
        let mixed = Math.imul(state ^ state >>> 15, state | 1);
        mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
        return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296;
    };
}

export interface Scene {
    width: number;
    height: number;
    /// Where the code's corners lie, clockwise from its top left.
    corners: [Point, Point, Point, Point];
    dark?: number;
    light?: number;
    ground?: number;
    /// Grey levels of noise, up and down.
    noise?: number;
    seed?: number;
}

/// Draws the code with four modules of quiet zone, four samples a pixel.
export function draw({ size, bits }: Modules, scene: Scene): Luminance {
    const { width, height, corners, dark = 20, light = 235, ground = 128, noise = 0 } = scene;
    const square = [{ x: 0, y: 0 }, { x: size, y: 0 }, { x: size, y: size }, { x: 0, y: size }];
    const back = perspective(corners, square);
    if (!back) throw new Error("the corners lie on a line");
    const next = random(scene.seed ?? 1);
    const data = new Uint8Array(width * height);
    for (let i = 0; i < data.length; i += 1) {
        let sum = 0;
        for (const [dx, dy] of [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]] as const) {
            const x = i % width + dx;
            const y = Math.floor(i / width) + dy;
            const w = back.g * x + back.h * y + 1;
            const u = Math.floor((back.a * x + back.b * y + back.c) / w);
            const v = Math.floor((back.d * x + back.e * y + back.f) / w);
            const isOn = u >= 0 && v >= 0 && u < size && v < size;
            const isQuiet = u >= -4 && v >= -4 && u < size + 4 && v < size + 4;
            sum += isOn && bits[v * size + u] ? dark : isQuiet ? light : ground;
        }
        data[i] = Math.max(0, Math.min(255, sum / 4 + (next() - 0.5) * 2 * noise));
    }
    return { data, width, height };
}

/// A square of a side, turned by an angle around a middle.
export function turned(middle: Point, side: number, angle: number): [Point, Point, Point, Point] {
    const half = side / 2;
    const corner = (x: number, y: number) => ({ x: middle.x + x * Math.cos(angle) - y * Math.sin(angle),
        y: middle.y + x * Math.sin(angle) + y * Math.cos(angle) });
    return [corner(-half, -half), corner(half, -half), corner(half, half), corner(-half, half)];
}
