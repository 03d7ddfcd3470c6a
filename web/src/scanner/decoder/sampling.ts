// From a lattice on the picture to modules: first how dark each module is, then which of them are dark.
import { place } from "./geometry";
import type { Drift, Fit } from "./fitting";
import type { Modules } from "./modules";
import type { Relief } from "./picture";

/// Places inside a module that are looked at, from its middle.
const SPOTS = [[0, 0], [-0.22, -0.22], [0.22, -0.22], [-0.22, 0.22], [0.22, 0.22]] as const;

/// The move at a module, between the four crossings around it.
function driftAt(drift: Drift, u: number, v: number): [number, number] {
    const { centres, moves } = drift;
    const count = centres.length;
    const cell = (at: number) => {
        let i = 0;
        while (i < count - 2 && at >= centres[i + 1]! + 0.5) i += 1;
        const from = centres[i]! + 0.5;
        return { i, part: Math.max(0, Math.min(1, (at - from) / (centres[i + 1]! + 0.5 - from))) };
    };
    const across = cell(u);
    const down = cell(v);
    const at = 2 * (down.i * count + across.i);
    const mix = (k: number) => {
        const top = moves[at + k]! * (1 - across.part) + moves[at + 2 + k]! * across.part;
        const low = moves[at + 2 * count + k]! * (1 - across.part) + moves[at + 2 * count + 2 + k]! * across.part;
        return top * (1 - down.part) + low * down.part;
    };
    return [mix(0), mix(1)];
}

/// How dark each module is, row by row.
export function sampleDarkness(relief: Relief, fit: Fit): Float32Array {
    const { size, view, drift } = fit;
    const { data, width, height } = relief;
    const darkness = new Float32Array(size * size);
    for (let row = 0; row < size; row += 1) {
        for (let column = 0; column < size; column += 1) {
            const [du, dv] = drift ? driftAt(drift, column + 0.5, row + 0.5) : [0, 0];
            let sum = 0;
            for (const [su, sv] of SPOTS) {
                const point = place(view, column + 0.5 + du + su, row + 0.5 + dv + sv);
                const x = Math.max(0, Math.min(width - 1, Math.floor(point.x)));
                const y = Math.max(0, Math.min(height - 1, Math.floor(point.y)));
                sum += data[y * width + x]!;
            }
            darkness[row * size + column] = sum / SPOTS.length;
        }
    }
    return darkness;
}

/// Takes back what a blurred lens did: each module leans away from its four neighbours.
export function sharpened(darkness: Float32Array, size: number, strength: number): Float32Array {
    const result = new Float32Array(darkness.length);
    for (let row = 0, i = 0; row < size; row += 1) {
        for (let column = 0; column < size; column += 1, i += 1) {
            const own = darkness[i]!;
            const above = row > 0 ? darkness[i - size]! : own;
            const below = row < size - 1 ? darkness[i + size]! : own;
            const left = column > 0 ? darkness[i - 1]! : own;
            const right = column < size - 1 ? darkness[i + 1]! : own;
            result[i] = own + strength * (4 * own - above - below - left - right);
        }
    }
    return result;
}

/// Dark is what is darker than the middle of its neighbourhood of modules.
export function decideModules(darkness: Float32Array, size: number, reach: number): Modules {
    const stride = size + 1;
    const sums = new Float64Array(stride * stride);
    for (let row = 0; row < size; row += 1) {
        let sum = 0;
        for (let column = 0; column < size; column += 1) {
            sum += darkness[row * size + column]!;
            sums[(row + 1) * stride + column + 1] = sums[row * stride + column + 1]! + sum;
        }
    }
    const bits = new Uint8Array(size * size);
    for (let row = 0, i = 0; row < size; row += 1) {
        const top = Math.max(0, row - reach);
        const low = Math.min(size, row + reach + 1);
        for (let column = 0; column < size; column += 1, i += 1) {
            const left = Math.max(0, column - reach);
            const right = Math.min(size, column + reach + 1);
            const total = sums[low * stride + right]! - sums[low * stride + left]! - sums[top * stride + right]!
                + sums[top * stride + left]!;
            bits[i] = darkness[i]! * (right - left) * (low - top) > total ? 1 : 0;
        }
    }
    return { size, bits };
}

/// The same code seen in a mirror.
export function transposed({ size, bits }: Modules): Modules {
    const turned = new Uint8Array(bits.length);
    for (let row = 0; row < size; row += 1) {
        for (let column = 0; column < size; column += 1) turned[column * size + row] = bits[row * size + column]!;
    }
    return { size, bits: turned };
}
