// Numbers, money and times as a person reads them. Money is counted in whole smallest units; nothing here rounds it.
import { locale, t } from "../strings";
import type { Money } from "./api.gen";

/// Digits after the point: 2 for EUR, 0 for JPY.
export function currencyDigits(currency: string): number {
    try {
        return new Intl.NumberFormat("en",
            { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    } catch {
        return 2;
    }
}

/// "€12.50", "-€0.05", "¥1,200": exact for any length.
export function formatMoney({ amount, currency }: Money): string {
    const digits = currencyDigits(currency);
    const negative = amount.startsWith("-");
    const whole = amount.replace("-", "").padStart(digits + 1, "0");
    const major = BigInt(whole.slice(0, whole.length - digits));
    const minor = whole.slice(whole.length - digits);
    try {
        const parts = new Intl.NumberFormat(locale,
            { style: "currency", currency, minimumFractionDigits: digits }).formatToParts(major);
        const text = parts.map((part) => (part.type === "fraction" ? minor : part.value)).join("");
        return negative && BigInt(amount) !== 0n ? `−${text}` : text;
    } catch {
        return `${negative ? "−" : ""}${major}${digits ? `.${minor}` : ""} ${currency}`;
    }
}

/// What somebody typed ("12", "12,5", "1 200.00", "1.200,50") in smallest units; null when it is no amount, or could be
/// two: "1.200" is twelve hundred to some and a little more than one to others.
export function parseMoney(text: string, currency: string): Money | null {
    const digits = currencyDigits(currency);
    const tidy = text.replace(/[\s'\u00a0\u202f]/g, "");
    const sign = tidy.startsWith("-") ? "-" : "";
    const split = splitAmount(tidy.slice(sign.length), digits);
    if (!split) return null;
    const amount = `${split.major}${split.minor.padEnd(digits, "0")}`.replace(/^0+(?=\d)/, "");
    if (amount.length > 16) return null;
    return { amount: amount === "0" ? "0" : sign + amount, currency };
}

function splitAmount(body: string, digits: number): { major: string; minor: string } | null {
    const marks = body.replace(/\d/g, "");
    if (!/^[.,]*$/.test(marks) || !/\d$/.test(body)) return null;
    const grouped = (whole: string, mark: string) => {
        const groups = mark ? whole.split(mark) : [whole];
        return groups.every((group, i) => (i === 0 ? /^\d{1,3}$/.test(group) || groups.length === 1 : /^\d{3}$/.test(group))) ? groups.join("") : null;
    };
    const last = marks[marks.length - 1];
    if (last === undefined) return { major: body, minor: "" };
    const isSingle = marks.length === 1 || marks.indexOf(last) === marks.length - 1;
    if (!isSingle || (digits === 0 && marks.length === 1)) {
        const major = grouped(body, last);
        return major === null || marks.split(last).join("") !== "" ? null : { major, minor: "" };
    }
    const [whole = "", minor = ""] = [body.slice(0, body.lastIndexOf(last)), body.slice(body.lastIndexOf(last) + 1)];
    const groups = marks.slice(0, -1);
    const isOneKind = [...groups].every((mark) => mark === groups[0]);
    const major = grouped(whole, groups[0] ?? "");
    return major === null || minor.length > digits || !isOneKind ? null : { major: major || "0", minor };
}

/// The amount as it stands in an input: "12.50".
export function moneyText({ amount, currency }: Money): string {
    const digits = currencyDigits(currency);
    if (digits === 0) return amount;
    const negative = amount.startsWith("-");
    const whole = amount.replace("-", "").padStart(digits + 1, "0");
    return `${negative ? "-" : ""}${whole.slice(0, -digits)}.${whole.slice(-digits)}`;
}

export function addMoney(one: Money, other: Money): Money {
    return { amount: (BigInt(one.amount) + BigInt(other.amount)).toString(), currency: one.currency };
}

export function timesMoney(one: Money, n: number): Money {
    return { amount: (BigInt(one.amount) * BigInt(n)).toString(), currency: one.currency };
}

export const isZero = (money: Money) => BigInt(money.amount) === 0n;

/// A clock reading: 3:05, 1:02:09.
export function formatDuration(ms: number | null): string {
    if (ms === null || !Number.isFinite(ms)) return "–:––";
    const total = Math.max(0, Math.floor(ms / 1000));
    const [h, m, s] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
    const two = (n: number) => String(n).padStart(2, "0");
    return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/// A length in words: 42 min, 1 h 12 min.
export function formatLength(ms: number): string {
    const minutes = Math.max(1, Math.round(ms / 60_000));
    return minutes < 60 ? t.time.minutes(minutes) : t.time.hoursMinutes(Math.floor(minutes / 60), minutes % 60);
}

/// What is left of a wait, rough on purpose.
export function formatRest(seconds: number): string {
    if (seconds < 60) return t.time.aboutSeconds(Math.max(1, Math.ceil(seconds)));
    if (seconds < 5400) return t.time.aboutMinutes(Math.round(seconds / 60));
    return t.time.aboutHours(Math.round(seconds / 3600));
}

export function formatBytes(bytes: number): string {
    const units = ["B", "kB", "MB", "GB", "TB"];
    let value = bytes;
    let unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
        value /= 1000;
        unit += 1;
    }
    return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export const formatNumber = (n: number) => n.toLocaleString(locale);

type When = string | number | Date;

function format(when: When, zone: string | undefined, options: Intl.DateTimeFormatOptions): string {
    try {
        return new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(new Date(when));
    } catch {
        return new Intl.DateTimeFormat(locale, options).format(new Date(when));
    }
}

/// 20:30
export const formatTime = (when: When, zone?: string) => format(when, zone,
    { hour: "2-digit", minute: "2-digit", hour12: false });

/// Fri 28 Nov
export const formatDay = (when: When, zone?: string) =>
    format(when, zone, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");

/// Friday 28 November 2025
export const formatLongDay = (when: When, zone?: string) =>
    format(when, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replace(",", "");

export const formatDayTime = (when: When, zone?: string) => `${formatDay(when, zone)}, ${formatTime(when, zone)}`;

export const formatYear = (when: When, zone?: string) => format(when, zone, { year: "numeric" });

const dayKey = (when: When, zone?: string) => format(when, zone, { year: "numeric", month: "2-digit", day: "2-digit" });

/// Today, tomorrow, or the day; "Tonight" for what starts in the evening.
export function formatNearDay(when: When, zone?: string, now: number = Date.now()): string {
    if (dayKey(when, zone) === dayKey(now, zone)) {
        return Number(formatTime(when, zone).slice(0, 2)) >= 17 ? t.time.tonight : t.time.today;
    }
    return dayKey(when, zone) === dayKey(now + 86_400_000, zone) ? t.time.tomorrow : formatDay(when, zone);
}

/// Relative under an hour, the time today, the day otherwise.
export function formatRecent(when: When, zone?: string, now: number = Date.now()): string {
    const minutes = Math.round((now - new Date(when).getTime()) / 60_000);
    if (Math.abs(minutes) < 1) return t.time.now;
    if (minutes > 0 && minutes < 60) return t.time.minutesAgo(minutes);
    if (minutes < 0 && minutes > -60) return t.time.inMinutes(-minutes);
    return dayKey(when, zone) === dayKey(now, zone) ? formatTime(when, zone) : formatDayTime(when, zone);
}

/// The instant that a clock in a zone shows as `local` ("2025-11-28T20:30"), as RFC 3339 in UTC; null for nonsense.
export function instantIn(zone: string, local: string): string | null {
    const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(local);
    if (!match) return null;
    const wanted = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]), Number(match[4]),
        Number(match[5]));
    if (Number.isNaN(wanted)) return null;
    let guess = wanted;
    for (let i = 0; i < 3; i += 1) guess += wanted - asUTC(localIn(zone, new Date(guess)));
    return new Date(guess).toISOString().replace(".000Z", "Z");
}

const asUTC = (local: string) => Date.parse(`${local}:00Z`);

/// What a clock in a zone shows, as a datetime-local control wants it.
export function localIn(zone: string, when: When): string {
    const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit",
        hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(new Date(when));
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "00";
    return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}
