// Time zones and currencies to choose from, as this browser knows them.

type Choice = { value: string; label: string };

const supported = (Intl as { supportedValuesOf?: (key: string) => string[] }).supportedValuesOf;

export function zones(): Choice[] {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const all = supported?.("timeZone") ?? ["Europe/Berlin", "Europe/London", "Europe/Paris", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "UTC"];
    return (all.includes(here) ? all : [here, ...all]).map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}

const COMMON = ["EUR", "GBP", "USD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY", "CAD", "AUD"];

export function currencies(): Choice[] {
    const names = new Intl.DisplayNames(["en-GB"], { type: "currency" });
    const rest = (supported?.("currency") ?? []).filter((code) => !COMMON.includes(code));
    return [...COMMON, ...rest].map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
}
