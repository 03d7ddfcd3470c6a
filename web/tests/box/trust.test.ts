// Trusting the box, the recovery words, the poster: what is worked out without a screen.
import assert from "node:assert/strict";
import test from "node:test";
import { columnsOf, joined, wordsIn } from "../../src/features/box/backups/words";
import { joinPath, plainForm, posterAddresses, spoken } from "../../src/features/box/poster/addresses";
import { qrCode } from "../../src/features/box/poster/qrCode";
import { fingerprintLines } from "../../src/features/box/trust/grouping";
import { SYSTEMS, canProbe, isNumber, secureTrustPage, systemOf } from "../../src/features/box/trust/systems";
import { readPicture } from "../../src/scanner/decoder/read";
import { draw, random, turned } from "../../src/scanner/decoder/testCodes";
import { t } from "../../src/strings/house";

const AGENTS: [string, number, string][] = [
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1", 5, "ios"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15", 5, "ios"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15", 0, "mac"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15", 1, "mac"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) FxiOS/127.0 Mobile/15E148", 5, "ios"],
    ["Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36", 5, "android"],
    ["Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0", 5, "android"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36 Edg/126.0", 10, "windows"],
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36", 0, "linux"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", 0, "firefox"],
    ["Mozilla/5.0 (Windows NT 10.0; rv:127.0) Gecko/20100101 Firefox/127.0", 0, "firefox"],
    ["", 0, "linux"],
];

test("a browser's name for itself tells the system whose steps are shown", () => {
    for (const [agent, touch, system] of AGENTS) assert.equal(systemOf(agent, touch), system, agent);
});

test("every system has steps, each with words and a drawn screen, and ends with the check", () => {
    for (const system of SYSTEMS) {
        const steps = t.trustSteps[system];
        assert.ok(steps.length >= 3, system);
        assert.equal(new Set(steps.map((step) => step.words)).size, steps.length);
        for (const step of steps) assert.ok(step.title && step.lines.length > 0 && step.lines.length <= 5, `${system}: ${step.words}`);
        assert.equal(steps[steps.length - 1]?.button, t.trust.try);
    }
});

test("a plain page may ask the secure one only where both have their standard ports", () => {
    assert.ok(canProbe("http://stagebox.local/trust", "https://stagebox.local/"));
    assert.ok(!canProbe("http://stagebox.local:8080/trust", "https://stagebox.local/"));
    assert.ok(!canProbe("http://stagebox.local/trust", "https://stagebox.local:8443/"));
    assert.ok(!canProbe("http://stagebox.local/trust", "https://other.local/"));
    assert.ok(!canProbe("https://stagebox.local/trust", "https://stagebox.local/"));
    assert.ok(!canProbe("http://stagebox.local/trust", "no address"));
    assert.equal(secureTrustPage("https://stagebox.local/"), "https://stagebox.local/trust");
    assert.deepEqual(["192.168.1.20", "[fe80::1]", "stagebox.local", "10.example"].map(isNumber), [true, true, false, false]);
});

test("a fingerprint is read in pairs, eight to a line, however it was written", () => {
    const plain = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    const lines = ["00 11 22 33 44 55 66 77", "88 99 AA BB CC DD EE FF", "00 11 22 33 44 55 66 77", "88 99 AA BB CC DD EE FF"];
    assert.deepEqual(fingerprintLines(plain), lines);
    assert.deepEqual(fingerprintLines((plain.match(/../g) ?? []).join(":")), lines);
    assert.deepEqual(fingerprintLines((plain.match(/.{4}/g) ?? []).join(" ")), lines);
    assert.deepEqual(fingerprintLines("0011"), ["00 11"]);
    assert.deepEqual(fingerprintLines(""), []);
    assert.deepEqual(fingerprintLines("not known"), ["not known"]);
    assert.deepEqual(fingerprintLines("abc"), ["abc"]);
});

test("words are found in whatever was pasted", () => {
    assert.deepEqual(wordsIn("  abandon  Ability\nable\t"), ["abandon", "ability", "able"]);
    assert.deepEqual(wordsIn("1. abandon\n2) ability; 3 - able,about"), ["abandon", "ability", "able", "about"]);
    assert.deepEqual(wordsIn("１　ＡＢＡＮＤＯＮ"), ["abandon"]);
    assert.deepEqual(wordsIn(""), []);
    assert.deepEqual(wordsIn("1 2 3"), []);
    assert.equal(joined(wordsIn("a\n b")), "a b");
});

test("24 words stand in three columns of eight, read downwards", () => {
    const columns = columnsOf(Array.from({ length: 24 }, (_, i) => i + 1), 3);
    assert.deepEqual(columns.map((column) => [column[0], column[column.length - 1]]), [[1, 8], [9, 16], [17, 24]]);
    assert.deepEqual(columnsOf([1], 3), [[1]]);
});

test("a poster prefers the plain name, and never guesses a port", () => {
    const secure = ["https://192.168.1.20/", "https://stagebox.local/"];
    assert.deepEqual(posterAddresses(secure, { protocol: "https:", port: "" }).map((one) => one.url),
        ["http://stagebox.local/", "http://192.168.1.20/", "https://stagebox.local/", "https://192.168.1.20/"]);
    assert.equal(plainForm("https://stagebox.local:8443/", { protocol: "https:", port: "8443" }), null);
    assert.equal(plainForm("https://stagebox.local:8443/", { protocol: "http:", port: "8080" }), "http://stagebox.local:8080/");
    assert.equal(plainForm("http://10.0.0.2:8080/", { protocol: "http:", port: "8080" }), "http://10.0.0.2:8080/");
    assert.deepEqual(posterAddresses([], { protocol: "http:", port: "" }), []);
    assert.equal(spoken("http://stagebox.local/listen"), "stagebox.local/listen");
    assert.equal(spoken("https://stagebox.local:8443/"), "https://stagebox.local:8443");
    assert.equal(joinPath("http://stagebox.local/", "/listen"), "http://stagebox.local/listen");
});

test("a poster's code is read back by the scanner's decoder, for every length that fits and for letters of all kinds", () => {
    const next = random(20_251_128);
    for (let length = 1; length <= 130; length += 1) {
        const text = length % 3 === 0 ? `${"ü".repeat(Math.floor(length / 2))}${"x".repeat(length % 2)}`
            : Array.from({ length }, () => String.fromCharCode(33 + Math.floor(next() * 94))).join("");
        const rows = qrCode(text);
        if (!rows) throw new Error(`length ${length} does not fit, seed 20251128`);
        const size = rows.length;
        const modules = { size, bits: Uint8Array.from(rows.join(""), Number) };
        const edge = size * 4 + 40;
        const read = readPicture(draw(modules, { width: edge, height: edge, corners: turned({ x: edge / 2, y: edge / 2 }, size * 4, 0) }), { now: () => 0, until: Infinity });
        assert.equal(read.kind === "read" ? read.text : read.kind, text, `length ${length}, seed 20251128`);
        assert.ok(read.kind === "read" && read.mended === 0 && read.level === "Q");
    }
});

test("the longest text of a poster's code fits, one byte more does not", () => {
    assert.equal(qrCode("x".repeat(130))?.length, 53);
    assert.equal(qrCode("x".repeat(131)), null);
});
