// The little of Node's own modules that tests use; Debian has no package of these types.
declare module "node:test" {
    export default function test(name: string, body: () => void | Promise<void>): void;
}

declare module "node:assert/strict" {
    interface Assert {
        (value: unknown, message?: string): void;
        equal(actual: unknown, expected: unknown, message?: string): void;
        notEqual(actual: unknown, expected: unknown, message?: string): void;
        deepEqual(actual: unknown, expected: unknown, message?: string): void;
        ok(value: unknown, message?: string): void;
        match(text: string, pattern: RegExp, message?: string): void;
        throws(work: () => unknown, expected?: unknown): void;
        rejects(work: Promise<unknown> | (() => Promise<unknown>), expected?: unknown): Promise<void>;
    }
    const assert: Assert;
    export default assert;
}

declare module "node:fs" {
    export function readFileSync(path: string, encoding: "utf8"): string;
}

declare module "node:child_process" {
    export function spawnSync(command: string, args: readonly string[], options?: { encoding: "utf8" }): { status: number | null; stdout: string; stderr: string };
}

declare const process: { cwd(): string };
