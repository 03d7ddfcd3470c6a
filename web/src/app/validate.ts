// The validation language: limits as api.gen.ts lists them from the contract, sentences as the box would say them.
import { t } from "../strings";

export interface Limits {
    readonly required?: boolean;
    readonly minLength?: number;
    readonly maxLength?: number;
    readonly min?: number;
    readonly max?: number;
    readonly minItems?: number;
    readonly maxItems?: number;
}

/// Characters as a reader counts them.
const lengthOf = (text: string) => [...text].length;

/// What is wrong with a value, or null.
export function problemOf(value: unknown, limits: Limits): string | null {
    const isEmpty = value === undefined || value === null || (typeof value === "string" && value.trim() === "")
        || (Array.isArray(value) && value.length === 0);
    if (isEmpty) return limits.required ? (Array.isArray(value) ? t.forms.chooseOne : t.forms.required) : null;
    if (typeof value === "string") {
        const length = lengthOf(value.trim());
        if (limits.min !== undefined || limits.max !== undefined) return problemOfNumber(value.trim(), limits);
        if (limits.minLength !== undefined && length < limits.minLength) return t.forms.tooShort(limits.minLength);
        if (limits.maxLength !== undefined && length > limits.maxLength) return t.forms.tooLong(limits.maxLength,
            length);
    }
    if (typeof value === "number") return problemOfNumber(String(value), limits);
    return null;
}

function problemOfNumber(text: string, { min, max }: Limits): string | null {
    if (!/^-?\d{1,15}$/.test(text)) return t.forms.notNumber;
    const value = Number(text);
    if (min !== undefined && value < min) return t.forms.tooSmall(min.toLocaleString("en-GB"));
    if (max !== undefined && value > max) return t.forms.tooLarge(max.toLocaleString("en-GB"));
    return null;
}

/// Problems of all fields that have limits; nothing for fields that are fine.
export function problemsOf<V extends object>(values: V, rules: Partial<Record<keyof V & string,
    Limits>>): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [name, limits] of Object.entries(rules)) {
        const problem = problemOf(values[name as keyof V], limits as Limits);
        if (problem) found[name] = problem;
    }
    return found;
}

export function mailProblem(text: string): string | null {
    return text.trim() === "" || /^[^\s@]+@[^\s@]+$/.test(text.trim()) ? null : t.forms.notMail;
}
