// Which three finders are corners of one code, how large that code is, and where its fourth corner should lie.
import { distance } from "./geometry";
import type { Point } from "./geometry";
import type { Finder } from "./finders";
import type { Relief } from "./picture";
import { LARGEST_SIZE, SMALLEST_SIZE } from "./versions";

export interface Corners {
    topLeft: Finder;
    topRight: Finder;
    bottomLeft: Finder;
    /// Smaller is likelier.
    doubt: number;
}

export interface Placement {
    corners: Corners;
    /// Sizes in modules to try, the likeliest first.
    sizes: number[];
    /// Pixels per module at the middle.
    module: number;
    /// Square roots of how much smaller a module is at the far end of the top and of the left edge.
    shrinkTop: number;
    shrinkLeft: number;
}

const MOST_TRIPLES = 12;
const MOST_SHRINK = 1.6;

function asCorners(a: Finder, b: Finder, c: Finder): Corners | null {
    const module = (a.module + b.module + c.module) / 3;
    const smallest = Math.min(a.module, b.module, c.module);
    const largest = Math.max(a.module, b.module, c.module);
    if (largest > smallest * 2.2) return null;
    const sides = [[distance(b, c), a, b, c], [distance(a, c), b, a, c], [distance(a, b), c, a, b]] as
        [number, Finder, Finder, Finder][];
    sides.sort((p, q) => q[0] - p[0]);
    const [longest, topLeft, one, two] = sides[0]!;
    const first = distance(topLeft, one);
    const second = distance(topLeft, two);
    const modules = Math.max(first, second) / module;
    if (modules < (SMALLEST_SIZE - 7) * 0.6 || modules > LARGEST_SIZE * 1.3) return null;
    const uneven = Math.abs(Math.log(first / second));
    const crooked = Math.abs((first * first + second * second - longest * longest) / (2 * first * second));
    if (uneven > 0.8 || crooked > 0.6) return null;
    const turn = (one.x - topLeft.x) * (two.y - topLeft.y) - (one.y - topLeft.y) * (two.x - topLeft.x);
    const votes = Math.min(a.votes, b.votes, c.votes);
    const doubt = uneven + crooked + 0.8 * Math.log(largest / smallest) + 0.6 / votes;
    return turn > 0 ? { topLeft, topRight: one, bottomLeft: two, doubt }
        : { topLeft, topRight: two, bottomLeft: one, doubt };
}

/// Every three that may belong together, the likeliest first.
export function cornerTriples(finders: readonly Finder[]): Corners[] {
    const found: Corners[] = [];
    for (let a = 0; a < finders.length; a += 1) {
        for (let b = a + 1; b < finders.length; b += 1) {
            for (let c = b + 1; c < finders.length; c += 1) {
                const corners = asCorners(finders[a]!, finders[b]!, finders[c]!);
                if (corners) found.push(corners);
            }
        }
    }
    return found.sort((p, q) => p.doubt - q.doubt).slice(0, MOST_TRIPLES);
}

/// From the middle of a finder towards a point: pixels to its outer edge (3.5 modules), or null at the picture's edge.
function armLength(relief: Relief, from: Point, dx: number, dy: number, most: number): number | null {
    let isDark = true;
    let changes = 0;
    for (let step = 0; step <= most; step += 0.5) {
        const x = Math.floor(from.x + dx * step);
        const y = Math.floor(from.y + dy * step);
        if (x < 0 || y < 0 || x >= relief.width || y >= relief.height) return null;
        const dark = relief.data[y * relief.width + x]! > 0;
        if (dark === isDark) continue;
        isDark = dark;
        changes += 1;
        if (changes === 3) return step - 0.25;
    }
    return null;
}

/// Pixels per module at a finder along the line to another.
function moduleToward(relief: Relief, from: Finder, to: Point): number {
    const length = distance(from, to);
    const dx = (to.x - from.x) / length;
    const dy = (to.y - from.y) / length;
    const most = from.module * 9;
    const ahead = armLength(relief, from, dx, dy, most);
    const behind = armLength(relief, from, -dx, -dy, most);
    if (ahead !== null && behind !== null) return (ahead + behind) / 7;
    return ahead ?? behind ? (ahead ?? behind ?? 0) / 3.5 : from.module;
}

function bounded(shrink: number): number {
    return Math.min(MOST_SHRINK, Math.max(1 / MOST_SHRINK, shrink));
}

/// Along an edge seen in perspective the number of modules is its length over the geometric mean of the end sizes.
export function placementOf(relief: Relief, corners: Corners): Placement {
    const { topLeft, topRight, bottomLeft } = corners;
    const topNear = moduleToward(relief, topLeft, topRight);
    const topFar = moduleToward(relief, topRight, topLeft);
    const leftNear = moduleToward(relief, topLeft, bottomLeft);
    const leftFar = moduleToward(relief, bottomLeft, topLeft);
    const top = distance(topLeft, topRight) / Math.sqrt(topNear * topFar);
    const left = distance(topLeft, bottomLeft) / Math.sqrt(leftNear * leftFar);
    const size = (top + left) / 2 + 7;
    const nearest = Math.round((size - 17) / 4);
    const reach = Math.max(1, Math.ceil(Math.max(Math.abs(top - left) / 8, size / 60)));
    const sizes: number[] = [];
    for (let off = 0; off <= reach; off += 1) {
        for (const version of off === 0 ? [nearest] : [nearest + off, nearest - off]) {
            if (version >= 1 && version <= 40) sizes.push(17 + 4 * version);
        }
    }
    return { corners, sizes, module: (topNear + topFar + leftNear + leftFar) / 4,
        shrinkTop: bounded(Math.sqrt(topNear / topFar)), shrinkLeft: bounded(Math.sqrt(leftNear / leftFar)) };
}

/// The middle of the fourth corner's square, as the shrinking of the two known edges tells it (1: no perspective).
export function fourthCorner(placement: Placement, size: number, shrinkTop: number, shrinkLeft: number): Point {
    const { topLeft, topRight, bottomLeft } = placement.corners;
    const near = 3.5;
    const far = size - 3.5;
    // Two linear equations for the perspective's g and h, from the weights at the ends of both edges.
    const a1 = far - near * shrinkTop;
    const b1 = near * (1 - shrinkTop);
    const a2 = near * (1 - shrinkLeft);
    const b2 = far - near * shrinkLeft;
    const determinant = a1 * b2 - a2 * b1;
    const g = ((shrinkTop - 1) * b2 - (shrinkLeft - 1) * b1) / determinant;
    const h = (a1 * (shrinkLeft - 1) - a2 * (shrinkTop - 1)) / determinant;
    const weight = (u: number, v: number) => Math.max(0.2, 1 + g * u + h * v);
    const [wTL, wTR, wBL, wBR] = [weight(near, near), weight(far, near), weight(near, far), weight(far, far)];
    return { x: (topRight.x * wTR + bottomLeft.x * wBL - topLeft.x * wTL) / wBR,
        y: (topRight.y * wTR + bottomLeft.y * wBL - topLeft.y * wTL) / wBR };
}
