// Lays the lattice of modules onto the picture: first by the three finders, then so that everything the standard fixes
// (finders, timing lines, alignment patterns) falls on dark and light where it must.
import { distance, perspective, place } from "./geometry";
import type { Perspective, Point } from "./geometry";
import { fourthCorner } from "./locate";
import type { Placement } from "./locate";
import { alignmentPlaces } from "./modules";
import type { Relief } from "./picture";
import { alignmentCentres } from "./versions";

/// A code laid onto the picture. `drift` moves modules to where the alignment patterns were found (bent paper, lenses).
export interface Fit {
    size: number;
    view: Perspective;
    /// 1 where every fixed module is as dark or light as it should be; 0 for noise.
    score: number;
    drift: Drift | null;
}

export interface Drift {
    centres: number[];
    /// Moved by so many modules, in pairs, at each crossing of the lattice.
    moves: Float32Array;
}

interface FixedModules {
    u: Float32Array;
    v: Float32Array;
    sign: Float32Array;
}

/// Less is chance: without it the lattice wanders about inside the modules, where all places agree alike.
const LEAST_GAIN = 0.003;
/// An alignment pattern that agrees less is taken for none.
const LEAST_ALIGNMENT = 0.3;
/// Right lattices begin at 0.34 and mostly above 0.7 (683 of a corpus); three of four wrong ones below this.
const WORTH_CLIMBING = 0.25;

const fixedByVersion = new Map<number, FixedModules>();
const fineByVersion = new Map<number, FixedModules>();
/// Off a module's middle, so that agreement is best where the lattice lies in the middle, not anywhere inside.
const OFF_MIDDLE = 0.34;
const MOST_FINE = 320;

/// Dark rings of a square pattern around its middle: sign by the larger of both distances.
function ringSign(dx: number, dy: number, isFinder: boolean): number {
    const ring = Math.max(Math.abs(dx), Math.abs(dy));
    return isFinder ? (ring === 2 || ring === 4 ? -1 : 1) : (ring === 1 ? -1 : 1);
}

function fixedModules(version: number): FixedModules {
    const kept = fixedByVersion.get(version);
    if (kept) return kept;
    const size = 17 + 4 * version;
    const cells: [number, number, number][] = [];
    for (const [cx, cy] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) {
        for (let dy = -4; dy <= 4; dy += 1) {
            for (let dx = -4; dx <= 4; dx += 1) {
                const x = cx + dx;
                const y = cy + dy;
                if (x >= 0 && y >= 0 && x < size && y < size) cells.push([x, y, ringSign(dx, dy, true)]);
            }
        }
    }
    for (let i = 8; i < size - 8; i += 1) {
        const sign = i % 2 === 0 ? 1 : -1;
        cells.push([i, 6, sign], [6, i, sign]);
    }
    for (const [cx, cy] of alignmentPlaces(version)) {
        for (let dy = -2; dy <= 2; dy += 1) {
            for (let dx = -2; dx <= 2; dx += 1) cells.push([cx + dx, cy + dy, ringSign(dx, dy, false)]);
        }
    }
    const fixed = { u: Float32Array.from(cells, (c) => c[0] + 0.5), v: Float32Array.from(cells, (c) => c[1] + 0.5),
        sign: Float32Array.from(cells, (c) => c[2]) };
    fixedByVersion.set(version, fixed);
    return fixed;
}

/// Four places in each fixed module; of the larger versions' many modules only some.
function fineModules(version: number): FixedModules {
    const kept = fineByVersion.get(version);
    if (kept) return kept;
    const { u, v, sign } = fixedModules(version);
    const step = Math.ceil(u.length / MOST_FINE);
    const count = Math.floor(u.length / step);
    const spread = (middles: Float32Array, offsets: readonly number[]) => Float32Array.from({ length: count * 4 },
        (_, i) => middles[(i >> 2) * step]! + offsets[i & 3]! * OFF_MIDDLE);
    const fine = { u: spread(u, [-1, 1, -1, 1]), v: spread(v, [-1, -1, 1, 1]), sign: spread(sign, [0, 0, 0, 0]) };
    fineByVersion.set(version, fine);
    return fine;
}

/// The mean agreement of the fixed modules, each counting at most `cap`.
function agreement(relief: Relief, view: Perspective, fixed: FixedModules, cap: number): number {
    const { data, width, height } = relief;
    const { a, b, c, d, e, f, g, h } = view;
    let sum = 0;
    for (let i = 0; i < fixed.u.length; i += 1) {
        const u = fixed.u[i]!;
        const v = fixed.v[i]!;
        const w = 1 / (g * u + h * v + 1);
        const x = Math.floor((a * u + b * v + c) * w);
        const y = Math.floor((d * u + e * v + f) * w);
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        const value = data[y * width + x]!;
        sum += fixed.sign[i]! * (value > cap ? cap : value < -cap ? -cap : value);
    }
    return sum / (fixed.u.length * cap);
}

