import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { barsPath, decodePeaks, resample } from "../../src/design/peaks";
import { qrPath } from "../../src/design/qrPath";
import { Rate } from "../../src/design/rate";
import { setHeadline, widthOf } from "../../src/design/woodtype";

test("every icon name has a drawing and every drawing a name", () => {
    const drawn = [...readFileSync(`${process.cwd()}/src/design/icons.svg`, "utf8").matchAll(/symbol id="([\w-]+)"/g)].map((match) => match[1]);
    const named = [...readFileSync(`${process.cwd()}/src/design/icons.ts`, "utf8").matchAll(/"([\w-]+)"/g)].map((match) => match[1]);
    assert.deepEqual([...drawn].sort(), [...named].sort());
});

test("a code is drawn with four modules of quiet, runs joined", () => {
    assert.equal(qrPath(["110", "001"]), "M4 4h2v1h-2zM6 5h1v1h-1z");
    assert.equal(qrPath([]), "");
});

test("peaks are decoded, and nonsense is no sound", () => {
    assert.deepEqual(decodePeaks(btoa(String.fromCharCode(0, 255))), [0, 1]);
    assert.deepEqual(decodePeaks("%%%"), []);
    assert.deepEqual(decodePeaks(null), []);
});

test("a bar is as high as the loudest of what it stands for", () => {
    assert.deepEqual(resample([0, 1, 0.2, 0.4], 2), [1, 0.4]);
    assert.deepEqual(resample([0.5], 3), [0.5, 0.5, 0.5]);
    assert.deepEqual(resample([], 3), []);
    assert.match(barsPath([0.5]), /^M0 [\d.]+h0\.72V[\d.]+h-0\.72z$/);
});

test("the time left follows from the pace of the last seconds", () => {
    const rate = new Rate();
    rate.note(0, 0);
    assert.equal(rate.secondsLeft(100), null);
    rate.note(10, 1000);
    assert.equal(rate.secondsLeft(100), null);
    rate.note(20, 2000);
    assert.equal(rate.secondsLeft(100), 8);
    rate.note(5, 3000);
    assert.equal(rate.secondsLeft(100), null);
});

test("a headline fills its measure and never its height twice", () => {
    for (const text of ["Nina Valdés", "Salt", "Midwinter Marathon of Improvised Music", "Þórunn & the Long Dark",
        "A", "椎名林檎 東京事変"]) {
        for (const height of [0.12, 0.3, 0.6, 1]) {
            const lines = setHeadline(text, height);
            assert.equal(lines.map((line) => line.text).join(" "), text);
            for (const line of lines) assert.ok(line.size * widthOf(line.text) <= 1.0001, `${text} at ${height}`);
            assert.ok(lines.reduce((sum, line) => sum + line.size * 0.84, 0) <= height * 1.0001,
                `${text} is too high at ${height}`);
            const sizes = lines.map((line) => line.size);
            assert.ok(Math.max(...sizes) / Math.min(...sizes) <= 1.7501);
        }
    }
});

test("an empty headline is not an endless one", () => {
    assert.equal(setHeadline("   ", 0.5).length, 1);
});
