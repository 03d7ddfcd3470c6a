// The decoder's parts by themselves: tables, correction, segments.
import assert from "node:assert/strict";
import test from "node:test";
import { bitPlaces } from "./modules";
import { multiply, repair } from "./reedSolomon";
import { readSegments } from "./segments";
import { random } from "./testCodes";
import { alignmentCentres, blockPlan, codewordsOf } from "./versions";
import type { Level } from "./versions";

/// A code word of Reed–Solomon: data, and the remainder of its division by the generator.
function protect(data: readonly number[], parity: number): Uint8Array {
    let generator = [1];
    for (let i = 0, root = 1; i < parity; i += 1, root = multiply(root, 2)) {
        const times = [...generator, 0];
        generator.forEach((value, k) => {
            times[k + 1] = (times[k + 1] ?? 0) ^ multiply(value, root);
        });
        generator = times;
    }
    const rest = [...data, ...new Array<number>(parity).fill(0)];
    for (let i = 0; i < data.length; i += 1) {
        const factor = rest[i] ?? 0;
        generator.forEach((value, k) => {
            rest[i + k] = (rest[i + k] ?? 0) ^ multiply(value, factor);
        });
    }
    return Uint8Array.from([...data, ...rest.slice(data.length)]);
}

test("as many errors are mended as half the parity, and one more is refused", () => {
    const next = random(7);
    for (const [length, parity] of [[19, 7], [16, 10], [13, 22], [115, 30], [9, 17]] as const) {
        const data = Array.from({ length }, () => Math.floor(next() * 256));
        const whole = protect(data, parity);
        const most = parity >> 1;
        assert.equal(repair(whole.slice(), parity, most), 0);
        for (const errors of [1, most, most + 1]) {
            const block = whole.slice();
            const places = new Set<number>();
            while (places.size < errors) places.add(Math.floor(next() * block.length));
            for (const place of places) block[place] = (block[place] ?? 0) ^ 1 + Math.floor(next() * 255);
            const mended = repair(block, parity, most);
            if (errors <= most) {
                assert.equal(mended, errors);
                assert.deepEqual(block, whole);
            } else if (mended !== null) {
                // Beyond half the parity a block may look like another word; it is then a whole one, never a torn one.
                assert.equal(repair(block, parity, most), 0);
            }
        }
    }
});

test("what a version may mend is held back in the smallest", () => {
    assert.equal(blockPlan(1, "L").mayCorrect, 2);
    assert.equal(blockPlan(1, "M").mayCorrect, 4);
    assert.equal(blockPlan(1, "H").mayCorrect, 8);
    assert.equal(blockPlan(2, "L").mayCorrect, 4);
    assert.equal(blockPlan(4, "L").mayCorrect, 10);
});

test("the blocks of every version and level fill it exactly", () => {
    for (let version = 1; version <= 40; version += 1) {
        for (const level of ["L", "M", "Q", "H"] as Level[]) {
            const { data, parity } = blockPlan(version, level);
            assert.equal(data.reduce((sum, length) => sum + length + parity, 0), codewordsOf(version),
                `${version}${level}`);
        }
        const places = bitPlaces(version);
        assert.equal(new Set(places).size, codewordsOf(version) * 8, `version ${version}`);
    }
});

test("alignment patterns lie where the standard's table has them", () => {
    assert.deepEqual(alignmentCentres(1), []);
    assert.deepEqual(alignmentCentres(2), [6, 18]);
    assert.deepEqual(alignmentCentres(7), [6, 22, 38]);
    assert.deepEqual(alignmentCentres(15), [6, 26, 48, 70]);
    assert.deepEqual(alignmentCentres(32), [6, 34, 60, 86, 112, 138]);
    assert.deepEqual(alignmentCentres(40), [6, 30, 58, 86, 114, 142, 170]);
});

/// Bits as written, padded with zeros to whole bytes.
function bytes(...parts: [number, number][]): Uint8Array {
    const bits = parts.map(([value, length]) => value.toString(2).padStart(length, "0")).join("");
    return Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) => parseInt(byte.padEnd(8, "0"), 2));
}

test("segments are read in every mode", () => {
    assert.equal(readSegments(bytes([1, 4], [8, 10], [12, 10], [345, 10], [67, 7]), 1), "01234567");
    assert.equal(readSegments(bytes([2, 4], [5, 9], [10 * 45 + 12, 11], [41 * 45 + 4, 11], [2, 6], [0, 4]), 1),
        "AC-42");
    assert.equal(readSegments(bytes([4, 4], [2, 8], [0x4f, 8], [0x4b, 8], [0, 4]), 1), "OK");
    assert.equal(readSegments(bytes([4, 4], [1, 8], [0xe9, 8], [0, 4]), 1), "é", "Latin-1 where it is not UTF-8");
    assert.equal(readSegments(bytes([7, 4], [26, 8], [4, 4], [2, 8], [0xc3, 8], [0xa9, 8], [0, 4]), 1), "é");
    assert.equal(readSegments(bytes([7, 4], [3, 8], [4, 4], [2, 8], [0xc3, 8], [0xa9, 8], [0, 4]), 1), "Ã©");
    assert.equal(readSegments(bytes([8, 4], [1, 8], [0x1aa, 13], [4, 4], [1, 8], [0x41, 8], [0, 4]), 1), "A",
        "kanji is left out");
    assert.equal(readSegments(bytes([4, 4], [1, 16], [0x41, 8]), 10), "A", "longer counts in larger versions");
});

test("segments that make no sense are refused", () => {
    assert.equal(readSegments(bytes([4, 4], [3, 8], [0x41, 8]), 1), null, "shorter than it says");
    assert.equal(readSegments(bytes([1, 4], [3, 10], [1000, 10]), 1), null, "three digits above 999");
    assert.equal(readSegments(bytes([2, 4], [2, 9], [2025, 11]), 1), null, "no such pair");
    assert.equal(readSegments(bytes([6, 4], [0, 4]), 1), null, "no such mode");
    assert.equal(readSegments(bytes([7, 4]), 1), null, "a designator that ends");
    assert.equal(readSegments(new Uint8Array(0), 1), "");
});

test("no stream of bits makes the segments throw", () => {
    const next = random(99);
    for (let round = 0; round < 3_000; round += 1) {
        const data = Uint8Array.from({ length: Math.floor(next() * 60) }, () => Math.floor(next() * 256));
        const text = readSegments(data, 1 + Math.floor(next() * 40));
        assert.ok(text === null || text.length <= data.length * 3);
    }
});
