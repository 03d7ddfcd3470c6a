// Recovery words as they are typed or pasted: with numbers, line breaks, commas and capitals from wherever they came.

export const WORD_COUNT = 24;

/// The words alone, in lower case. Numbers before them ("1. abandon") and marks between them are dropped.
export function wordsIn(text: string): string[] {
    return text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").split(/[^\p{L}]+/u).filter((word) => word !== "");
}

export const joined = (words: readonly string[]) => words.join(" ");

/// Columns for print: read down, then across.
export function columnsOf<T>(items: readonly T[], columns: number): T[][] {
    const rows = Math.ceil(items.length / columns);
    return Array.from({ length: columns }, (_, c) => items.slice(c * rows, (c + 1) * rows)).filter((column) => column.length > 0);
}
