import assert from "node:assert/strict";
import test from "node:test";
import { addMoney, formatBytes, formatDuration, formatLength, formatMoney, formatNearDay, formatRecent, instantIn,
    localIn, moneyText,
    parseMoney, timesMoney } from "../../src/app/format";

const eur = (amount: string) => ({ amount, currency: "EUR" });

test("money is written with its currency, exact to the last cent", () => {
    assert.equal(formatMoney(eur("1250")), "€12.50");
    assert.equal(formatMoney(eur("5")), "€0.05");
    assert.equal(formatMoney(eur("0")), "€0.00");
    assert.equal(formatMoney(eur("-5")), "−€0.05");
    assert.equal(formatMoney(eur("9999999999999999")), "€99,999,999,999,999.99");
    assert.equal(formatMoney({ amount: "1200", currency: "JPY" }), "JP¥1,200");
});

test("amounts are understood as people type them", () => {
    const read = (text: string) => parseMoney(text, "EUR")?.amount ?? null;
    assert.equal(read("12"), "1200");
    assert.equal(read("12.5"), "1250");
    assert.equal(read("12,50"), "1250");
    assert.equal(read(" 1 200,00 "), "120000");
    assert.equal(read("1,200,000"), "120000000");
    assert.equal(read("1.200,50"), "120050");
    assert.equal(read("0"), "0");
    assert.equal(read(".5"), "50");
    assert.equal(read("-3"), "-300");
});

test("what is no amount is refused, not guessed", () => {
    for (const bad of ["", "abc", "1.2.3", "12.345", "12.", "1e9", "--1", "12,5,0", "1.23.456", "1,200", "1.200",
        "12,3,456.00"]) assert.equal(parseMoney(bad, "EUR"), null, bad);
    assert.equal(parseMoney("99999999999999", "EUR")?.amount, "9999999999999900");
    assert.equal(parseMoney("999999999999999", "EUR"), null);
});

test("money goes into a field and comes back the same", () => {
    for (const amount of ["0", "5", "50", "1250", "120000"]) assert.equal(parseMoney(moneyText(eur(amount)),
        "EUR")?.amount, amount);
});

test("sums are sums", () => {
    assert.equal(addMoney(eur("9007199254740993"), eur("1")).amount, "9007199254740994");
    assert.equal(timesMoney(eur("1250"), 3).amount, "3750");
});

test("lengths read like a clock, and in words", () => {
    assert.equal(formatDuration(0), "0:00");
    assert.equal(formatDuration(185_900), "3:05");
    assert.equal(formatDuration(3_729_000), "1:02:09");
    assert.equal(formatDuration(null), "–:––");
    assert.equal(formatLength(42 * 60_000), "42 min");
    assert.equal(formatLength(72 * 60_000), "1 h 12 min");
    assert.equal(formatBytes(999), "999 B");
    assert.equal(formatBytes(31_234_567), "31.2 MB");
    assert.equal(formatBytes(999_950), "1.0 MB");
});

test("times are the venue's, whatever the device thinks", () => {
    assert.equal(instantIn("Europe/Brussels", "2025-11-28T20:30"), "2025-11-28T19:30:00Z");
    assert.equal(instantIn("Europe/Brussels", "2025-07-28T20:30"), "2025-07-28T18:30:00Z");
    assert.equal(localIn("Europe/Brussels", "2025-11-28T19:30:00Z"), "2025-11-28T20:30");
    assert.equal(instantIn("America/New_York", "2025-11-02T23:30"), "2025-11-03T04:30:00Z");
    assert.equal(instantIn("Europe/Brussels", "soon"), null);
});

test("a day is near or named, a moment relative under an hour", () => {
    const now = Date.parse("2025-11-28T10:00:00Z");
    assert.equal(formatNearDay("2025-11-28T19:30:00Z", "Europe/Brussels", now), "Tonight");
    assert.equal(formatNearDay("2025-11-28T13:30:00Z", "Europe/Brussels", now), "Today");
    assert.equal(formatNearDay("2025-11-29T19:30:00Z", "Europe/Brussels", now), "Tomorrow");
    assert.equal(formatNearDay("2025-12-05T19:30:00Z", "Europe/Brussels", now), "Fri 5 Dec");
    assert.equal(formatRecent(now - 20_000, "Europe/Brussels", now), "just now");
    assert.equal(formatRecent(now - 59 * 60_000, "Europe/Brussels", now), "59 min ago");
    assert.equal(formatRecent(now - 60 * 60_000, "Europe/Brussels", now), "10:00");
});
