// A square of modules read from a picture, and what the standard wrote into it: format, version, masked codewords.
import { alignmentCentres, blockPlan, codewordsOf, sizeOf } from "./versions";
import type { Level } from "./versions";
import { repair } from "./reedSolomon";

/// Modules row by row, 1 for dark.
export interface Modules {
    size: number;
    bits: Uint8Array;
}

export interface Format {
    level: Level;
    mask: number;
    /// How many of the fifteen bits had to be put right.
    distance: number;
}

const LEVELS: readonly Level[] = ["M", "L", "H", "Q"];
const FORMAT_XOR = 0x5412;

/// The remainder of a division of bit polynomials, appended to the value.
function withRemainder(value: number, generator: number, bits: number): number {
    let rest = value << bits;
    const top = 31 - Math.clz32(generator);
    while (rest !== 0 && 31 - Math.clz32(rest) >= top) rest ^= generator << (31 - Math.clz32(rest) - top);
    return value << bits | rest;
}

const FORMATS = Array.from({ length: 32 }, (_, data) => withRemainder(data, 0x537, 10) ^ FORMAT_XOR);
const VERSIONS = Array.from({ length: 34 }, (_, i) => withRemainder(i + 7, 0x1f25, 12));

export function bitCount(value: number): number {
    let count = 0;
    for (let rest = value; rest !== 0; rest &= rest - 1) count += 1;
    return count;
}

/// Formats in order of likelihood; both copies are heard, the better one decides. More than three wrong bits: none.
export function readFormats(modules: Modules): Format[] {
    const { size, bits } = modules;
    const at = (x: number, y: number) => bits[y * size + x]!;
    let first = 0;
    let second = 0;
    for (let i = 0; i < 15; i += 1) {
        const along = i < 6 ? i : i < 8 ? i + 1 : i < 9 ? 7 : 14 - i;
        first |= (i < 8 ? at(8, along) : at(along, 8)) << i;
        second |= (i < 8 ? at(size - 1 - i, 8) : at(8, size - 15 + i)) << i;
    }
    const found: Format[] = [];
    FORMATS.forEach((format, data) => {
        const distance = Math.min(bitCount(format ^ first), bitCount(format ^ second));
        if (distance <= 3) found.push({ level: LEVELS[data >> 3]!, mask: data & 7, distance });
    });
    return found.sort((a, b) => a.distance - b.distance).slice(0, 2);
}

/// The version that the code itself states (7 and above), or null where it cannot be read.
export function readVersion(modules: Modules): number | null {
    const { size, bits } = modules;
    let right = 0;
    let below = 0;
    for (let i = 0; i < 18; i += 1) {
        const long = Math.floor(i / 3);
        const short = size - 11 + i % 3;
        right |= bits[long * size + short]! << i;
        below |= bits[short * size + long]! << i;
    }
    let best = 4;
    let version: number | null = null;
    VERSIONS.forEach((code, i) => {
        const distance = Math.min(bitCount(code ^ right), bitCount(code ^ below));
        if (distance < best) {
            best = distance;
            version = i + 7;
        }
    });
    return version;
}

const layouts = new Map<number, Int32Array>();

/// The places of all codeword bits in the order in which the standard fills them, most significant bit first.
export function bitPlaces(version: number): Int32Array {
    const kept = layouts.get(version);
    if (kept) return kept;
    const size = sizeOf(version);
    const isFixed = new Uint8Array(size * size);
    const fix = (x: number, y: number, width: number, height: number) => {
        for (let row = y; row < y + height; row += 1) isFixed.fill(1, row * size + x, row * size + x + width);
    };
    fix(0, 0, 9, 9);
    fix(size - 8, 0, 8, 9);
    fix(0, size - 8, 9, 8);
    fix(6, 0, 1, size);
    fix(0, 6, size, 1);
    if (version >= 7) {
        fix(size - 11, 0, 3, 6);
        fix(0, size - 11, 6, 3);
    }
    for (const [x, y] of alignmentPlaces(version)) fix(x - 2, y - 2, 5, 5);
    const places = new Int32Array(codewordsOf(version) * 8);
    let filled = 0;
    for (let right = size - 1, isUp = true; right > 0; right -= 2, isUp = !isUp) {
        if (right === 6) right = 5;
        for (let step = 0; step < size; step += 1) {
            const y = isUp ? size - 1 - step : step;
            for (const place of [y * size + right, y * size + right - 1]) {
                if (!isFixed[place] && filled < places.length) places[filled++] = place;
            }
        }
    }
    layouts.set(version, places);
    return places;
}

/// Centres of the alignment patterns that exist: those in the finder corners do not.
export function alignmentPlaces(version: number): [number, number][] {
    const centres = alignmentCentres(version);
    const last = centres[centres.length - 1];
    return centres.flatMap((y) => centres.map((x): [number, number] => [x, y]))
        .filter(([x, y]) => !(x === 6 && (y === 6 || y === last)) && !(y === 6 && x === last));
}

function isMasked(mask: number, x: number, y: number): boolean {
    switch (mask) {
        case 0: return (x + y) % 2 === 0;
        case 1: return y % 2 === 0;
        case 2: return x % 3 === 0;
        case 3: return (x + y) % 3 === 0;
        case 4: return ((y >> 1) + Math.floor(x / 3)) % 2 === 0;
        case 5: return (x * y) % 2 + (x * y) % 3 === 0;
        case 6: return ((x * y) % 2 + (x * y) % 3) % 2 === 0;
        default: return ((x + y) % 2 + (x * y) % 3) % 2 === 0;
    }
}

/// Takes the mask off, sorts the codewords into their blocks, mends these and joins their data.
/// Null when one block is beyond repair.
export function readCodewords(modules: Modules, version: number,
    format: Format): { data: Uint8Array; mended: number } | null {
    const { size, bits } = modules;
    const places = bitPlaces(version);
    const stream = new Uint8Array(places.length >> 3);
    for (let i = 0; i < places.length; i += 1) {
        const place = places[i]!;
        const y = Math.floor(place / size);
        const bit = bits[place]! ^ (isMasked(format.mask, place - y * size, y) ? 1 : 0);
        stream[i >> 3]! |= bit << (7 - (i & 7));
    }
    const plan = blockPlan(version, format.level);
    const blocks = plan.data.map((length) => new Uint8Array(length + plan.parity));
    const longest = plan.data[plan.data.length - 1]!;
    let taken = 0;
    for (let i = 0; i < longest + plan.parity; i += 1) {
        blocks.forEach((block, b) => {
            const length = plan.data[b]!;
            const place = i < longest ? i : i - longest + length;
            if (i < longest && i >= length) return;
            block[place] = stream[taken++]!;
        });
    }
    const data = new Uint8Array(plan.data.reduce((a, b) => a + b, 0));
    let mended = 0;
    let written = 0;
    for (const [b, block] of blocks.entries()) {
        const errors = repair(block, plan.parity, plan.mayCorrect);
        if (errors === null) return null;
        mended += errors;
        data.set(block.subarray(0, plan.data[b]), written);
        written += plan.data[b]!;
    }
    return { data, mended };
}
