// A QR code of a text in byte mode (ISO/IEC 18004), as rows of "0" and "1" without quiet zone: for addresses that the
// box has no code of. Tables and places are the scanner's, whose decoder reads every code of this in the tests.
import { alignmentPlaces, bitPlaces } from "../../../scanner/decoder/modules";
import { multiply } from "../../../scanner/decoder/reedSolomon";
import { blockPlan, sizeOf } from "../../../scanner/decoder/versions";

/// Level Q: a quarter of the code may be dirty, as a poster gets.
const LEVEL = "Q";
const LEVEL_BITS = 3;
const LARGEST = 9;

/// Null where the text does not fit version 9: 132 bytes minus what the head takes.
export function qrCode(text: string): string[] | null {
    const bytes = new TextEncoder().encode(text);
    for (let version = 1; version <= LARGEST; version += 1) {
        const capacity = blockPlan(version, LEVEL).data.reduce((sum, length) => sum + length, 0);
        if (bytes.length + 2 <= capacity) return drawn(stream(bytes, capacity), version);
    }
    return null;
}

/// Mode and length, then the bytes shifted by half a byte, then filling (7.4.2 and 7.4.10).
function stream(bytes: Uint8Array, capacity: number): Uint8Array {
    const data = new Uint8Array(capacity);
    const nibbles = [4, bytes.length >> 4, bytes.length & 15, ...[...bytes].flatMap((byte) => [byte >> 4, byte & 15]), 0];
    nibbles.forEach((nibble, i) => {
        data[i >> 1] = (data[i >> 1] ?? 0) | nibble << (i % 2 === 0 ? 4 : 0);
    });
    for (let i = nibbles.length >> 1, turn = 0; i < capacity; i += 1, turn += 1) data[i] = turn % 2 === 0 ? 0xec : 0x11;
    return data;
}

/// The parity codewords of a block: the remainder of its division by the generator.
function parityOf(block: Uint8Array, count: number): Uint8Array {
    let generator = [1];
    for (let i = 0, root = 1; i < count; i += 1, root = multiply(root, 2)) {
        const next = [...generator, 0];
        generator.forEach((value, place) => {
            next[place + 1] = (next[place + 1] ?? 0) ^ multiply(value, root);
        });
        generator = next;
    }
    const rest = new Uint8Array(block.length + count);
    rest.set(block);
    for (let i = 0; i < block.length; i += 1) {
        const factor = rest[i] ?? 0;
        generator.forEach((value, place) => {
            rest[i + place] = (rest[i + place] ?? 0) ^ multiply(value, factor);
        });
    }
    return rest.slice(block.length);
}

/// All blocks, interleaved (7.6).
function interleaved(data: Uint8Array, version: number): number[] {
    const plan = blockPlan(version, LEVEL);
    let taken = 0;
    const blocks = plan.data.map((length) => data.slice(taken, taken += length));
    const parities = blocks.map((block) => parityOf(block, plan.parity));
    const out: number[] = [];
    for (let i = 0; i < Math.max(...plan.data); i += 1) for (const block of blocks) if (i < block.length) out.push(block[i] ?? 0);
    for (let i = 0; i < plan.parity; i += 1) for (const parity of parities) out.push(parity[i] ?? 0);
    return out;
}

function drawn(data: Uint8Array, version: number): string[] {
    const size = sizeOf(version);
    const codewords = interleaved(data, version);
    const places = bitPlaces(version);
    const fixed = patterns(version);
    let best: { bits: Uint8Array; penalty: number } | null = null;
    for (let mask = 0; mask < 8; mask += 1) {
        const bits = fixed.slice();
        places.forEach((place, i) => {
            const bit = (codewords[i >> 3] ?? 0) >> (7 - (i & 7)) & 1;
            bits[place] = bit ^ (masks[mask]?.(place % size, Math.floor(place / size)) ? 1 : 0);
        });
        writeFormat(bits, size, mask);
        const penalty = penaltyOf(bits, size);
        if (!best || penalty < best.penalty) best = { bits, penalty };
    }
    const bits = best?.bits ?? fixed;
    return Array.from({ length: size }, (_, y) => [...bits.subarray(y * size, (y + 1) * size)].join(""));
}

