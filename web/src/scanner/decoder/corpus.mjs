// How well the decoder reads, beside zbarimg on the same pictures. Makes codes with qrencode, spoils them with ffmpeg
// as a hand, a lens and a dim door would, in a folder of its own under the system's temporary one, and prints the
// hits by kind.
//
//     node web/src/scanner/decoder/corpus.mjs [PER_KIND] [SEED] [--keep]
//
// Ends with 1 where zbarimg reads more, or where a text is read wrongly. Needs qrencode, ffmpeg, zbar-tools, esbuild.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const perKind = Number(words[0] ?? 24);
const seed = Number(words[1] ?? 1);
/// What the page gives a frame, in milliseconds of this program's own work.
const BUDGET_MS = 60;
const [WIDTH, HEIGHT] = [640, 480];
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stagebox-codes-"));

let state = seed;
function random() {
    state = state + 0x6d2b79f5 >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296;
}
const between = (low, high) => low + (high - low) * random();
const whole = (low, high) => Math.floor(between(low, high + 1));
const some = (length) => Array.from({ length }, () => ALPHABET[whole(0, 31)]).join("");

/// What happens to a picture of each kind: the code's version and part of the height, and ffmpeg's filters.
const KINDS = {
    versions: (i) => ({ version: 1 + i % 40, scale: 0.97 }),
    large: () => ({ version: whole(9, 25), scale: 0.95, turn: between(-0.15, 0.15), tilt: 0.04 }),
    turned: () => ({ turn: between(-3.14, 3.14) }),
    tilted: () => ({ turn: between(-0.6, 0.6), tilt: between(0.1, 0.4) }),
    blurred: () => ({ turn: between(-3.14, 3.14), filters: [`gblur=sigma=${between(1, 5).toFixed(2)}`] }),
    shaken: () => ({ scale: between(0.6, 0.95),
        filters: [`dblur=angle=${whole(0, 180)}:radius=${between(3, 10).toFixed(1)}`] }),
    noisy: () => ({ turn: between(-3.14, 3.14), filters: [`noise=alls=${whole(20, 90)}:allf=t`] }),
    dim: () => ({ turn: between(-1, 1), filters: [
        `eq=contrast=${between(0.06, 0.3).toFixed(2)}:brightness=${between(-0.3, 0.3).toFixed(2)}`,
            `noise=alls=${whole(1, 8)}`] }),
    inverted: () => ({ turn: between(-1, 1), tilt: between(0, 0.15), filters: ["negate"] }),
    far: () => ({ version: whole(1, 5), scale: between(0.12, 0.3), turn: between(-0.5, 0.5) }),
    lens: () => ({ tilt: between(0, 0.15), filters: [`lenscorrection=k1=${between(-0.25, 0.25).toFixed(2)}:k2=0`] }),
    shaded: () => ({ turn: between(-0.5, 0.5), filters: [
        `vignette=angle=PI/${between(3.2, 4.5).toFixed(2)}:x0=${whole(0, WIDTH)}:y0=${whole(0, HEIGHT)}`,
            "noise=alls=6"] }),
    door: () => ({ turn: between(-0.8, 0.8), tilt: between(0, 0.25),
        filters: [`gblur=sigma=${between(0.3, 2).toFixed(2)}`,
        `eq=contrast=${between(0.35, 1).toFixed(2)}`, `noise=alls=${whole(4, 35)}:allf=t`] }),
};

function code(version) {
    const file = path.join(folder, "code.png");
    const level = "LMQH"[whole(0, 3)];
    for (let length = version <= 10 ? 8 * version : 30 * version - 150; length > 3; length = Math.floor(length * 0.7)) {
        const text = some(length);
        const made = spawnSync("qrencode", ["-v", String(version), "-l", level, "-s", "8", "-m", "4", "-8", "-o",
            file, text]);
        if (made.error) throw made.error;
        // qrencode takes a larger version where the text is too long.
        const size = fs.readFileSync(file).readUInt32BE(16) / 8 - 8;
        if (made.status === 0 && size === 17 + 4 * version) return { file, text };
    }
    throw new Error(`no code of version ${version}`);
}

