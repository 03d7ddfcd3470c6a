import assert from "node:assert/strict";
import test from "node:test";
import { Connection } from "../../src/app/connection";

test("many lost calls at once say once that the box is away, and one answer says that it is back", () => {
    let backs = 0;
    let changes = 0;
    const connection = new Connection(async () => undefined, () => { backs += 1; });
    const stop = connection.watch(() => { changes += 1; });
    for (let i = 0; i < 20; i += 1) connection.note(false);
    assert.equal(connection.reach, "away");
    assert.equal(changes, 1);
    connection.note(true);
    connection.note(true);
    assert.equal(connection.reach, "here");
    assert.equal(backs, 1);
    stop();
});