const masks: ((x: number, y: number) => boolean)[] = [
    (x, y) => (x + y) % 2 === 0, (_, y) => y % 2 === 0, (x) => x % 3 === 0, (x, y) => (x + y) % 3 === 0,
    (x, y) => ((y >> 1) + Math.floor(x / 3)) % 2 === 0, (x, y) => (x * y) % 2 + (x * y) % 3 === 0,
    (x, y) => ((x * y) % 2 + (x * y) % 3) % 2 === 0, (x, y) => ((x + y) % 2 + (x * y) % 3) % 2 === 0,
];

/// Finders, timing, alignment, the dark module, and the version where the code states it.
function patterns(version: number): Uint8Array {
    const size = sizeOf(version);
    const bits = new Uint8Array(size * size);
    const set = (x: number, y: number, dark: boolean) => {
        if (x >= 0 && y >= 0 && x < size && y < size) bits[y * size + x] = dark ? 1 : 0;
    };
    for (let i = 8; i < size - 8; i += 1) {
        set(i, 6, i % 2 === 0);
        set(6, i, i % 2 === 0);
    }
    for (const [cx, cy] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) {
        ring(4, (dx, dy, far) => set(cx + dx, cy + dy, far !== 2 && far !== 4));
    }
    for (const [cx, cy] of alignmentPlaces(version)) ring(2, (dx, dy, far) => set(cx + dx, cy + dy, far !== 1));
    set(8, size - 8, true);
    if (version >= 7) {
        const code = withRemainder(version, 0x1f25, 12);
        for (let i = 0; i < 18; i += 1) {
            const [long, short, dark] = [Math.floor(i / 3), size - 11 + i % 3, (code >> i & 1) === 1];
            set(short, long, dark);
            set(long, short, dark);
        }
    }
    return bits;
}

function ring(reach: number, draw: (dx: number, dy: number, far: number) => void) {
    for (let dy = -reach; dy <= reach; dy += 1) {
        for (let dx = -reach; dx <= reach; dx += 1) draw(dx, dy, Math.max(Math.abs(dx), Math.abs(dy)));
    }
}

function withRemainder(value: number, generator: number, bits: number): number {
    let rest = value << bits;
    const top = 31 - Math.clz32(generator);
    while (rest !== 0 && 31 - Math.clz32(rest) >= top) rest ^= generator << (31 - Math.clz32(rest) - top);
    return value << bits | rest;
}

function writeFormat(bits: Uint8Array, size: number, mask: number) {
    const format = withRemainder(LEVEL_BITS << 3 | mask, 0x537, 10) ^ 0x5412;
    for (let i = 0; i < 15; i += 1) {
        const dark = format >> i & 1;
        const along = i < 6 ? i : i < 8 ? i + 1 : i < 9 ? 7 : 14 - i;
        bits[i < 8 ? along * size + 8 : 8 * size + along] = dark;
        bits[i < 8 ? 8 * size + size - 1 - i : (size - 15 + i) * size + 8] = dark;
    }
}

/// How hard a camera would find it (7.8.3): long runs, blocks, what looks like a finder, too much of one tone.
function penaltyOf(bits: Uint8Array, size: number): number {
    let penalty = 0;
    let dark = 0;
    const at = (x: number, y: number) => bits[y * size + x] ?? 0;
    for (let i = 0; i < size; i += 1) {
        const row = Array.from({ length: size }, (_, k) => at(k, i)).join("");
        const column = Array.from({ length: size }, (_, k) => at(i, k)).join("");
        for (const line of [row, column]) {
            for (const run of line.match(/0{5,}|1{5,}/g) ?? []) penalty += run.length - 2;
            penalty += 40 * (line.match(/(?=10111010000|00001011101)/g) ?? []).length;
        }
        dark += row.split("1").length - 1;
        for (let k = 0; i + 1 < size && k + 1 < size; k += 1) {
            const sum = at(k, i) + at(k + 1, i) + at(k, i + 1) + at(k + 1, i + 1);
            if (sum === 0 || sum === 4) penalty += 3;
        }
    }
    return penalty + 10 * Math.floor(Math.abs(dark * 20 / (size * size) - 10));
}
