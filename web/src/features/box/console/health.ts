// The health of the box as a person takes it in: what is wrong first, in how many words, and as text to be sent.
import type { Answer } from "../../../app/api";
import type { Signal } from "../../../design";
import { t } from "../../../strings/house";

export type BoxHealth = Answer<"GET /api/box/health">;
export type Check = BoxHealth["checks"][number];

export const SIGNALS: Record<Check["status"], Signal> = { ok: "go", warn: "wait", fail: "stop" };
const WEIGHT: Record<Check["status"], number> = { fail: 0, warn: 1, ok: 2 };

export interface Summary {
    signal: Signal;
    /// The one line that is read from across the room.
    sentence: string;
    /// What needs a look, the worst first; among equals in the order of the box.
    troubles: Check[];
    well: Check[];
}

export function summaryOf(checks: readonly Check[]): Summary {
    const troubles = checks.filter((check) => check.status !== "ok").sort((a, b) => WEIGHT[a.status] - WEIGHT[b.status]);
    const broken = troubles.filter((check) => check.status === "fail").length;
    const sentence = troubles.length === 0 ? t.board.well : broken > 0 ? t.board.broken(broken, troubles.length - broken)
        : t.board.some(troubles.length);
    return { signal: broken > 0 ? "stop" : troubles.length > 0 ? "wait" : "go", sentence, troubles,
        well: checks.filter((check) => check.status === "ok") };
}

/// The board as plain text: for a message to whoever helps.
export function healthText(health: BoxHealth, boxName: string, version: string): string {
    const { sentence, troubles, well } = summaryOf(health.checks);
    const lines = [...troubles, ...well].flatMap((check) => [
        `${t.board.words[check.status].padEnd(7)} ${check.name}: ${check.detail}`,
        ...(check.advice && check.status !== "ok" ? [`        ${check.advice}`] : [])]);
    return [`${boxName}, Stagebox ${version}, ${health.at}`, sentence, "", ...lines, ""].join("\n");
}

/// Where a check can be put right, by its id.
export const PLACES: Partial<Record<string, { href: string; label: string }>> = {
    backup: { href: "/backstage/backups", label: t.house.backups },
    test_restore: { href: "/backstage/backups", label: t.house.backups },
    certificate: { href: "/backstage/box/certificates", label: t.house.certificates },
    network: { href: "/backstage/box/network", label: t.house.network },
    versions: { href: "/backstage/box/updates", label: t.house.updates },
    event_log: { href: "/backstage/records/log", label: t.house.logs },
    database: { href: "/backstage/records/log", label: t.house.logs },
};
