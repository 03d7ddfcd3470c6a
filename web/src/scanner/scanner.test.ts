// The door's decisions without a page: when a code is asked, how often, and what the answer says.
import assert from "node:assert/strict";
import test from "node:test";
import { ask, Lane, PATIENCE_MS, SAME_CODE_MS } from "./admission";
import { spoken, wordOf } from "./answers";
import { Trouble, troubleOf } from "./box";
import { meaningOf, pairingCode, pairingToken, ticketNumber } from "./codes";
import { isScan } from "./contract";
import type { Scan } from "./contract";
import { EventParser, pauseBefore } from "./eventFeed";
import { BurstReader } from "./keyboardScanner";
import { checkLines } from "./readiness";
import type { Readings } from "./readiness";
import { amountOfTime, clockTime } from "./times";

const SCAN: Scan = {
    id: "scan_1", outcome: "admitted", tone: "go", sentence: "Welcome.", at: "2024-06-01T18:41:00Z", door: "Main door",
    deviceName: "Phone 1", method: "camera", previous: null, canUndo: true,
    ticket: { number: "K7Q2M9X4TD", typeName: "Standing", holder: "Mia" },
    headcount: { inside: 1, sold: 2, capacity: 3, refusedLastHour: 0, perMinute: 1 },
};

function lane() {
    let made = 0;
    return new Lane(() => `nonce-${made += 1}`);
}

function askOf(sight: ReturnType<Lane["see"]>) {
    if (sight.kind !== "ask") throw new Error(`not asked: ${sight.kind}`);
    return sight.order;
}

test("a code held in front of the camera is asked once, and again when it was away for three seconds", () => {
    const door = lane();
    door.answered(askOf(door.see("a", "camera", 0)), 0, 20);
    for (let now = 100; now < 20_000; now += 100) assert.equal(door.see("a", "camera", now).kind, "same");
    assert.equal(door.see("a", "camera", 19_900 + SAME_CODE_MS - 1).kind, "same");
    assert.equal(door.see("a", "camera", 19_900 + 2 * SAME_CODE_MS - 1).kind, "ask");
});

test("a scanner's second pull on the same code is dropped, a hand's is not", () => {
    const door = lane();
    door.answered(askOf(door.see("a", "scanner", 0)), 0, 10);
    assert.equal(door.see("a", "scanner", 10 + SAME_CODE_MS - 1).kind, "same");
    assert.equal(door.see("a", "scanner", 10 + SAME_CODE_MS).kind, "ask");
    const other = lane();
    other.answered(askOf(other.see("a", "typed", 0)), 0, 10);
    assert.equal(other.see("a", "typed", 500).kind, "ask");
});

test("one question is open at a time, and an answer stays before the camera may replace it", () => {
    const door = lane();
    const order = askOf(door.see("a", "camera", 0));
    assert.equal(door.see("b", "camera", 10).kind, "busy");
    assert.equal(door.see("b", "scanner", 10).kind, "busy");
    door.answered(order, 700, 100);
    assert.equal(door.see("b", "camera", 799).kind, "held");
    assert.equal(door.see("b", "camera", 800).kind, "ask");
    const urgent = lane();
    urgent.answered(askOf(urgent.see("a", "camera", 0)), 700, 100);
    assert.equal(urgent.see("b", "scanner", 110).kind, "ask", "a scanner is pulled on purpose");
});

test("a question without an answer keeps its nonce; an answered one does not", () => {
    const door = lane();
    const first = askOf(door.see("a", "camera", 0));
    door.unheard(6_000);
    const again = askOf(door.see("a", "camera", 20_000));
    assert.equal(again.nonce, first.nonce);
    door.answered(again, 0, 20_010);
    const later = askOf(door.see("a", "camera", 40_000));
    assert.notEqual(later.nonce, first.nonce);
    door.unheard(40_010);
    assert.equal(askOf(door.again(later, 40_020)).nonce, later.nonce);
});

/// A clock that moves only by waiting.
function patience(send: (attempt: number) => Promise<Scan>) {
    let now = 0;
    let attempts = 0;
    const pauses: number[] = [];
    const answer = ask({
        send: (timeoutMs) => {
            attempts += 1;
            assert.ok(timeoutMs > 0 && timeoutMs <= 2_500);
            return send(attempts);
        },
        wait: (ms) => {
            now += ms;
            pauses.push(ms);
            return Promise.resolve();
        },
        now: () => now,
        onRetry: () => undefined,
    });
    return { answer, attempts: () => attempts, now: () => now };
}

