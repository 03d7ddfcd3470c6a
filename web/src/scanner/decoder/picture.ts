// A picture as the decoder sees it: brightness first, then relief, which is how much darker a place is than the places
// around it. Relief makes shadows, lamps and low contrast harmless; its sign is the black-and-white picture.

/// Brightness, one byte a pixel, row by row.
export interface Luminance {
    data: Uint8Array;
    width: number;
    height: number;
}

/// Positive where it is darker than its surroundings.
export interface Relief {
    data: Int16Array;
    width: number;
    height: number;
}

export function fromPixels(pixels: Uint8ClampedArray, width: number, height: number): Luminance {
    const data = new Uint8Array(width * height);
    for (let i = 0, p = 0; i < data.length; i += 1, p += 4) {
        data[i] = (pixels[p]! * 77 + pixels[p + 1]! * 151 + pixels[p + 2]! * 28) >> 8;
    }
    return { data, width, height };
}

/// Half as wide and high; each pixel the mean of four, which also halves the noise.
export function halved(source: Luminance): Luminance {
    const width = source.width >> 1;
    const height = source.height >> 1;
    const data = new Uint8Array(width * height);
    const from = source.data;
    for (let y = 0, i = 0; y < height; y += 1) {
        let top = 2 * y * source.width;
        let low = top + source.width;
        for (let x = 0; x < width; x += 1, i += 1, top += 2, low += 2) {
            data[i] = (from[top]! + from[top + 1]! + from[low]! + from[low + 1]! + 2) >> 2;
        }
    }
    return { data, width, height };
}

/// Twice as wide and high, bilinear: for codes whose modules are hardly two pixels wide.
export function doubled(source: Luminance): Luminance {
    const width = source.width * 2;
    const height = source.height * 2;
    const data = new Uint8Array(width * height);
    const from = source.data;
    for (let y = 0; y < height; y += 1) {
        const near = y >> 1;
        const far = Math.min(source.height - 1, Math.max(0, near + (y & 1 ? 1 : -1)));
        for (let x = 0; x < width; x += 1) {
            const left = x >> 1;
            const right = Math.min(source.width - 1, Math.max(0, left + (x & 1 ? 1 : -1)));
            const a = near * source.width;
            const b = far * source.width;
            data[y * width + x] = (9 * from[a + left]! + 3 * from[a + right]! + 3 * from[b + left]! + from[b + right]!
                + 8) >> 4;
        }
    }
    return { data, width, height };
}

export function inverted(relief: Relief): Relief {
    return { ...relief, data: relief.data.map((value) => -value) };
}

/// Sums over every rectangle from the top left corner, with a row and a column of zeros before.
function integral({ data, width, height }: Luminance): Uint32Array {
    const stride = width + 1;
    const sums = new Uint32Array(stride * (height + 1));
    for (let y = 0, from = 0; y < height; y += 1) {
        let row = 0;
        for (let x = 0, to = (y + 1) * stride + 1; x < width; x += 1, from += 1, to += 1) {
            row += data[from]!;
            sums[to] = sums[to - stride]! + row;
        }
    }
    return sums;
}

/// How far each pixel, smoothed over 3 × 3 if asked, lies below the mean of the square of `reach` around it.
export function reliefOf(source: Luminance, reach: number, isSmooth: boolean): Relief {
    const { width, height } = source;
    const sums = integral(source);
    const stride = width + 1;
    const data = new Int16Array(width * height);
    for (let y = 0, i = 0; y < height; y += 1) {
        const [top, low] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
        const [above, below] = [Math.max(0, y - 1), Math.min(height, y + 2)];
        for (let x = 0; x < width; x += 1, i += 1) {
            const left = x > reach ? x - reach : 0;
            const right = x + reach < width ? x + reach + 1 : width;
            const a = top * stride;
            const b = low * stride;
            const mean = (sums[b + right]! - sums[b + left]! - sums[a + right]!
                + sums[a + left]!) / ((right - left) * (low - top));
            let own = source.data[i]!;
            if (isSmooth) {
                const [west, east] = [x > 0 ? x - 1 : 0, x + 1 < width ? x + 2 : width];
                const [c, d] = [above * stride, below * stride];
                own = (sums[d + east]! - sums[d + west]! - sums[c + east]!
                    + sums[c + west]!) / ((east - west) * (below - above));
            }
            // Eighths of a grey level, so that a smoothed picture keeps its fine steps.
            data[i] = 8 * (mean - own);
        }
    }
    return { data, width, height };
}
