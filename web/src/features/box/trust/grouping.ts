// A fingerprint as people compare it: in pairs, eight to a line, in capital letters.

const PAIRS_A_LINE = 8;

/// Lines of pairs; whatever stood between the figures is dropped. Text that is no fingerprint stays as it is.
export function fingerprintLines(fingerprint: string): string[] {
    const digits = fingerprint.replace(/[^0-9a-f]/gi, "").toUpperCase();
    const isHex = /^[0-9a-f\s:.-]+$/i.test(fingerprint) && digits.length > 0 && digits.length % 2 === 0;
    if (!isHex) return fingerprint.trim() === "" ? [] : [fingerprint.trim()];
    const pairs = digits.match(/../g) ?? [];
    const lines: string[] = [];
    for (let i = 0; i < pairs.length; i += PAIRS_A_LINE) lines.push(pairs.slice(i, i + PAIRS_A_LINE).join(" "));
    return lines;
}
