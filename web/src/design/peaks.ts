// Peaks of a track: 400 bytes as base64, 0 to 255.

/// The peaks as numbers from 0 to 1; none for text that is not base64.
export function decodePeaks(text: string | null): number[] {
    if (!text) return [];
    try {
        return Array.from(atob(text), (char) => char.charCodeAt(0) / 255);
    } catch {
        return [];
    }
}

/// As many bars as there is room for; each is the loudest of what it stands for.
export function resample(peaks: readonly number[], bars: number): number[] {
    if (peaks.length === 0 || bars <= 0) return [];
    return Array.from({ length: bars }, (_, i) => {
        const from = Math.floor((i * peaks.length) / bars);
        const to = Math.max(from + 1, Math.floor(((i + 1) * peaks.length) / bars));
        return peaks.slice(from, to).reduce((most, peak) => Math.max(most, peak), 0);
    });
}

/// Bars as one path in a box of `bars` by 100, mirrored about a line below the middle like light on water.
export function barsPath(heights: readonly number[], fill = 0.72): string {
    const base = 68;
    return heights.map((height, i) => {
        const up = Math.max(1.5, height * base);
        const down = Math.max(1, height * (100 - base) * 0.86);
        return `M${i} ${(base - up).toFixed(1)}h${fill}V${(base + down).toFixed(1)}h-${fill}z`;
    }).join("");
}
