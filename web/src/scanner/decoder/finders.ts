// Finder patterns: the three squares in the corners. Any straight line through the middle of one, at any angle, meets
// dark, light, dark, light, dark in the proportion 1:1:3:1:1.
import type { Point } from "./geometry";
import type { Relief } from "./picture";

export interface Finder extends Point {
    /// Pixels per module, about.
    module: number;
    /// How many scan lines found it.
    votes: number;
}

/// Each run may be off by this part of its length plus blur; the squares are confirmed across before they count.
const SLACK = 0.62;
const MOST_FINDERS = 16;

/// The width of a finder whose five runs these are, or 0. The outer light and dark may trade up to `SLACK` of a module;
/// one outer run may be too long, where something dark touches the code from outside.
function finderWidth(runs: ArrayLike<number>): number {
    const inner = runs[1]! + runs[2]! + runs[3]!;
    const most = inner * 0.4;
    const first = Math.min(runs[0]!, most);
    const last = Math.min(runs[4]!, most);
    if (first < runs[0]! && last < runs[4]!) return 0;
    const cut = first < runs[0]! ? last : first;
    const total = inner + (first < runs[0]! ? cut : first) + (last < runs[4]! ? cut : last);
    if (total < 7) return 0;
    const module = total / 7;
    const slack = module * SLACK + 0.5;
    return Math.abs(first - module) < slack && Math.abs(runs[1]! - module) < slack
        && Math.abs(runs[2]! - 3 * module) < 2 * slack && Math.abs(runs[3]! - module) < slack
        && Math.abs(last - module) < slack ? total : 0;
}

/// Runs through (x, y) in a direction and its opposite: the five lengths, and by how many steps the middle lies ahead.
function runsAcross(relief: Relief, bias: number, x: number, y: number, dx: number, dy: number, most: number) {
    const runs = new Float32Array(5);
    const walk = (sign: number, first: number, step: number) => {
        let px = x;
        let py = y;
        let run = first;
        let isDark = true;
        for (let count = 0; count <= most; count += 1) {
            px += sign * dx;
            py += sign * dy;
            if (px < 0 || py < 0 || px >= relief.width || py >= relief.height) return run === (sign > 0 ? 4 : 0);
            const dark = relief.data[py * relief.width + px]! > bias;
            if (dark !== isDark) {
                run += step;
                isDark = dark;
                if (run < 0 || run > 4) return true;
            }
            runs[run]! += 1;
        }
        return run === (sign > 0 ? 4 : 0);
    };
    if (relief.data[y * relief.width + x]! <= bias) return null;
    if (!walk(-1, 2, -1)) return null;
    const before = runs[2]!;
    if (!walk(1, 2, 1)) return null;
    const after = runs[2]! - before;
    runs[2]! += 1;
    const total = finderWidth(runs);
    return total > 0 ? { total, shift: (after - before) / 2 } : null;
}

function vote(finders: Finder[], x: number, y: number, module: number) {
    for (const known of finders) {
        if (Math.abs(known.x - x) > known.module * 1.5 || Math.abs(known.y - y) > known.module * 1.5) continue;
        if (module > known.module * 1.8 || module < known.module / 1.8) continue;
        const weight = known.votes + 1;
        known.x += (x - known.x) / weight;
        known.y += (y - known.y) / weight;
        known.module += (module - known.module) / weight;
        known.votes = weight;
        return;
    }
    finders.push({ x, y, module, votes: 1 });
}

/// Confirms what a row found: down, across again through the better middle, then once along a diagonal.
function confirm(relief: Relief, bias: number, middle: number, row: number, total: number, finders: Finder[]) {
    const most = Math.ceil(total * 1.6) + 2;
    let x = Math.round(middle);
    let y = row;
    const down = runsAcross(relief, bias, x, y, 0, 1, most);
    if (!down || down.total * 3 < total || down.total > total * 3) return;
    y = Math.round(y + down.shift);
    const across = runsAcross(relief, bias, x, y, 1, 0, most);
    if (!across) return;
    const exactX = x + across.shift;
    x = Math.round(exactX);
    const again = runsAcross(relief, bias, x, y, 0, 1, most);
    if (!again) return;
    const exactY = y + again.shift;
    y = Math.round(exactY);
    if (!runsAcross(relief, bias, x, y, 1, 1, most) && !runsAcross(relief, bias, x, y, 1, -1, most)) return;
    vote(finders, exactX + 0.5, exactY + 0.5, (across.total + again.total) / 14);
}

/// All that may be finders, the surest first.
export function findFinders(relief: Relief, bias: number, rowStep: number): Finder[] {
    const { data, width, height } = relief;
    const finders: Finder[] = [];
    const runs = new Int32Array(5);
    for (let y = rowStep >> 1; y < height; y += rowStep) {
        runs.fill(0);
        let isDark = false;
        let seen = 0;
        for (let x = 0, i = y * width; x <= width; x += 1, i += 1) {
            const dark = x < width && data[i]! > bias;
            if (dark === isDark && x < width) {
                runs[4]! += 1;
                continue;
            }
            const total = isDark && seen >= 4 ? finderWidth(runs) : 0;
            if (total > 0) {
                confirm(relief, bias, x - runs[4]! - runs[3]! - (runs[2]! + 1) / 2, y, total, finders);
            }
            runs.copyWithin(0, 1);
            runs[4] = 1;
            isDark = dark;
            seen += 1;
        }
    }
    return finders.sort((a, b) => b.votes - a.votes).slice(0, MOST_FINDERS);
}
