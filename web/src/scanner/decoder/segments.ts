// The bit stream of a code as text: numeric, alphanumeric and byte segments. Kanji is skipped: no ticket of ours has
// it, and its table alone would be larger than the rest of the decoder.

const ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const UTF8_ECI = 26;
const LATIN1_ECIS = new Set([1, 3]);

class BitReader {
    private place = 0;

    constructor(private readonly bytes: Uint8Array) {}

    get left(): number {
        return this.bytes.length * 8 - this.place;
    }

    /// The next bits as a number, at most 24; null past the end.
    take(count: number): number | null {
        if (count > this.left) return null;
        let value = 0;
        for (let i = 0; i < count; i += 1, this.place += 1) {
            value = value << 1 | this.bytes[this.place >> 3]! >> (7 - (this.place & 7)) & 1;
        }
        return value;
    }
}

function lengthBits(mode: number, version: number): number {
    const step = version < 10 ? 0 : version < 27 ? 1 : 2;
    if (mode === 1) return [10, 12, 14][step]!;
    if (mode === 2) return [9, 11, 13][step]!;
    if (mode === 4) return step === 0 ? 8 : 16;
    return [8, 10, 12][step]!;
}

function numeric(bits: BitReader, count: number): string | null {
    let text = "";
    for (let left = count; left > 0; left -= 3) {
        const digits = Math.min(3, left);
        const value = bits.take(digits * 3 + 1);
        if (value === null || value >= 10 ** digits) return null;
        text += String(value).padStart(digits, "0");
    }
    return text;
}

function alphanumeric(bits: BitReader, count: number): string | null {
    let text = "";
    for (let left = count; left > 0; left -= 2) {
        const value = bits.take(left > 1 ? 11 : 6);
        if (value === null || value >= (left > 1 ? 2025 : 45)) return null;
        text += left > 1 ? ALPHANUMERIC.charAt(Math.floor(value / 45)) + ALPHANUMERIC.charAt(value % 45)
            : ALPHANUMERIC.charAt(value);
    }
    return text;
}

/// Bytes as UTF-8, which most codes mean, or as Latin-1, which the standard says, where they are not UTF-8.
function textOf(bytes: Uint8Array, eci: number): string {
    if (!LATIN1_ECIS.has(eci)) {
        try {
            return new TextDecoder("utf-8", { fatal: eci !== UTF8_ECI, ignoreBOM: false }).decode(bytes);
        } catch {
            // Not UTF-8: read as Latin-1 below.
        }
    }
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function byteText(bits: BitReader, count: number, eci: number): string | null {
    if (count * 8 > bits.left) return null;
    return textOf(Uint8Array.from({ length: count }, () => bits.take(8) ?? 0), eci);
}

/// A designator of one to three bytes, the leading ones counting them.
function designator(bits: BitReader): number | null {
    const first = bits.take(8);
    if (first === null) return null;
    if (first < 0x80) return first;
    const more = bits.take(first < 0xc0 ? 8 : 16);
    return more === null ? null : first < 0xc0 ? (first & 0x3f) << 8 | more : (first & 0x1f) << 16 | more;
}

/// The text of a code's data, or null where the segments make no sense, which tells a misreading.
export function readSegments(data: Uint8Array, version: number): string | null {
    const bits = new BitReader(data);
    let text = "";
    let eci = -1;
    for (;;) {
        const mode = bits.left < 4 ? 0 : bits.take(4);
        if (mode === 0) return text;
        if (mode === 7) {
            const named = designator(bits);
            if (named === null) return null;
            eci = named;
        } else if (mode === 3) {
            // One of several joined codes: its part alone is of no use to a door, but it is read.
            if (bits.take(16) === null) return null;
        } else if (mode === 9) {
            if (bits.take(8) === null) return null;
        } else if (mode === 1 || mode === 2 || mode === 4 || mode === 8) {
            const part = segment(bits, mode, version, eci);
            if (part === null) return null;
            text += part;
        } else if (mode !== 5) {
            return null;
        }
    }
}

function segment(bits: BitReader, mode: number, version: number, eci: number): string | null {
    const count = bits.take(lengthBits(mode, version));
    if (count === null) return null;
    if (mode === 1) return numeric(bits, count);
    if (mode === 2) return alphanumeric(bits, count);
    if (mode === 4) return byteText(bits, count, eci);
    if (count * 13 > bits.left) return null;
    for (let i = 0; i < count; i += 1) bits.take(13);
    return "";
}