/// How well an alignment pattern lies with its middle at a pixel, its modules going by two steps.
function alignmentScore(relief: Relief, middle: Point, right: Point, down: Point, cap: number): number {
    const { data, width, height } = relief;
    let sum = 0;
    for (let dy = -2; dy <= 2; dy += 1) {
        for (let dx = -2; dx <= 2; dx += 1) {
            const x = Math.floor(middle.x + right.x * dx + down.x * dy);
            const y = Math.floor(middle.y + right.y * dx + down.y * dy);
            if (x < 0 || y < 0 || x >= width || y >= height) continue;
            const value = Math.max(-cap, Math.min(cap, data[y * width + x]!));
            const ring = Math.max(Math.abs(dx), Math.abs(dy));
            // Sixteen dark modules around, eight light ones, one dark: the light ring weighs as much as the dark.
            sum += ring === 1 ? -2 * value : ring === 2 ? value : 2 * value;
        }
    }
    return sum / (34 * cap);
}

interface Found {
    point: Point;
    score: number;
}

/// Pixels at steps of modules from a place, as the perspective lies there.
interface Ruler {
    middle: Point;
    right: Point;
    down: Point;
    /// Pixels per module.
    module: number;
}

function rulerAt(view: Perspective, u: number, v: number): Ruler {
    const middle = place(view, u, v);
    const east = place(view, u + 1, v);
    const south = place(view, u, v + 1);
    const right = { x: east.x - middle.x, y: east.y - middle.y };
    const down = { x: south.x - middle.x, y: south.y - middle.y };
    return { middle, right, down, module: (Math.hypot(right.x, right.y) + Math.hypot(down.x, down.y)) / 2 };
}

/// The best places for an alignment pattern within `reach` modules of where it should be; at most two, apart.
function searchAlignment(relief: Relief, ruler: Ruler, reach: number, cap: number): Found[] {
    const { middle, right, down, module } = ruler;
    const pace = Math.max(1, module / 3) / module;
    const best: Found[] = [];
    for (let j = -reach; j <= reach; j += pace) {
        for (let i = -reach; i <= reach; i += pace) {
            const point = { x: middle.x + right.x * i + down.x * j, y: middle.y + right.y * i + down.y * j };
            const score = alignmentScore(relief, point, right, down, cap) - 0.02 * Math.hypot(i, j);
            if (score < LEAST_ALIGNMENT) continue;
            const near = best.findIndex((other) => distance(other.point, point) < 2 * module);
            if (near >= 0) {
                if (score > best[near]!.score) best[near] = { point, score };
            } else if (best.length < 2) {
                best.push({ point, score });
            } else {
                const weaker = best[0]!.score < best[1]!.score ? 0 : 1;
                if (score > best[weaker]!.score) best[weaker] = { point, score };
            }
        }
    }
    return best.sort((p, q) => q.score - p.score).map((found) => centred(relief, found, ruler, cap));
}

/// A pattern fits about as well a little to every side: its place is the middle of all these.
function centred(relief: Relief, { point, score }: Found, { right, down }: Ruler, cap: number): Found {
    let [x, y, weight] = [0, 0, 0];
    for (let j = -0.75; j <= 0.75; j += 0.15) {
        for (let i = -0.75; i <= 0.75; i += 0.15) {
            const near = { x: point.x + right.x * i + down.x * j, y: point.y + right.y * i + down.y * j };
            const own = alignmentScore(relief, near, right, down, cap) - score + 0.1;
            if (own <= 0) continue;
            x += near.x * own;
            y += near.y * own;
            weight += own;
        }
    }
    return weight > 0 ? { point: { x: x / weight, y: y / weight }, score } : { point, score };
}

interface Laid {
    view: Perspective;
    score: number;
}

