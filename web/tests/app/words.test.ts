import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { addressOf, refusal, sentenceOf } from "../../src/app/api";
import { parseEvent } from "../../src/app/events";
import { holds } from "../../src/app/session";
import { themeFor } from "../../src/app/theme";
import { topicsOf } from "../../src/app/topics";
import { problemOf, problemsOf } from "../../src/app/validate";
import { ALBUMS, ARTISTS, HOME_ADDRESSES, SHOWS, TRACKS } from "../../src/features/catalog/homeAddresses";
import { t } from "../../src/strings/house";

test("the generated types are those of the contract", () => {
    const { status, stderr } = spawnSync("/usr/bin/python3", ["tools/openapi.py", "check"], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
});

test("an address takes its parameters, encoded, and leaves out what is not set", () => {
    assert.equal(addressOf("GET /api/tracks/{id}", { id: "a/b?c" }), "/api/tracks/a%2Fb%3Fc");
    assert.equal(addressOf("GET /api/search", {}, { q: "mala fé", limit: 5, cursor: undefined, x: "" }),
        "/api/search?q=mala%20f%C3%A9&limit=5");
});

test("a refusal carries the sentence, the fields and the code of the box", () => {
    const body = JSON.stringify({ error: { code: "VALIDATION_ERROR", message: "The title is too long.",
        details: { fields: { title: "At most 200." } } }, requestId: "req_1" });
    const error = refusal(400, body, null);
    assert.equal(error.message, "The title is too long.");
    assert.equal(error.code, "VALIDATION_ERROR");
    assert.deepEqual(error.fields, { title: "At most 200." });
    assert.ok(!error.isPassing);
});

test("an answer that is no JSON still becomes a sentence", () => {
    assert.equal(refusal(502, "<html>", null).message, t.errors.server(""));
    assert.equal(refusal(429, "", "7").message, t.errors.rate(7));
    assert.equal(refusal(429, "", "7").retryAfterSeconds, 7);
    assert.ok(refusal(503, "", "2").isPassing);
    assert.equal(sentenceOf(new TypeError("Failed to fetch dynamically imported module")), t.errors.chunk);
});

test("events are understood or dropped", () => {
    assert.deepEqual(parseEvent('{"seq":4,"topic":"catalog","name":"catalog.removed"}'),
        { seq: 4, topic: "catalog", name: "catalog.removed" });
    for (const bad of ["", "x", "null", "3", '{"topic":1}']) assert.equal(parseEvent(bad), null);
});

test("an address knows which events make it stale", () => {
    assert.deepEqual(topicsOf("/api/albums/al1"), ["catalog"]);
    assert.deepEqual(topicsOf("/api/shows?limit=5"), ["shows"]);
    assert.deepEqual(topicsOf("/api/shows/show_1/headcount"), ["shows", "show:show_1"]);
    assert.deepEqual(topicsOf("/api/session"), []);
});

test("a limit lets the last allowed value through and refuses the next", () => {
    assert.equal(problemOf("x".repeat(200), { maxLength: 200 }), null);
    assert.equal(problemOf("x".repeat(201), { maxLength: 200 }), t.forms.tooLong(200, 201));
    assert.equal(problemOf("🎷".repeat(10), { maxLength: 10 }), null);
    assert.equal(problemOf("  ", { required: true, minLength: 1 }), t.forms.required);
    assert.equal(problemOf("", { minLength: 1 }), null);
    assert.equal(problemOf("100000", { min: 1, max: 100000 }), null);
    assert.equal(problemOf("100001", { min: 1, max: 100000 }), t.forms.tooLarge("100,000"));
    assert.equal(problemOf("0", { min: 1 }), t.forms.tooSmall("1"));
    assert.equal(problemOf("1.5", { min: 1 }), t.forms.notNumber);
    assert.deepEqual(problemsOf({ a: "", b: "ok" }, { a: { required: true }, b: { maxLength: 5 } }),
        { a: t.forms.required });
});

test("the owner may do what staff may, and a role is not another", () => {
    const person = (...roles: ("admin" | "staff" | "door" | "artist" | "fan")[]) => ({ id: "p", name: "", mail: "",
        roles, isBlocked: false, createdAt: "", lastSeenAt: null });
    assert.ok(holds(person("admin"), ["staff"]));
    assert.ok(holds(person("door"), ["staff", "door"]));
    assert.ok(!holds(person("fan"), ["staff"]));
    assert.ok(holds(person("fan"), []));
    assert.ok(!holds(null, []));
});

test("the house is dark in the evening, follows the device by day, and a choice wins", () => {
    const at = (hour: number) => new Date(2025, 10, 28, hour, 0);
    assert.equal(themeFor("auto", at(17), false), "light");
    assert.equal(themeFor("auto", at(18), false), "dark");
    assert.equal(themeFor("auto", at(5), false), "dark");
    assert.equal(themeFor("auto", at(6), false), "light");
    assert.equal(themeFor("auto", at(12), true), "dark");
    assert.equal(themeFor("light", at(23), true), "light");
});

/// Everything a person may read, with functions called on samples.
function sentences(value: unknown, path = "t"): [string, string][] {
    if (typeof value === "string") return [[path, value]];
    if (typeof value === "function") return [[path, String((value as (...args: unknown[]) => unknown)(2, 3, 4))]];
    if (value && typeof value === "object") return Object.entries(value).flatMap(([key, inner]) => sentences(inner,
        `${path}.${key}`));
    return [];
}

test("no sentence shouts, and none is empty", () => {
    for (const [path, text] of sentences(t)) {
        assert.ok(text.trim() !== "", path);
        assert.ok(!text.includes("!"), `${path}: ${text}`);
    }
});

test("what is asked early is what the front page asks", () => {
    assert.deepEqual(HOME_ADDRESSES, [
        addressOf("GET /api/shows", {}, { limit: SHOWS }), addressOf("GET /api/albums", {}, { limit: ALBUMS }),
        addressOf("GET /api/tracks", {}, { limit: TRACKS }), addressOf("GET /api/artists", {}, { limit: ARTISTS }),
    ]);
});
