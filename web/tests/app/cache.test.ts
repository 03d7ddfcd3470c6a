import assert from "node:assert/strict";
import test from "node:test";
import { Cache } from "../../src/app/cache";

const settle = () => new Promise<void>((resolve) => setImmediateLike(resolve));
const setImmediateLike = (work: () => void) => void Promise.resolve().then(() => Promise.resolve()).then(work);

test("two who ask for the same share one fetch", async () => {
    const cache = new Cache(() => 1);
    let fetches = 0;
    const load = async () => { fetches += 1; return "a"; };
    await Promise.all([cache.ensure("k", load, [], 1000), cache.ensure("k", load, [], 1000)]);
    assert.equal(fetches, 1);
    assert.equal(cache.read("k").data, "a");
});

test("a fresh answer is not fetched again, one of the limit's age is", async () => {
    let now = 1;
    const cache = new Cache(() => now);
    let fetches = 0;
    const load = async () => { fetches += 1; return fetches; };
    await cache.ensure("k", load, [], 1000);
    now = 1000;
    await cache.ensure("k", load, [], 1000);
    assert.equal(fetches, 1);
    now = 1001;
    await cache.ensure("k", load, [], 1000);
    assert.equal(fetches, 2);
});

test("a failed refresh keeps what was shown and says what went wrong", async () => {
    const cache = new Cache(() => 1);
    let isBroken = false;
    await cache.ensure("k", async () => { if (isBroken) throw new Error("away"); return "a"; }, [], 0);
    isBroken = true;
    await cache.load("k");
    assert.equal(cache.read("k").data, "a");
    assert.equal((cache.read("k").error as Error).message, "away");
});

test("a change is shown at once and taken back when the box refuses", async () => {
    const cache = new Cache(() => 1);
    await cache.ensure("k", async () => [1, 2], [], 0);
    const back = cache.change<number[]>("k", (now) => [...now, 3]);
    assert.deepEqual(cache.read("k").data, [1, 2, 3]);
    back();
    assert.deepEqual(cache.read("k").data, [1, 2]);
});

test("an answer to a question older than a change is dropped", async () => {
    const cache = new Cache(() => 1);
    await cache.ensure("k", async () => "old", [], 0);
    let answer: (text: string) => void = () => undefined;
    void cache.ensure("k", () => new Promise((resolve) => { answer = resolve; }), [], 0);
    cache.change("k", () => "mine");
    answer("late");
    await settle();
    assert.equal(cache.read("k").data, "mine");
});

test("an event makes what is shown fresh and what is not shown stale", async () => {
    const cache = new Cache(() => 1);
    const fetches: string[] = [];
    const load = (name: string) => async () => { fetches.push(name); return name; };
    await cache.ensure("shown", load("shown"), ["catalog"], 1000);
    await cache.ensure("hidden", load("hidden"), ["catalog"], 1000);
    await cache.ensure("other", load("other"), ["shows"], 1000);
    const stop = cache.watch("shown", () => undefined);
    cache.invalidate((_, topics) => topics.includes("catalog"));
    await settle();
    assert.deepEqual(fetches, ["shown", "hidden", "other", "shown"]);
    await cache.ensure("hidden", load("hidden"), ["catalog"], 1000);
    assert.equal(fetches.length, 5);
    assert.deepEqual(cache.topics(), ["catalog"]);
    stop();
    assert.deepEqual(cache.topics(), []);
});

test("after another person signed in nothing of the one before is left", async () => {
    const cache = new Cache(() => 1);
    await cache.ensure("k", async () => "secret", [], 1000);
    cache.clear();
    assert.equal(cache.read("k").data, undefined);
});
