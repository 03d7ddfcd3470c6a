import assert from "node:assert/strict";
import test from "node:test";
import type { TicketType } from "../../src/app/api.gen";
import { add, changeOf, emptyBasket, quickAmounts, take, takeLast, totalOf } from "../../src/features/payments/till/basket";

const type = (id: string, cents: number, remaining = 10, perOrder = 4): TicketType => ({
    id, name: id, note: "", price: { amount: String(cents), currency: "EUR" }, quota: 100, remaining, sold: null, held: null, perOrder,
    onlineSales: true, isOnSale: true,
});

test("a basket grows up to what one order may have and what is left", () => {
    const regular = type("regular", 1800);
    let basket = emptyBasket;
    for (let i = 0; i < 9; i += 1) basket = add(basket, regular);
    assert.equal(basket.get("regular"), 4);
    assert.equal(add(emptyBasket, type("gone", 100, 0)).size, 0);
});

test("backspace takes back what was added last", () => {
    const one = type("one", 100), other = type("other", 200);
    const basket = add(add(add(emptyBasket, one), other), one);
    assert.deepEqual([...takeLast(basket)], [["other", 1], ["one", 1]]);
    assert.equal(takeLast(emptyBasket).size, 0);
    assert.equal(take(add(emptyBasket, one), "one").size, 0);
});

test("the total is exact in whole cents", () => {
    const one = type("one", 1810), other = type("other", 5);
    const basket = add(add(add(emptyBasket, one), one), other);
    assert.deepEqual(totalOf(basket, [one, other], "EUR"), { amount: "3625", currency: "EUR" });
});

test("quick amounts begin exactly and go up to round ones without repeating", () => {
    const amounts = quickAmounts({ amount: "3000", currency: "EUR" }, 2).map((one) => one.amount);
    assert.deepEqual(amounts, ["3000", "4000", "5000", "10000", "20000"]);
});

test("change is what was given beyond the total, and too little is none", () => {
    const eur = (amount: string) => ({ amount, currency: "EUR" });
    assert.deepEqual(changeOf(eur("1800"), eur("2000")), eur("200"));
    assert.deepEqual(changeOf(eur("1800"), eur("1800")), eur("0"));
    assert.equal(changeOf(eur("1800"), eur("1799")), null);
});
