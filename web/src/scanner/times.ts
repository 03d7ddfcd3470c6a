// Times as the venue's clock shows them, and amounts of time in words.
import { locale, t } from "./strings";

function format(when: Date, zone: string, options: Intl.DateTimeFormatOptions): string {
    try {
        return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }).format(when);
    } catch {
        // A zone this browser does not know: its own is better than none.
        return new Intl.DateTimeFormat(locale, options).format(when);
    }
}

/// "20:41" today, "Fri 20:41" on another day of the venue.
export function clockTime(iso: string, zone: string, now: Date): string {
    const when = new Date(iso);
    if (Number.isNaN(when.getTime())) return "";
    const day: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
    const isToday = format(when, zone, day) === format(now, zone, day);
    const time: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
    return format(when, zone, isToday ? time : { weekday: "short", ...time });
}

/// "40 s", "3 min", "2 h".
export function amountOfTime(ms: number): string {
    const seconds = Math.round(Math.abs(ms) / 1000);
    if (seconds < 100) return t.time.seconds(seconds);
    return seconds < 5400 ? t.time.minutes(Math.round(seconds / 60)) : t.time.hours(Math.round(seconds / 3600));
}

export const count = (n: number) => n.toLocaleString(locale);
