// The decoder against an encoder that is not ours (qrencode), and against pictures that are no code at all.
import assert from "node:assert/strict";
import test from "node:test";
import { readPicture } from "./read";
import type { Outcome, Reading } from "./read";
import { transposed } from "./sampling";
import { draw, encode, random, turned } from "./testCodes";
import type { Scene } from "./testCodes";
import type { Level } from "./versions";
import type { Modules } from "./modules";

const AMPLE = { now: () => performance.now(), until: Infinity };
const TICKET = "stb1q8m3x7k2v9t4w6z0n5c1r8p3h7";

function read(modules: Modules, scene: Partial<Scene>): Outcome {
    const whole = { width: 640, height: 480, corners: turned({ x: 320, y: 240 }, 300, 0), ...scene };
    return readPicture(draw(modules, whole), AMPLE);
}

function readingOf(outcome: Outcome, what: string): Reading {
    if (outcome.kind !== "read") throw new Error(`${what}: ${outcome.kind}`);
    return outcome;
}

function assertReads(modules: Modules, scene: Partial<Scene>, text: string, what: string) {
    const outcome = read(modules, scene);
    assert.equal(outcome.kind === "read" ? outcome.text : outcome.kind, text, what);
}

for (const level of ["L", "M", "Q", "H"] as Level[]) {
    test(`every version is read at level ${level}`, () => {
        for (let version = 1; version <= 40; version += 1) {
            const text = `v${version}${level}`.padEnd(version < 3 ? 6 : 20, "x");
            const modules = encode(text, version, level);
            assert.equal(modules.size, 17 + 4 * version);
            const side = modules.size * 4;
            const edge = side + 40;
            const outcome = read(modules, { width: edge, height: edge,
                corners: turned({ x: edge / 2, y: edge / 2 }, side, 0) });
            const { text: found, version: stated, level: strength, mended } = readingOf(outcome, `version ${version}`);
            assert.deepEqual([found, stated, strength, mended], [text, version, level, 0]);
        }
    });
}

test("a full code of the largest version is read", () => {
    const text = "0123456789abcdef".repeat(184).slice(0, 2940);
    const modules = encode(text, 40, "L");
    assertReads(modules, { width: 760, height: 760, corners: turned({ x: 380, y: 380 }, 708, 0) }, text, "version 40");
});

test("a ticket is read at every angle", () => {
    const modules = encode(TICKET, 3, "M");
    for (let angle = 0; angle < 360; angle += 7) {
        assertReads(modules, { corners: turned({ x: 320, y: 240 }, 220, angle * Math.PI / 180) }, TICKET, `${angle}°`);
    }
});

test("a ticket is read tilted, dim, inverted, noisy, small and in a mirror", () => {
    const modules = encode(TICKET, 3, "M");
    const tilt: Scene["corners"] = [{ x: 230, y: 90 }, { x: 440, y: 130 }, { x: 470, y: 330 }, { x: 150, y: 400 }];
    assertReads(modules, { corners: tilt }, TICKET, "tilted");
    assertReads(modules, { dark: 60, light: 84, ground: 70, noise: 2 }, TICKET, "low contrast");
    assertReads(modules, { dark: 230, light: 15, ground: 60 }, TICKET, "inverted");
    assertReads(modules, { noise: 90 }, TICKET, "noise");
    assertReads(modules, { corners: turned({ x: 320, y: 240 }, 29 * 2.2, 0.1) }, TICKET, "2.2 pixels a module");
    assertReads(transposed(modules), {}, TICKET, "in a mirror");
});

test("the corners are where the code lies", () => {
    const corners = turned({ x: 300, y: 250 }, 240, 0.5);
    const outcome = read(encode(TICKET, 3, "M"), { corners });
    readingOf(outcome, "ticket").corners.forEach((corner, i) => {
        const expected = corners[i] ?? { x: 0, y: 0 };
        assert.ok(Math.hypot(corner.x - expected.x, corner.y - expected.y) < 4, `corner ${i}`);
    });
});

test("damage up to the level's strength is mended, and more is not misread", () => {
    const modules = encode(TICKET, 4, "H");
    const blot = (edge: number): Modules => {
        const bits = modules.bits.slice();
        for (let y = 0; y < edge; y += 1) bits.fill(1, (12 + y) * modules.size + 12,
            (12 + y) * modules.size + 12 + edge);
        return { size: modules.size, bits };
    };
    const mended = read(blot(6), {});
    assert.ok(mended.kind === "read" && mended.text === TICKET && mended.mended > 0);
    const lost = read(blot(18), {});
    assert.ok(lost.kind !== "read");
});

test("texts of every mode are read, kanji is left out", () => {
    const plain = (text: string, ...more: string[]) => {
        const outcome = read(encode(text, 5, "M", ...more), {});
        return outcome.kind === "read" ? outcome.text : outcome.kind;
    };
    assert.equal(plain("Zoë · Ωmega · 東京"), "Zoë · Ωmega · 東京");
    assert.equal(plain("0123456789012345"), "0123456789012345");
    assert.equal(plain("HTTPS://BOX.LOCAL/DOOR/"), "HTTPS://BOX.LOCAL/DOOR/");
});

test("no picture makes it throw, answer wrongly or forget the time", () => {
    const next = random(20_240_601);
    for (let round = 0; round < 12; round += 1) {
        const [width, height] = [40 + Math.floor(next() * 500), 40 + Math.floor(next() * 400)];
        const grain = 1 + Math.floor(next() * 9);
        const coarse = Uint8Array.from({ length: width * height }, () => (next() < 0.5 ? 20 : 220));
        const data = coarse.map((_, i) => {
            const [x, y] = [i % width, Math.floor(i / width)];
            return coarse[Math.floor(y / grain) * width + Math.floor(x / grain)] ?? 0;
        });
        const started = performance.now();
        const outcome = readPicture({ data, width, height }, { now: () => performance.now(), until: started + 60 });
        assert.ok(outcome.kind !== "read", `round ${round}: ${JSON.stringify(outcome)}`);
        assert.ok(performance.now() - started < 1_500, `round ${round} took ${performance.now() - started} ms`);
    }
});

test("time that is up before the first pass is told", () => {
    const picture = draw(encode(TICKET, 3, "M"),
        { width: 200, height: 200, corners: turned({ x: 100, y: 100 }, 120, 0) });
    assert.equal(readPicture(picture, { now: () => 5, until: 5 }).kind, "late");
    assert.equal(readPicture({ data: new Uint8Array(400), width: 20, height: 20 }, AMPLE).kind, "nothing");
    assert.equal(readPicture({ data: new Uint8Array(64 * 64), width: 64, height: 64 }, AMPLE).kind, "nothing");
});
