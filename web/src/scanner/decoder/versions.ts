// What ISO/IEC 18004 fixes for each version (1–40) and error correction level: sizes, blocks, alignment patterns.

export type Level = "L" | "M" | "Q" | "H";

export const SMALLEST_SIZE = 21;
export const LARGEST_SIZE = 177;

/// Parity codewords in each block, by version from 1.
const PARITY: Record<Level, readonly number[]> = {
    L: [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
        28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    M: [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
        26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
    Q: [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
        28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    H: [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
        30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
};

/// Blocks, by version from 1.
const BLOCKS: Record<Level, readonly number[]> = {
    L: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
        8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
    M: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
        17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
    Q: [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20,
        23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
    H: [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
        25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81],
};

/// Codewords that are kept for recognising a misread, so that fewer are mended (table 9 of the standard).
const KEPT_BACK: Partial<Record<string, number>> = { "1L": 3, "1M": 2, "1Q": 1, "1H": 1, "2L": 2, "3L": 1 };

export interface BlockPlan {
    /// Data codewords of each block; the shorter ones come first.
    data: number[];
    /// Parity codewords of every block.
    parity: number;
    /// The most errors that may be mended in a block.
    mayCorrect: number;
}

export function sizeOf(version: number): number {
    return 17 + 4 * version;
}

/// Where the centres of alignment patterns lie, in both directions; none in version 1.
export function alignmentCentres(version: number): number[] {
    if (version === 1) return [];
    const count = Math.floor(version / 7) + 2;
    const last = sizeOf(version) - 7;
    const step = version === 32 ? 26 : Math.ceil((last - 6) / (2 * count - 2)) * 2;
    return Array.from({ length: count }, (_, i) => (i === 0 ? 6 : last - (count - 1 - i) * step));
}

/// All whole codewords a version holds, data and parity.
export function codewordsOf(version: number): number {
    const size = sizeOf(version);
    const lattice = version === 1 ? 0 : Math.floor(version / 7) + 2;
    const alignment = lattice === 0 ? 0 : 25 * (lattice * lattice - 3) - 10 * (lattice - 2);
    const fixed = 3 * 64 + 2 * (size - 16) + 31 + (version >= 7 ? 36 : 0) + alignment;
    return (size * size - fixed) >> 3;
}

export function blockPlan(version: number, level: Level): BlockPlan {
    const blocks = BLOCKS[level][version - 1]!;
    const parity = PARITY[level][version - 1]!;
    const all = codewordsOf(version);
    const short = Math.floor(all / blocks);
    const longer = all % blocks;
    const data = Array.from({ length: blocks }, (_, i) => short - parity + (i >= blocks - longer ? 1 : 0));
    return { data, parity, mayCorrect: (parity - (KEPT_BACK[`${version}${level}`] ?? 0)) >> 1 };
}
