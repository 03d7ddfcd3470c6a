import assert from "node:assert/strict";
import test from "node:test";
import { sortFiles, titleOf } from "../../src/features/catalog/desk/files";

test("a title is read from a file name", () => {
    assert.equal(titleOf("03 - Low_Water.flac"), "Low Water");
    assert.equal(titleOf("Track 12. Salt.mp3"), "Salt");
    assert.equal(titleOf("01 Harbour Light.wav"), "Harbour Light");
    assert.equal(titleOf("1999.flac"), "1999");
    assert.equal(titleOf("7 Seconds.mp3"), "7 Seconds");
    assert.equal(titleOf("东京.opus"), "东京");
    assert.equal(titleOf(".flac"), ".flac");
});

test("dropped files are sorted into sound and the rest", () => {
    const file = (name: string, type = "") => ({ name, type }) as File;
    const { audio, others } = sortFiles([file("a.flac"), file("b.txt", "text/plain"), file("c", "audio/ogg"),
        file("cover.jpg", "image/jpeg"), file("D.MP3")]);
    assert.deepEqual(audio.map((one) => one.name), ["a.flac", "c", "D.MP3"]);
    assert.deepEqual(others.map((one) => one.name), ["b.txt", "cover.jpg"]);
});
