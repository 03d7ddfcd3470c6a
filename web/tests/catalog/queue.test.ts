import assert from "node:assert/strict";
import test from "node:test";
import { EMPTY_QUEUE, MOST_QUEUED, addLast, addNext, clearUpcoming, current, evenGain, following, move, playList,
    preceding, remove, reviveQueue, shuffleUpcoming,
    upcoming } from "../../src/features/catalog/player/queue";
import type { Playable, Queue } from "../../src/features/catalog/player/queue";

const track = (id: string): Playable => ({ id, title: id.toUpperCase(), artist: { id: "ar", name: "Nina" },
    album: null, durationMs: 1000, cover: null, accent: null,
    loudnessLufs: null, waveform: null });
const list = (...ids: string[]) => ids.map(track);
const order = (queue: Queue) => queue.entries.map((entry) => entry.track.id).join("");
const keyOf = (queue: Queue, id: string) => queue.entries.find((entry) => entry.track.id === id)?.key ?? -1;

test("a list replaces the queue and begins where it was tapped", () => {
    const queue = playList(EMPTY_QUEUE, list("a", "b", "c"), 1);
    assert.equal(current(queue)?.track.id, "b");
    assert.equal(upcoming(queue).length, 1);
    assert.equal(current(playList(queue, [])), null);
    assert.equal(playList(queue, list("x"), 99).at, 0);
});

test("what plays next goes right behind what plays, the rest to the end", () => {
    const queue = playList(EMPTY_QUEUE, list("a", "b"), 0);
    assert.equal(order(addNext(queue, list("x", "y"))), "axyb");
    assert.equal(order(addLast(queue, list("x"))), "abx");
    assert.equal(current(addNext(EMPTY_QUEUE, list("x")))?.track.id, "x");
});

test("the same track may stand twice, each with a key of its own", () => {
    const queue = addLast(playList(EMPTY_QUEUE, list("a"), 0), list("a", "a"));
    assert.equal(new Set(queue.entries.map((entry) => entry.key)).size, 3);
});

test("taking out keeps what plays, or lets the next one take its place", () => {
    const queue = playList(EMPTY_QUEUE, list("a", "b", "c"), 1);
    assert.equal(current(remove(queue, keyOf(queue, "a")))?.track.id, "b");
    assert.equal(current(remove(queue, keyOf(queue, "b")))?.track.id, "c");
    assert.equal(current(remove(queue, keyOf(queue, "c")))?.track.id, "b");
    const one = playList(EMPTY_QUEUE, list("a"), 0);
    assert.equal(current(remove(one, keyOf(one, "a"))), null);
    assert.equal(remove(queue, 999), queue);
});

test("moving keeps what plays, to the first and the last place and no further", () => {
    const queue = playList(EMPTY_QUEUE, list("a", "b", "c", "d"), 1);
    assert.equal(order(move(queue, keyOf(queue, "d"), 0)), "dabc");
    assert.equal(current(move(queue, keyOf(queue, "d"), 0))?.track.id, "b");
    assert.equal(order(move(queue, keyOf(queue, "a"), 3)), "bcda");
    assert.equal(order(move(queue, keyOf(queue, "a"), 99)), "bcda");
    assert.equal(order(move(queue, keyOf(queue, "c"), -5)), "cabd");
});

test("mixing touches only what comes, and loses nothing", () => {
    const queue = playList(EMPTY_QUEUE, list("a", "b", "c", "d", "e"), 1);
    const mixed = shuffleUpcoming(queue, () => 0);
    assert.equal(order(mixed).slice(0, 2), "ab");
    assert.equal([...order(mixed)].sort().join(""), "abcde");
    assert.equal(order(clearUpcoming(queue)), "ab");
});

test("what follows depends on repeat and on why", () => {
    const last = playList(EMPTY_QUEUE, list("a", "b"), 1);
    assert.equal(following(last, "end"), null);
    assert.equal(following({ ...last, repeat: "all" }, "end"), 0);
    assert.equal(following({ ...last, repeat: "one" }, "end"), 1);
    assert.equal(following({ ...last, repeat: "one" }, "asked"), null);
    assert.equal(following(EMPTY_QUEUE, "asked"), null);
    assert.equal(preceding(last), 0);
    assert.equal(preceding({ ...last, at: 0 }), null);
    assert.equal(preceding({ ...last, at: 0, repeat: "all" }), 1);
});

test("the queue has an end", () => {
    const many = Array.from({ length: MOST_QUEUED }, (_, i) => track(`t${i}`));
    const full = playList(EMPTY_QUEUE, many, 0);
    assert.equal(full.entries.length, MOST_QUEUED);
    assert.equal(addLast(full, list("x")).entries.length, MOST_QUEUED);
});

test("a kept queue comes back, and what is no queue comes back empty", () => {
    const queue = playList({ ...EMPTY_QUEUE, repeat: "all" }, list("a", "b"), 1);
    const back = reviveQueue(JSON.parse(JSON.stringify(queue)));
    assert.equal(current(back)?.track.id, "b");
    assert.equal(back.repeat, "all");
    for (const bad of [null, 3, "x", {}, { entries: "no" },
        { entries: [null, {}, { track: { id: 1 } }] }]) assert.equal(current(reviveQueue(bad)), null);
});

test("loud records are played more quietly, quiet ones never louder than they are", () => {
    assert.equal(evenGain(-16), 1);
    assert.equal(evenGain(-23), 1);
    assert.equal(evenGain(null), 1);
    assert.ok(Math.abs(evenGain(-10) - 0.501) < 0.001);
    assert.equal(evenGain(20), 0.1);
});
