// Which topics of the event stream make an address stale.

const RULES: readonly [RegExp, (id: string) => string[]][] = [
    [/^\/api\/(?:artists|albums|tracks|search)\b/, () => ["catalog"]],
    [/^\/api\/shows(?:\?|$)/, () => ["shows"]],
    [/^\/api\/shows\/([^/?]+)/, (id) => ["shows", `show:${id}`]],
    [/^\/api\/(?:orders|drawer)\b/, () => ["orders"]],
    [/^\/api\/devices\b/, () => ["devices"]],
    [/^\/api\/people\b/, () => ["people"]],
    [/^\/api\/box\b/, () => ["box"]],
];

export function topicsOf(address: string): string[] {
    for (const [pattern, topics] of RULES) {
        const match = pattern.exec(address);
        if (match) return topics(match[1] ?? "");
    }
    return [];
}
