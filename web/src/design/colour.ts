// The accent of an artist, taken from a cover, made fit for words: AA contrast in both themes, the same hue.
// Colours move in lightness only, in OKLCH (Björn Ottosson, 2020), so that a red stays a red.

export interface AccentSet {
    /// Fill of buttons and sleeves.
    fill: string;
    /// Words on the ground, at least 4.5 : 1 on ground and on the first tone.
    text: string;
    /// Words on the fill, at least 4.5 : 1.
    on: string;
    /// A breath of it behind a page; ink stays readable on it.
    tint: string;
}

export interface Theme {
    ground: string;
    tone: string;
    ink: string;
}

export const PAPER: Theme = { ground: "#f6f3ec", tone: "#eeeae0", ink: "#14120f" };
export const STAGE: Theme = { ground: "#0e0d0c", tone: "#191715", ink: "#f2eee6" };
export const HOUSE_AMBER = "#e8a317";
const DARK_WORDS = "#14120f";
const LIGHT_WORDS = "#ffffff";
const AA = 4.5;

type RGB = [number, number, number];

export function isHex(text: string | null | undefined): text is string {
    return typeof text === "string" && /^#[0-9a-f]{6}$/i.test(text);
}

function rgb(hex: string): RGB {
    const n = parseInt(hex.slice(1), 16);
    return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

function hexOf(values: RGB): string {
    return `#${values.map((v) => Math.round(Math.min(255, Math.max(0, v))).toString(16).padStart(2, "0")).join("")}`;
}

const linear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const gamma = (v: number) => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);

/// Relative luminance of WCAG 2.
export function luminance(hex: string): number {
    const [r, g, b] = rgb(hex).map((v) => linear(v / 255)) as RGB;
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one: string, other: string): number {
    const [a, b] = [luminance(one), luminance(other)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function toOklab(hex: string): RGB {
    const [r, g, b] = rgb(hex).map((v) => linear(v / 255)) as RGB;
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
}

function fromOklab([L, a, b]: RGB): { hex: string; fits: boolean } {
    const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
    const values = [4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s];
    const fits = values.every((v) => v > -0.002 && v < 1.002);
    return { hex: hexOf(values.map((v) => gamma(Math.max(0, Math.min(1, v))) * 255) as RGB), fits };
}

/// The same hue at another lightness; gives up chroma rather than hue where the screen cannot show it.
function atLightness(hex: string, lightness: number): string {
    const [, a, b] = toOklab(hex);
    for (let keep = 1; keep > 0; keep -= 0.05) {
        const { hex: made, fits } = fromOklab([lightness, a * keep, b * keep]);
        if (fits) return made;
    }
    return fromOklab([lightness, 0, 0]).hex;
}

/// The nearest lightness, searched in steps in one direction, at which the colour satisfies a test.
function moved(hex: string, step: number, good: (hex: string) => boolean): string {
    if (good(hex)) return hex;
    const [from] = toOklab(hex);
    for (let lightness = from + step; lightness > -0.01 && lightness < 1.01; lightness += step) {
        const now = atLightness(hex, Math.min(1, Math.max(0, lightness)));
        if (good(now)) return now;
    }
    return step > 0 ? "#ffffff" : "#000000";
}

function mix(one: string, other: string, part: number): string {
    const [a, b] = [rgb(one), rgb(other)];
    return hexOf(a.map((v, i) => v * part + (b[i] ?? 0) * (1 - part)) as RGB);
}

/// Words on a fill: whichever of dark and light stands out more.
function wordsOn(fill: string): string {
    return contrast(fill, DARK_WORDS) >= contrast(fill, LIGHT_WORDS) ? DARK_WORDS : LIGHT_WORDS;
}

function forTheme(accent: string, theme: Theme): AccentSet {
    const away = luminance(theme.ground) > 0.5 ? -0.01 : 0.01;
    const visible = moved(accent, away, (hex) => contrast(hex, theme.ground) >= 1.6);
    // In the narrow band where neither dark nor light words reach AA, the fill steps to the side of the dark words.
    const fill = moved(visible, 0.01, (hex) => contrast(hex, wordsOn(hex)) >= AA);
    const text = moved(accent, away, (hex) => contrast(hex, theme.ground) >= AA && contrast(hex, theme.tone) >= AA);
    return { fill, text, on: wordsOn(fill), tint: mix(fill, theme.ground, 0.14) };
}

/// An accent in both themes; the house amber where there is none.
export function accentFor(accent: string | null | undefined): { light: AccentSet; dark: AccentSet } {
    const base = isHex(accent) ? accent.toLowerCase() : HOUSE_AMBER;
    return { light: forTheme(base, PAPER), dark: forTheme(base, STAGE) };
}

/// Custom properties for an element of class `accented`; tokens.css chooses by theme.
export function accentStyle(accent: string | null | undefined): Record<string, string> {
    const { light, dark } = accentFor(accent);
    return {
        "--l-fill": light.fill, "--l-text": light.text, "--l-on": light.on, "--l-tint": light.tint,
        "--d-fill": dark.fill, "--d-text": dark.text, "--d-on": dark.on, "--d-tint": dark.tint,
    };
}