/// Climbs: moves each of the eight coordinates of the four anchors a little as long as agreement grows; steps in
/// pixels.
function climb(relief: Relief, modules: Point[], pixels: Point[], fixed: FixedModules, cap: number,
    least: number, first: number, last: number): Laid | null {
    let view = perspective(modules, pixels);
    if (!view) return null;
    let score = agreement(relief, view, fixed, cap);
    if (score < least) return null;
    for (let step = first; step > last; step *= 0.5) {
        for (let round = 0; round < 3; round += 1) {
            let isBetter = false;
            for (const point of pixels) {
                for (const axis of ["x", "y"] as const) {
                    for (const sign of [1, -1]) {
                        point[axis] += sign * step;
                        const tried = perspective(modules, pixels);
                        const reached = tried ? agreement(relief, tried, fixed, cap) : -1;
                        if (tried && reached > score + LEAST_GAIN) {
                            score = reached;
                            view = tried;
                            isBetter = true;
                            break;
                        }
                        point[axis] -= sign * step;
                    }
                }
            }
            if (!isBetter) break;
        }
    }
    return { view, score };
}

/// A fit moved until its modules lie in the middle of the picture's.
export function settled(relief: Relief, fit: Fit, module: number, cap: number): Fit {
    const version = (fit.size - 17) / 4;
    const [near, far] = [3.5, fit.size - 3.5];
    const modules = [{ x: near, y: near }, { x: far, y: near }, { x: near, y: far }, { x: far, y: far }];
    const pixels = modules.map(({ x, y }) => place(fit.view, x, y));
    const laid = climb(relief, modules, pixels, fineModules(version), cap, -1, module * 0.3, module * 0.03);
    return laid ? { ...fit, view: laid.view } : fit;
}

/// What counts as fully dark: the finders' middles, less a margin for blur.
export function darknessCap(relief: Relief, placement: Placement): number {
    const { topLeft, topRight, bottomLeft } = placement.corners;
    const values = [topLeft, topRight, bottomLeft].map((p) => relief.data[Math.floor(p.y) * relief.width
        + Math.floor(p.x)] ?? 0);
    return Math.max(8, Math.min(...values) * 0.6);
}

/// The best lattice of one size on the picture.
export function fitSize(relief: Relief, placement: Placement, size: number): Fit | null {
    const { topLeft, topRight, bottomLeft } = placement.corners;
    const version = (size - 17) / 4;
    const cap = darknessCap(relief, placement);
    const far = size - 3.5;
    const three = [{ x: 3.5, y: 3.5 }, { x: far, y: 3.5 }, { x: 3.5, y: far }];
    const known: Point[] = [topLeft, topRight, bottomLeft];
    let best: Fit | null = null;
    for (const isFlat of [false, true]) {
        const fourth = isFlat ? fourthCorner(placement, size, 1, 1)
            : fourthCorner(placement, size, placement.shrinkTop, placement.shrinkLeft);
        const rough = perspective([...three, { x: far, y: far }], [...known, fourth]);
        if (!rough) continue;
        const starts: { module: Point; pixel: Point }[] = [];
        if (version > 1) {
            const at = size - 6.5;
            const reach = Math.min(7, 2 + size / 24);
            for (const found of searchAlignment(relief, rulerAt(rough, at, at), reach, cap)) {
                starts.push({ module: { x: at, y: at }, pixel: found.point });
            }
        }
        if (starts.length === 0) starts.push({ module: { x: far, y: far }, pixel: fourth });
        for (const start of starts) {
            const pixels = [...known, start.pixel].map(({ x, y }) => ({ x, y }));
            const climbed = climb(relief, [...three, start.module], pixels, fixedModules(version), cap, WORTH_CLIMBING,
                placement.module * 0.6, placement.module * 0.06);
            if (climbed && climbed.score > (best?.score ?? 0)) best = { size, ...climbed, drift: null };
        }
        if (best && best.score > 0.8) break;
    }
    return best;
}

/// Where the inner alignment patterns of larger codes really lie, as a drift; crossings without one stay.
export function withDrift(relief: Relief, fit: Fit, cap: number): Fit {
    const version = (fit.size - 17) / 4;
    if (version < 7) return fit;
    const centres = alignmentCentres(version);
    const count = centres.length;
    const moves = new Float32Array(count * count * 2);
    for (const [x, y] of alignmentPlaces(version)) {
        const [u, v] = [x + 0.5, y + 0.5];
        const ruler = rulerAt(fit.view, u, v);
        const [found] = searchAlignment(relief, ruler, 1.2, cap);
        if (!found || found.score < 0.45) continue;
        const { right: { x: ex, y: ey }, down: { x: sx, y: sy }, middle } = ruler;
        const [px, py] = [found.point.x - middle.x, found.point.y - middle.y];
        const area = ex * sy - ey * sx;
        const at = 2 * (centres.indexOf(y) * count + centres.indexOf(x));
        moves[at] = (px * sy - py * sx) / area;
        moves[at + 1] = (ex * py - ey * px) / area;
    }
    return { ...fit, drift: { centres, moves } };
}
