import assert from "node:assert/strict";
import test from "node:test";
import { findRoute, isCurrent, matchPath, safeReturn } from "../../src/app/router";
import type { Route } from "../../src/app/router";

const page = (path: string): Route => ({ path, place: "front", load: async () => ({ default: () => null }) });

test("a path with parameters gives them decoded", () => {
    assert.deepEqual(matchPath("/albums/:id", "/albums/al_1"), { id: "al_1" });
    assert.deepEqual(matchPath("/artists/:name", "/artists/Mala%20F%C3%A9"), { name: "Mala Fé" });
});

test("a path that is longer, shorter or other does not match", () => {
    assert.equal(matchPath("/albums/:id", "/albums"), null);
    assert.equal(matchPath("/albums/:id", "/albums/1/more"), null);
    assert.equal(matchPath("/albums/:id", "/tracks/1"), null);
});

test("a broken percent sequence matches nothing instead of throwing", () => {
    assert.equal(matchPath("/albums/:id", "/albums/%E0%A4%A"), null);
});

test("a trailing slash is the same place, and the root is only the root", () => {
    assert.deepEqual(matchPath("/music", "/music/"), {});
    assert.deepEqual(matchPath("/", "/"), {});
    assert.equal(matchPath("/", "/music"), null);
});

test("a star takes the rest", () => {
    assert.deepEqual(matchPath("/files/*", "/files/a/b"), { rest: "a/b" });
});

test("the first route that matches wins", () => {
    const routes = [page("/shows/new"), page("/shows/:id")];
    assert.equal(findRoute(routes, "/shows/new")?.route, routes[0]);
    assert.equal(findRoute(routes, "/shows/s1")?.route, routes[1]);
    assert.equal(findRoute(routes, "/nowhere"), null);
});

test("a place in the navigation is current for itself and what lies below", () => {
    assert.ok(isCurrent("/music", "/music"));
    assert.ok(isCurrent("/shows", "/shows/s1"));
    assert.ok(!isCurrent("/shows", "/showsandmore"));
    assert.ok(!isCurrent("/", "/music"));
    assert.ok(!isCurrent("/backstage", "/backstage/music"));
});

test("after signing in nobody is sent to another house", () => {
    assert.equal(safeReturn("/backstage/music?x=1"), "/backstage/music?x=1");
    for (const bad of [null, "", "https://evil.test", "//evil.test", "/\\evil.test", "javascript:alert(1)",
        "evil"]) assert.equal(safeReturn(bad), "/");
});
