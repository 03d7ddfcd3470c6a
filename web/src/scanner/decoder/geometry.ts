// Points and the perspective that lays a square of modules into a picture.

export interface Point {
    x: number;
    y: number;
}

/// Module coordinates to pixels: x = (a·u + b·v + c) / (g·u + h·v + 1), y = (d·u + e·v + f) / (g·u + h·v + 1).
export interface Perspective {
    a: number;
    b: number;
    c: number;
    d: number;
    e: number;
    f: number;
    g: number;
    h: number;
}

export function distance(p: Point, q: Point): number {
    return Math.hypot(p.x - q.x, p.y - q.y);
}

export function place(m: Perspective, u: number, v: number): Point {
    const w = 1 / (m.g * u + m.h * v + 1);
    return { x: (m.a * u + m.b * v + m.c) * w, y: (m.d * u + m.e * v + m.f) * w };
}

/// The perspective that sends four module places to four pixels; null where they lie too badly.
export function perspective(modules: readonly Point[], pixels: readonly Point[]): Perspective | null {
    const rows: number[][] = [];
    for (let i = 0; i < 4; i += 1) {
        const { x: u, y: v } = modules[i]!;
        const { x, y } = pixels[i]!;
        rows.push([u, v, 1, 0, 0, 0, -x * u, -x * v, x], [0, 0, 0, u, v, 1, -y * u, -y * v, y]);
    }
    const solved = solve(rows);
    if (!solved) return null;
    const [a, b, c, d, e, f, g, h] = solved as [number, number, number, number, number, number, number, number];
    return { a, b, c, d, e, f, g, h };
}

/// Gauss with pivots, in place: each row holds its coefficients and, last, its right side.
function solve(rows: number[][]): number[] | null {
    const count = rows.length;
    for (let column = 0; column < count; column += 1) {
        let best = column;
        for (let row = column + 1; row < count; row += 1) {
            if (Math.abs(rows[row]![column]!) > Math.abs(rows[best]![column]!)) best = row;
        }
        const pivot = rows[best]!;
        if (Math.abs(pivot[column]!) < 1e-9) return null;
        rows[best] = rows[column]!;
        rows[column] = pivot;
        for (let row = 0; row < count; row += 1) {
            if (row === column) continue;
            const factor = rows[row]![column]! / pivot[column]!;
            if (factor === 0) continue;
            for (let i = column; i <= count; i += 1) rows[row]![i]! -= factor * pivot[i]!;
        }
    }
    return rows.map((row, i) => row[count]! / row[i]!);
}
