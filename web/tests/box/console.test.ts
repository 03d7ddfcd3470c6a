// The pure parts of the console: what the board says, what a job shows, what a log line reads like.
import assert from "node:assert/strict";
import test from "node:test";
import { healthText, summaryOf } from "../../src/features/box/console/health";
import type { Check } from "../../src/features/box/console/health";
import { isOver, lengthOf, measureOf } from "../../src/features/box/backups/jobs";
import { lineText, requestOf, signalOf } from "../../src/features/box/records/logs";
import { Rate } from "../../src/design/rate";
import { formatRest } from "../../src/app/format";
import { t } from "../../src/strings/house";

const check = (id: string, status: Check["status"], advice: string | null = null): Check => ({ id, name: id, status, detail: `${id} detail`, advice });

test("a board on which everything is well is one line", () => {
    const { signal, sentence, troubles, well } = summaryOf([check("disk", "ok"), check("clock", "ok")]);
    assert.deepEqual([signal, sentence, troubles.length, well.length], ["go", t.board.well, 0, 2]);
});

test("the worst comes first, and among equals the box's own order stays", () => {
    const { signal, sentence, troubles } = summaryOf([check("a", "warn"), check("b", "ok"), check("c", "fail"), check("d", "warn"), check("e", "fail")]);
    assert.equal(signal, "stop");
    assert.equal(sentence, t.board.broken(2, 2));
    assert.deepEqual(troubles.map((one) => one.id), ["c", "e", "a", "d"]);
});

test("one warning and two warnings are said differently", () => {
    assert.equal(summaryOf([check("a", "warn")]).sentence, t.board.some(1));
    assert.equal(summaryOf([check("a", "warn"), check("b", "warn")]).sentence, t.board.some(2));
    assert.equal(summaryOf([check("a", "fail")]).sentence, t.board.broken(1, 0));
    assert.notEqual(t.board.some(1), t.board.some(2));
    assert.equal(t.board.broken(1, 1), "One thing is broken, one needs a look.");
    assert.equal(summaryOf([]).sentence, t.board.well);
});

test("the board as text has every check, and advice only where something is to be done", () => {
    const health = { status: "warn" as const, at: "2025-11-28T20:00:00Z", checks: [check("disk", "ok", "Nothing."), check("clock", "warn", "Set it.")] };
    const text = healthText(health, "Südflügel", "0.2.0");
    assert.match(text, /^Südflügel, Stagebox 0\.2\.0, 2025-11-28T20:00:00Z\n/);
    assert.match(text, /Look {3} clock: clock detail\n {8}Set it\./);
    assert.ok(!text.includes("Nothing."));
    assert.ok(text.indexOf("clock") < text.indexOf("disk"));
});

test("work of unknown size has no measure, and more than everything is everything", () => {
    assert.deepEqual(measureOf({ doneBytes: 5, totalBytes: 0 }), { done: null, total: 1 });
    assert.deepEqual(measureOf({ doneBytes: 0, totalBytes: 10 }), { done: 0, total: 10 });
    assert.deepEqual(measureOf({ doneBytes: 10, totalBytes: 10 }), { done: 10, total: 10 });
    assert.deepEqual(measureOf({ doneBytes: 11, totalBytes: 10 }), { done: 10, total: 10 });
});

test("work is over in every state but running", () => {
    const job = (state: "running" | "done" | "failed" | "cancelled") => ({ id: "j", kind: "backup" as const, state, stage: "", doneBytes: 0, totalBytes: 0, startedAt: "", endedAt: null, sentence: "" });
    assert.deepEqual((["running", "done", "failed", "cancelled"] as const).map((state) => isOver(job(state))), [false, true, true, true]);
    assert.equal(lengthOf({ startedAt: "2025-11-28T20:00:00Z", endedAt: "2025-11-28T20:02:30Z" }), 150_000);
    assert.equal(lengthOf({ startedAt: "2025-11-28T20:00:00Z", endedAt: null }), null);
    assert.equal(lengthOf({ startedAt: "2025-11-28T20:00:00Z", endedAt: "2025-11-28T19:00:00Z" }), null);
});

test("the time left of a job asked once a second is told after two answers, and begins anew after a reload", () => {
    const rate = new Rate();
    rate.note(0, 0);
    assert.equal(rate.secondsLeft(1_000), null);
    rate.note(50, 1_000);
    assert.equal(rate.secondsLeft(1_000), null, "too little is known after a second");
    rate.note(100, 2_000);
    assert.equal(rate.secondsLeft(1_000), 18);
    assert.equal(formatRest(rate.secondsLeft(1_000) ?? 0), t.time.aboutSeconds(18));
    const reloaded = new Rate();
    reloaded.note(500, 9_000);
    assert.equal(reloaded.secondsLeft(1_000), null);
});

test("a log line shows its weight, names its request, and is one line as text", () => {
    assert.deepEqual(["trace", "debug", "info", "notice", "warning", "error", "critical", "other"].map(signalOf), ["off", "off", "off", "info", "wait", "stop", "stop", "off"]);
    assert.equal(requestOf({ metadata: { request: "req_1" } }), "req_1");
    assert.equal(requestOf({ metadata: { path: "/" } }), null);
    assert.equal(lineText({ id: "1", at: "2025-11-28T20:00:00Z", level: "warning", message: "Slow", metadata: { path: "/a b", ms: "12" } }),
        '2025-11-28T20:00:00Z WARNING Slow ms=12 path="/a b"');
});