test("a silent box is asked again and then answers", async () => {
    const asking = patience((attempt) => (attempt < 3 ? Promise.reject(new Trouble("silent", "…"))
        : Promise.resolve(SCAN)));
    assert.equal((await asking.answer).id, "scan_1");
    assert.equal(asking.attempts(), 3);
});

test("patience ends, and the trouble is told", async () => {
    const asking = patience(() => Promise.reject(new Trouble("silent", "nobody")));
    await assert.rejects(asking.answer, /nobody/);
    assert.ok(asking.now() < PATIENCE_MS && asking.attempts() >= 4);
});

test("a refusal is not repeated, and a box that asks for longer than patience is not waited for", async () => {
    const refused = patience(() => Promise.reject(new Trouble("refused", "no")));
    await assert.rejects(refused.answer, /no/);
    assert.equal(refused.attempts(), 1);
    const busy = patience(() => Promise.reject(new Trouble("busy", "later", PATIENCE_MS)));
    await assert.rejects(busy.answer, /later/);
    assert.equal(busy.attempts(), 1);
});

test("troubles by status", () => {
    const body = { error: { code: "X", message: "Because.", details: {} } };
    assert.deepEqual([401, 403, 404, 409, 429, 503, 500, 502].map((status) => troubleOf(status, body, null).kind),
        ["unpaired", "refused", "refused", "refused", "busy", "busy", "silent", "silent"]);
    assert.equal(troubleOf(403, body, null).message, "Because.");
    assert.equal(troubleOf(429, body, "2").afterMs, 2_000);
    assert.ok(troubleOf(403, "<html>", null).message.length > 20, "there is always a sentence");
});

test("only a whole decision of the box counts", () => {
    assert.ok(isScan(SCAN));
    for (const wrong of [null, "admitted", {}, { tone: "go" }, { ...SCAN, id: "" }, { ...SCAN, tone: "green" },
        { ...SCAN, sentence: undefined }, { ...SCAN, headcount: null }]) assert.equal(isScan(wrong), false);
});

test("the word follows the tone: nothing but green lets in", () => {
    assert.equal(wordOf(SCAN), "Let in");
    assert.equal(wordOf({ ...SCAN, tone: "stop" }), "Stop");
    assert.equal(wordOf({ ...SCAN, outcome: "already_inside", tone: "stop" }), "Already in");
    assert.equal(wordOf({ ...SCAN, outcome: "later_invention" as Scan["outcome"], tone: "wait" }), "Wait");
});

test("a screen reader hears the verdict first, and where the ticket was used", () => {
    const previous = { at: "2024-06-01T18:41:00Z", door: "Main door", deviceName: "Phone 1" };
    const scan: Scan = { ...SCAN, outcome: "already_inside", tone: "stop", previous, sentence: "Not twice." };
    assert.equal(spoken({ kind: "scan", scan }, "Europe/Berlin", new Date("2024-06-01T19:00:00Z")),
        "No. Already in. Standing, Mia. Used at 20:41 at Main door. Not twice.");
});

test("times are the venue's, with the day where it is another one", () => {
    const now = new Date("2024-06-01T22:30:00Z");
    assert.equal(clockTime("2024-06-01T22:10:00Z", "Europe/Berlin", now), "00:10");
    assert.equal(clockTime("2024-06-01T18:41:00Z", "Europe/Berlin", now), "Sat 20:41");
    assert.equal(clockTime("nonsense", "Europe/Berlin", now), "");
    assert.equal(clockTime("2024-06-01T18:41:00Z", "Not/AZone", new Date("2024-06-01T19:00:00Z")).length, 5);
    assert.deepEqual([40_000, 99_000, -180_000, 7_200_000].map(amountOfTime), ["40 s", "99 s", "3 min", "2 h"]);
});

test("what a text means", () => {
    assert.deepEqual(meaningOf("  stb1abc \n"), { kind: "ticket", code: "stb1abc" });
    assert.deepEqual(meaningOf("https://box.local/door/#pair=AbC-9_x"), { kind: "pairing", token: "AbC-9_x" });
    assert.equal(meaningOf("https://elsewhere.example/#pair=AbC").kind, "ticket");
    assert.equal(meaningOf("x".repeat(200)).kind, "ticket");
    assert.equal(meaningOf("x".repeat(201)).kind, "foreign");
    assert.equal(meaningOf("a\u0000b").kind, "foreign");
    assert.equal(meaningOf("   ").kind, "empty");
});

