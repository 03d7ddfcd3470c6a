// Setting a headline as on a letterpress poster: lines of different sizes, each as wide as the measure. Pure; widths
// are those of Bebas Neue in thousandths of an em.

const WIDTHS: Record<string, number> = {
    A: 407, B: 406, C: 386, D: 408, E: 368, F: 344, G: 390, H: 427, I: 190, J: 256, K: 414, L: 339, M: 541, N: 427, O: 396, P: 382, Q: 396,
    R: 402, S: 374, T: 356, U: 398, V: 402, W: 563, X: 430, Y: 396, Z: 370, " ": 155, "&": 414, ".": 186, ",": 186, "'": 180, "’": 180,
    "-": 270, "!": 190, "?": 360, "/": 381, ":": 186, "(": 251, ")": 251,
};
const OTHER = 400;
/// Scripts that the display face does not have are set by another, about one em wide.
const FOREIGN = 900;

export interface SetLine {
    text: string;
    /// Font size as a part of the measure.
    size: number;
}

const LEADING = 0.84;
/// The largest line is at most so many times the smallest: a poster has a voice, not a jumble.
const MOST_RATIO = 1.75;
const MOST_LINES = 4;

export function widthOf(text: string): number {
    let sum = 0;
    for (const char of text.toUpperCase().normalize("NFD").replace(/\p{M}/gu, "")) {
        sum += WIDTHS[char] ?? ((char.codePointAt(0) ?? 0) > 0x24f ? FOREIGN : OTHER);
    }
    return Math.max(0.2, sum / 1000);
}

/// All ways to break words into `count` lines, the widest line as narrow as possible.
function broken(words: readonly string[], count: number): string[] | null {
    if (count > words.length) return null;
    if (count === 1) return [words.join(" ")];
    let best: string[] | null = null;
    for (let first = 1; first <= words.length - count + 1; first += 1) {
        const rest = broken(words.slice(first), count - 1);
        if (!rest) continue;
        const lines = [words.slice(0, first).join(" "), ...rest];
        if (!best || widest(lines) < widest(best)) best = lines;
    }
    return best;
}

const widest = (lines: readonly string[]) => Math.max(...lines.map(widthOf));

function sized(lines: readonly string[]): { lines: SetLine[]; height: number } {
    const full = lines.map((text) => ({ text, size: 0.99 / widthOf(text) }));
    const least = Math.min(...full.map((line) => line.size));
    const set = full.map((line) => ({ ...line, size: Math.min(line.size, least * MOST_RATIO) }));
    return { lines: set, height: set.reduce((sum, line) => sum + line.size * LEADING, 0) };
}

/// The setting that fills a measure of width 1 and height `height` best; scaled down where it would be taller.
export function setHeadline(text: string, height: number): SetLine[] {
    const words = text.trim().split(/\s+/).slice(0, 24);
    let best: { lines: SetLine[]; height: number } | null = null;
    for (let count = 1; count <= MOST_LINES; count += 1) {
        const lines = broken(words, count);
        if (!lines) break;
        const set = sized(lines);
        const miss = Math.abs(Math.log(set.height / height));
        if (!best || miss < Math.abs(Math.log(best.height / height))) best = set;
    }
    if (!best) return [{ text, size: 0.2 }];
    const scale = Math.min(1, height / best.height);
    return best.lines.map((line) => ({ text: line.text, size: line.size * scale }));
}
