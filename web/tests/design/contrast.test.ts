import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { PAPER, STAGE, accentFor, contrast } from "../../src/design/colour";

/// The custom properties of one theme in tokens.css.
function tokens(theme: "light" | "dark"): Record<string, string> {
    const css = readFileSync(`${process.cwd()}/src/design/tokens.css`, "utf8");
    const block = new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? "";
    return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

for (const theme of ["light", "dark"] as const) {
    const t = tokens(theme);
    const at = (name: string) => t[name] ?? assert.ok(false, `no token ${name}`) as never;

    test(`${theme}: words stand out on every tone`, () => {
        for (const ground of ["ground", "tone-1", "tone-2"]) {
            assert.ok(contrast(at("ink"), at(ground)) >= 7, `ink on ${ground}`);
            assert.ok(contrast(at("quiet"), at(ground)) >= 4.5,
                `quiet on ${ground} ${contrast(at("quiet"), at(ground)).toFixed(2)}`);
        }
        for (const word of ["accent-text", "go-text", "wait-text", "stop-text", "info-text"]) {
            for (const ground of ["ground", "tone-1"]) assert.ok(contrast(at(word), at(ground)) >= 4.5,
                `${word} on ${ground} ${contrast(at(word), at(ground)).toFixed(2)}`);
        }
    });

    test(`${theme}: words stand out on fills`, () => {
        assert.ok(contrast(at("on-accent"), at("accent")) >= 4.5);
        for (const signal of ["go", "wait", "stop", "info"]) assert.ok(contrast(at(`${signal}-on`),
            at(signal)) >= 4.5, signal);
    });

    test(`${theme}: edges of controls and the focus ring can be seen`, () => {
        for (const ground of ["ground", "tone-1"]) {
            assert.ok(contrast(at("edge"), at(ground)) >= 3,
                `edge on ${ground} ${contrast(at("edge"), at(ground)).toFixed(2)}`);
            assert.ok(contrast(at("focus"), at(ground)) >= 3, `focus on ${ground}`);
        }
    });
}

test("the themes that accents are corrected for are those of the tokens", () => {
    for (const [theme, known] of [["light", PAPER], ["dark", STAGE]] as const) {
        const t = tokens(theme);
        assert.deepEqual({ ground: t.ground, tone: t["tone-1"], ink: t.ink }, { ...known });
    }
});

test("any accent becomes readable in both themes", () => {
    const steps = [0, 36, 73, 109, 146, 182, 219, 255];
    for (const r of steps) {
        for (const g of steps) {
            for (const b of steps) {
                const hex = `#${[r, g, b].map((v) => v.toString(16).padStart(2, "0")).join("")}`;
                const { light, dark } = accentFor(hex);
                for (const [set, theme] of [[light, PAPER], [dark, STAGE]] as const) {
                    assert.ok(contrast(set.text, theme.ground) >= 4.5, `${hex} text ${set.text}`);
                    assert.ok(contrast(set.text, theme.tone) >= 4.5, `${hex} text on tone`);
                    assert.ok(contrast(set.on, set.fill) >= 4.5, `${hex} on ${set.fill}`);
                    assert.ok(contrast(theme.ink, set.tint) >= 7, `${hex} ink on tint ${set.tint}`);
                }
            }
        }
    }
});

test("an accent that is good already stays as it is, and none is the house amber", () => {
    assert.equal(accentFor("#f78154").dark.fill, "#f78154");
    assert.equal(accentFor(null).dark.fill, "#e8a317");
    assert.deepEqual(accentFor("red"), accentFor(null));
    assert.deepEqual(accentFor("#zzzzzz"), accentFor(null));
});
