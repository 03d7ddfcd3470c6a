// Lines of the log as text and as lamps.
import type { Answer } from "../../../app/api";
import type { Signal } from "../../../design";
import { t } from "../../../strings/house";

export type LogLine = Answer<"GET /api/box/logs">["items"][number];

export function signalOf(level: string): Signal {
    if (level === "error" || level === "critical") return "stop";
    if (level === "warning") return "wait";
    return level === "notice" ? "info" : "off";
}

export const nameOf = (level: string) => t.logs.names[level] ?? level;

/// The request a line belongs to, where it says so.
export function requestOf({ metadata }: Pick<LogLine, "metadata">): string | null {
    return metadata["request"] ?? metadata["requestId"] ?? metadata["request_id"] ?? metadata["hb.request.id"] ?? null;
}

/// One line as it is pasted into a message.
export function lineText({ at, level, message, metadata }: LogLine): string {
    const rest = Object.entries(metadata).sort(([a], [b]) => a.localeCompare(b)).map(([key, value]) => `${key}=${/\s/.test(value) ? JSON.stringify(value) : value}`);
    return [at, level.toUpperCase(), message, ...rest].join(" ");
}