test("pairing tokens and codes, ticket numbers", () => {
    assert.equal(pairingToken("#pair=abc_DEF-123"), "abc_DEF-123");
    for (const wrong of ["", "#pair=", "#pair=a b", "#pair=<script>",
        `#pair=${"a".repeat(201)}`]) assert.equal(pairingToken(wrong), null);
    assert.equal(pairingCode(" abcd-2345 "), "ABCD2345");
    assert.equal(pairingCode("abcd234"), null);
    assert.equal(pairingCode("abcd23456"), null);
    assert.equal(ticketNumber("K7Q2M-9X4TD"), "K7Q2M9X4TD");
    assert.equal(ticketNumber("K7Q2M9X4T"), null);
    assert.equal(ticketNumber("Sommerfeld"), null, "a name");
});

/// Types a text with a pause between keys; answers the last stroke.
function type(reader: BurstReader, text: string, pause: number, start: number) {
    let at = start;
    let stroke = reader.press({ key: "", at, isModified: false });
    for (const key of [...text, "Enter"]) {
        at += pause;
        stroke = reader.press({ key, at, isModified: false });
    }
    return stroke;
}

test("a scanner's burst is a code, a person's typing is not", () => {
    assert.deepEqual(type(new BurstReader(), "stb1abcdef", 8, 0), { kind: "code", code: "stb1abcdef" });
    assert.deepEqual(type(new BurstReader(), "stb1abcdef", 60, 0), { kind: "code", code: "stb1abcdef" });
    assert.equal(type(new BurstReader(), "stb1abcdef", 61, 0).kind, "key");
    assert.equal(type(new BurstReader(), "short", 5, 0).kind, "key", "five characters are no code");
    assert.equal(type(new BurstReader(), "sixsix", 5, 0).kind, "code");
});

test("a burst after typing is the burst alone, and shortcuts are none", () => {
    const reader = new BurstReader();
    reader.press({ key: "M", at: 0, isModified: false });
    reader.press({ key: "i", at: 151, isModified: false });
    assert.deepEqual(type(reader, "stb1abcdef", 5, 400), { kind: "code", code: "stb1abcdef" });
    const shifted = new BurstReader();
    for (const [i, key] of ["a", "Shift", "B", "c", "d", "e", "f"].entries()) shifted.press({ key, at: i * 4,
        isModified: false });
    assert.deepEqual(shifted.press({ key: "Enter", at: 30, isModified: false }), { kind: "code", code: "aBcdef" });
    const modified = new BurstReader();
    for (let i = 0; i < 8; i += 1) modified.press({ key: "c", at: i, isModified: true });
    assert.equal(modified.press({ key: "Enter", at: 10, isModified: false }).kind, "key");
});

test("events are read whatever pieces they come in", () => {
    const text = ": hello\n\nid: 4\r\nevent: message\r\ndata: {\"seq\":4,\"topic\":\"show:s1\",\r\ndata: \"name\":\"x\"}\r\n\r\n"
        + "data: no json\n\ndata: {\"topic\":7}\n\ndata:{\"topic\":\"show:s1\",\"name\":\"y\"}\n\ndata: {\"topic\":\"unfinished\"}\n";
    for (let length = 1; length < 40; length += 1) {
        const parser = new EventParser();
        const names: string[] = [];
        for (let i = 0; i < text.length; i += length) {
            for (const event of parser.feed(text.slice(i, i + length))) names.push(event.name);
        }
        assert.deepEqual(names, ["x", "y"], `in pieces of ${length}`);
    }
});

test("pauses between attempts grow to a limit", () => {
    assert.deepEqual([0, 1, 2, 3, 4, 50].map(pauseBefore), [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
});

test("the checks say what is good and what is not", () => {
    const good: Readings = { camera: "on", isNativeReader: false, roundTripMs: 12, isLive: true, aheadMs: 300,
        battery: { level: 0.8, isCharging: false }, awake: "on", device: "Phone 1", door: "Main door" };
    assert.ok(checkLines(good).every((line) => line.signal === "go"));
    const bad: Readings = { ...good, camera: "denied", roundTripMs: null, isLive: false, aheadMs: -240_000,
        battery: { level: 0.24, isCharging: false }, awake: "none" };
    assert.deepEqual(checkLines(bad).map((line) => line.signal),
        ["stop", "wait", "stop", "wait", "wait", "wait", "go"]);
    assert.match(checkLines(bad).map((line) => line.words).join("|"), /4 min ahead of the box/);
    assert.equal(checkLines({ ...good, roundTripMs: 501 })[0]?.signal, "wait");
    assert.equal(checkLines({ ...good, roundTripMs: 500 })[0]?.signal, "go");
});