function picture(kind, i) {
    const { version = whole(1, 8), scale = between(0.35, 0.95), turn = 0, tilt = 0, filters = [] } = KINDS[kind](i);
    const { file, text } = code(version);
    const side = Math.round(HEIGHT * scale);
    const corner = (x, y) => [x + (x ? -1 : 1) * between(0, tilt) * WIDTH,
        y + (y ? -1 : 1) * between(0, tilt) * HEIGHT].map(Math.round);
    const corners = [corner(0, 0), corner(WIDTH, 0), corner(0, HEIGHT), corner(WIDTH, HEIGHT)];
    const chain = ["format=gray", `scale=${side}:${side}:flags=area`,
        `pad=${WIDTH}:${HEIGHT}:(ow-iw)/2:(oh-ih)/2:0xb0b0b0`,
        turn && `rotate=${turn.toFixed(3)}:fillcolor=0xb0b0b0`,
        tilt && `perspective=${corners.map(([x, y], n) => `x${n}=${x}:y${n}=${y}`).join(":")}:sense=destination:interpolation=cubic`,
        ...filters, "format=gray"].filter(Boolean);
    const made = path.join(folder, `${kind}-${i}.pgm`);
    execFileSync("ffmpeg", ["-v", "error", "-y", "-i", file, "-vf", chain.join(","), "-frames:v", "1", made]);
    return { file: made, text };
}

function readPgm(file) {
    const bytes = fs.readFileSync(file);
    const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString("latin1"));
    return { data: new Uint8Array(bytes.subarray(head.length)), width: Number(width), height: Number(height) };
}

const bundle = path.join(folder, "read.mjs");
execFileSync("/usr/bin/esbuild", [path.join(here, "read.ts"), "--bundle", "--format=esm", `--outfile=${bundle}`,
    "--log-level=warning"]);
const { readPicture } = await import(pathToFileURL(bundle).href);

const now = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
};
const totals = { ours: 0, zbar: 0, wrong: 0, pictures: 0 };
const times = [];
for (const kind of Object.keys(KINDS)) {
    const sums = { ours: 0, zbar: 0, wrong: 0, pictures: kind === "versions" ? Math.max(perKind, 40) : perKind };
    for (let i = 0; i < sums.pictures; i += 1) {
        const { file, text } = picture(kind, i);
        const seen = readPgm(file);
        const started = now();
        const outcome = readPicture(seen, { now, until: started + BUDGET_MS });
        times.push(now() - started);
        if (outcome.kind === "read" && outcome.text === text) sums.ours += 1;
        else if (outcome.kind === "read") sums.wrong += 1;
        const peer = spawnSync("zbarimg", ["-q", "--raw", "-Stest-inverted", "-Sdisable", "-Sqrcode.enable", file],
            { encoding: "utf8" });
        if (peer.error) throw peer.error;
        if (peer.stdout.trim() === text) sums.zbar += 1;
        if (!process.argv.includes("--keep")) fs.rmSync(file);
    }
    console.log(`${kind.padEnd(9)} ours ${sums.ours}/${sums.pictures}  zbarimg ${sums.zbar}/${sums.pictures}  wrong ${sums.wrong}`);
    for (const name of Object.keys(totals)) totals[name] += sums[name];
}
times.sort((a, b) => a - b);
const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))].toFixed(1);
console.log(`all       ours ${totals.ours}/${totals.pictures}  zbarimg ${totals.zbar}/${totals.pictures}  wrong ${totals.wrong}`
    + `  seed ${seed}  ms a frame: median ${at(0.5)}, 90 % ${at(0.9)}, most ${at(1)}`);
if (process.argv.includes("--keep")) console.log(folder);
else fs.rmSync(folder, { recursive: true, force: true });
process.exit(totals.ours >= totals.zbar && totals.wrong === 0 ? 0 : 1);
