// Reads a QR code from a picture, versions 1–40, straight, turned, tilted, mirrored, blurred, dim or inverted.
//
// A frame is looked at in passes of growing cost, each with another way to tell dark from light, until one reads or the
// time is up; the next frame comes anyway. Nothing here throws on any picture. Callers: decoder.worker.ts and the
// tests.
import { darknessCap, fitSize, settled, withDrift } from "./fitting";
import { findFinders } from "./finders";
import { place } from "./geometry";
import type { Point } from "./geometry";
import { cornerTriples, placementOf } from "./locate";
import type { Corners } from "./locate";
import { readCodewords, readFormats, readVersion } from "./modules";
import type { Modules } from "./modules";
import { doubled, halved, inverted, reliefOf } from "./picture";
import type { Luminance, Relief } from "./picture";
import { decideModules, sampleDarkness, sharpened, transposed } from "./sampling";
import { readSegments } from "./segments";
import type { Level } from "./versions";

export interface Reading {
    kind: "read";
    text: string;
    version: number;
    level: Level;
    /// Codewords that had to be mended.
    mended: number;
    /// In pixels of the picture given, clockwise from the code's top left.
    corners: [Point, Point, Point, Point];
}

/// "nothing": no code in the picture. "unreadable": something like a code, but not read. "late": the time was up
/// before all passes.
export type Outcome = Reading | { kind: "nothing" | "unreadable" | "late" };

export interface Effort {
    /// Milliseconds on some steady clock.
    now: () => number;
    /// When to give up, by that clock.
    until: number;
    /// Light codes on dark ground first.
    isInvertedFirst?: boolean;
}

interface Pass {
    /// 0.5 halves the picture, 2 doubles it.
    scale: number;
    /// The neighbourhood that decides what is dark, as a part of the longer side.
    reach: number;
    isSmooth: boolean;
    isInverted: boolean;
}

const PASSES: readonly Pass[] = [
    { scale: 1, reach: 1 / 14, isSmooth: false, isInverted: false },
    { scale: 0.5, reach: 1 / 14, isSmooth: false, isInverted: false },
    { scale: 1, reach: 1 / 14, isSmooth: true, isInverted: false },
    { scale: 1, reach: 1 / 14, isSmooth: false, isInverted: true },
    { scale: 1, reach: 1 / 40, isSmooth: true, isInverted: false },
    { scale: 2, reach: 1 / 24, isSmooth: false, isInverted: false },
    { scale: 0.5, reach: 1 / 14, isSmooth: true, isInverted: true },
];

/// How much of a lattice must agree before its modules are worth reading.
const LEAST_SCORE = 0.32;
/// Three finders with less doubt than this are read at once; others only when every pass has been made.
const LIKELY = 0.5;
/// In eighths of a grey level: what still counts as flat.
const BIAS = 12;

type Inner = Omit<Reading, "corners">;

function readGrid(modules: Modules): Inner | null {
    const stated = modules.size >= 45 ? readVersion(modules) : null;
    const version = (modules.size - 17) / 4;
    if (stated !== null && stated !== version) return null;
    for (const format of readFormats(modules)) {
        const codewords = readCodewords(modules, version, format);
        if (!codewords) continue;
        const text = readSegments(codewords.data, version);
        if (text !== null && text !== "") return { kind: "read", text, version, level: format.level,
            mended: codewords.mended };
    }
    return null;
}

/// Several ways to decide which modules are dark, the plain one first.
function* decisions(darkness: Float32Array, size: number): Generator<Modules> {
    const plain = decideModules(darkness, size, 4);
    yield plain;
    yield decideModules(sharpened(darkness, size, 0.25), size, 4);
    yield decideModules(sharpened(darkness, size, 0.6), size, 6);
    yield { size, bits: Uint8Array.from(darkness, (value) => (value > 0 ? 1 : 0)) };
    yield transposed(plain);
}

/// Three finders on one picture, to be tried.
interface Chance {
    relief: Relief;
    scale: number;
    corners: Corners;
}

/// The code between three finders, or null.
function readChance({ relief, scale, corners }: Chance, effort: Effort): Reading | null {
    const placement = placementOf(relief, corners);
    const fits = [];
    for (const size of placement.sizes) {
        if (effort.now() >= effort.until) return null;
        const fit = fitSize(relief, placement, size);
        if (fit && fit.score > LEAST_SCORE) fits.push(fit);
        if (fit && fit.score > 0.85) break;
    }
    fits.sort((p, q) => q.score - p.score);
    for (const fit of fits.slice(0, 2)) {
        const cap = darknessCap(relief, placement);
        const laid = withDrift(relief, settled(relief, fit, placement.module, cap), cap);
        for (const modules of decisions(sampleDarkness(relief, laid), fit.size)) {
            const inner = readGrid(modules);
            const at = (u: number, v: number) => {
                const { x, y } = place(laid.view, u, v);
                return { x: x / scale, y: y / scale };
            };
            if (inner) return { ...inner, corners: [at(0, 0), at(fit.size, 0), at(fit.size, fit.size),
                at(0, fit.size)] };
            if (effort.now() >= effort.until) return null;
        }
    }
    return null;
}

function scaled(picture: Luminance, scale: number): Luminance {
    return scale === 2 ? doubled(picture) : scale === 0.5 ? halved(picture) : picture;
}

/// Pictures that a pass would make too small or too large are left out of it.
function suits(pass: Pass, picture: Luminance): boolean {
    const longer = Math.max(picture.width, picture.height) * pass.scale;
    return pass.scale === 1 || (pass.scale < 1 ? longer >= 160 : longer <= 1300);
}

export function readPicture(picture: Luminance, effort: Effort): Outcome {
    if (picture.width < 21 || picture.height < 21) return { kind: "nothing" };
    const passes = PASSES.filter((pass) => suits(pass, picture));
    if (effort.isInvertedFirst) passes.sort((a, b) => Number(b.isInverted) - Number(a.isInverted));
    const later: Chance[] = [];
    for (const pass of passes) {
        if (effort.now() >= effort.until) return { kind: "late" };
        const source = scaled(picture, pass.scale);
        const reach = Math.max(6, Math.round(Math.max(source.width, source.height) * pass.reach));
        const upright = reliefOf(source, reach, pass.isSmooth);
        const relief = pass.isInverted ? inverted(upright) : upright;
        const triples = cornerTriples(findFinders(relief, BIAS, source.height > 700 ? 2 : 1));
        for (const corners of triples) {
            const chance = { relief, scale: pass.scale, corners };
            const reading = corners.doubt < LIKELY ? readChance(chance, effort) : null;
            if (reading) return reading;
            if (corners.doubt >= LIKELY) later.push(chance);
        }
    }
    later.sort((p, q) => p.corners.doubt - q.corners.doubt);
    for (const chance of later) {
        const reading = readChance(chance, effort);
        if (reading) return reading;
        if (effort.now() >= effort.until) return { kind: "late" };
    }
    return { kind: later.length > 0 ? "unreadable" : "nothing" };
}
