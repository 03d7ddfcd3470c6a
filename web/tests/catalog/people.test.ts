import assert from "node:assert/strict";
import test from "node:test";
import { wayOff } from "../../src/features/catalog/desk/people";

const nina = { id: "acct_nina", name: "Nina" };
const otto = { id: "acct_otto", name: "Otto" };

test("others are taken off with an undo, oneself after a question", () => {
    const me = { id: nina.id, isAdmin: false };
    assert.equal(wayOff(otto, [nina, otto], me), "remove");
    assert.equal(wayOff(nina, [nina, otto], me), "leave");
});

test("the last one stays, but for an admin", () => {
    assert.equal(wayOff(nina, [nina], { id: nina.id, isAdmin: false }), null);
    assert.equal(wayOff(nina, [nina], { id: otto.id, isAdmin: true }), "remove");
});

test("an admin can put back whoever was taken off, so nothing is asked", () => {
    assert.equal(wayOff(nina, [nina, otto], { id: nina.id, isAdmin: true }), "remove");
});
