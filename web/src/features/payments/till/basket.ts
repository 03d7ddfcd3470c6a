// The basket of the box office: pure, so that the keys can be tested without a screen.
import type { Money, TicketType } from "../../../app/api.gen";
import { addMoney, timesMoney } from "../../../app/format";

export type Basket = ReadonlyMap<string, number>;

export const emptyBasket: Basket = new Map();

/// One more of a kind, up to what is left and allowed.
export function add(basket: Basket, type: TicketType): Basket {
    const now = basket.get(type.id) ?? 0;
    const most = Math.min(type.perOrder, type.remaining);
    return now >= most ? basket : new Map([...basket].filter(([id]) => id !== type.id)).set(type.id, now + 1);
}

/// One less of a kind; the last one leaves the basket.
export function take(basket: Basket, id: string): Basket {
    const now = basket.get(id) ?? 0;
    const next = new Map(basket);
    if (now <= 1) next.delete(id);
    else next.set(id, now - 1);
    return next;
}

/// One less of what was added last.
export function takeLast(basket: Basket): Basket {
    const last = [...basket.keys()].at(-1);
    return last === undefined ? basket : take(basket, last);
}

export function totalOf(basket: Basket, types: readonly TicketType[], currency: string): Money {
    return types.reduce((sum, type) => addMoney(sum, timesMoney(type.price, basket.get(type.id) ?? 0)), { amount: "0", currency });
}

/// Amounts a person is likely to hand over: exact, then the next round ones upwards.
export function quickAmounts(total: Money, digits: number): Money[] {
    const unit = 10n ** BigInt(digits);
    const amount = BigInt(total.amount);
    const rounds = [5n, 10n, 20n, 50n, 100n, 200n].map((step) => {
        const size = step * unit;
        return ((amount + size - 1n) / size) * size;
    });
    const all = [amount, ...rounds].filter((one, i, list) => list.indexOf(one) === i);
    return all.slice(0, 5).map((one) => ({ amount: one.toString(), currency: total.currency }));
}

/// What is given back; null when too little was given.
export function changeOf(total: Money, given: Money): Money | null {
    const rest = BigInt(given.amount) - BigInt(total.amount);
    return rest < 0n ? null : { amount: rest.toString(), currency: total.currency };
}
