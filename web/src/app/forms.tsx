// Forms. Values are what the controls hold (mostly texts); `submit` turns them into the request.
//
//     const form = useForm({
//         initial: { title: "", notes: "" }, rules: rules.AlbumDraft,
//         check: (values) => (values.title === "x" ? { title: t.… } : {}),
//         submit: (values, { idempotencyKey }) => api.call("POST /api/albums", { body: … }, { idempotencyKey }),
//         done: (album) => go(`/albums/${album.id}`),
//     });
//     <Form form={form}><TextField label=… {...form.field("title")} /> <SubmitButton form={form}>Save</SubmitButton></Form>
//
// Fields are checked when they are left and when the form is sent; the box's own `details.fields` land at their
// fields, and everything else it says stands above the buttons. The idempotency key stays the same until the box has
// answered.
import { useCallback, useEffect, useRef, useState } from "react";
import type { FormEvent, ReactNode } from "react";
import { Button } from "../design/Button";
import { Notice } from "../design/Lamp";
import type { ButtonProps } from "../design/Button";
import { t } from "../strings";
import { useAnnounce } from "./announce";
import { ApiError, randomKey, sentenceOf } from "./api";
import { problemsOf } from "./validate";
import type { Limits } from "./validate";

export interface FormOptions<V extends object, R> {
    initial: V;
    rules?: Partial<Record<keyof V & string, Limits>>;
    /// Problems that limits cannot say, by field.
    check?: (values: V) => Partial<Record<keyof V & string, string | null>>;
    submit: (values: V, context: { idempotencyKey: string }) => Promise<R>;
    done?: (result: R, values: V) => void;
}

export interface FieldState<T> {
    name: string;
    value: T;
    onChange: (value: T) => void;
    onBlur: () => void;
    error: string | null;
}

export interface FormState<V extends object> {
    values: V;
    set: <K extends keyof V>(name: K, value: V[K]) => void;
    reset: (values?: V) => void;
    field: <K extends keyof V & string>(name: K) => FieldState<V[K]>;
    errors: Record<string, string>;
    /// What the box said about the whole.
    formError: string | null;
    busy: boolean;
    isChanged: boolean;
    send: () => Promise<void>;
}

export function useForm<V extends object, R>(options: FormOptions<V, R>): FormState<V> {
    const [values, setValues] = useState(options.initial);
    const [base, setBase] = useState(options.initial);
    const [errors, setErrors] = useState<Record<string, string>>({});
    const [formError, setFormError] = useState<string | null>(null);
    const [busy, setBusy] = useState(false);
    const key = useRef(randomKey());
    const latest = useRef({ options, values });
    latest.current = { options, values };
    const alive = useRef(true);
    useEffect(() => {
        alive.current = true;
        return () => {
            alive.current = false;
        };
    }, []);
    const say = useAnnounce();

    const problems = useCallback(() => {
        const { options: now, values: given } = latest.current;
        const found = problemsOf(given, now.rules ?? {});
        for (const [name, problem] of Object.entries(now.check?.(given) ?? {})) {
            if (problem && !found[name]) found[name] = problem as string;
        }
        return found;
    }, []);
    const set = useCallback(<K extends keyof V>(name: K, value: V[K]) => {
        setValues((now) => ({ ...now, [name]: value }));
        setErrors(({ [name as string]: _, ...rest }) => rest);
    }, []);
    const left = useCallback((name: string) => {
        const found = problems()[name];
        // A field that was only passed through is not scolded for being empty.
        const value = latest.current.values[name as keyof V];
        if (found && value !== "") setErrors((now) => ({ ...now, [name]: found }));
    }, [problems]);
    const send = useCallback(async () => {
        const found = problems();
        setErrors(found);
        setFormError(null);
        if (Object.keys(found).length > 0) {
            say(t.forms.check(Object.keys(found).length));
            focusFirstProblem();
            return;
        }
        setBusy(true);
        try {
            const given = latest.current.values;
            const result = await latest.current.options.submit(given, { idempotencyKey: key.current });
            key.current = randomKey();
            if (!alive.current) return;
            setBase(given);
            latest.current.options.done?.(result, given);
        } catch (error) {
            if (!alive.current) return;
            if (!(error instanceof ApiError) || !error.isPassing) key.current = randomKey();
            const known = error instanceof ApiError ? error.fields : {};
            const names = Object.keys(latest.current.values);
            setErrors(Object.fromEntries(Object.entries(known).filter(([name]) => names.includes(name))));
            const isAllAtFields = Object.keys(known).length > 0 && Object.keys(known).every((name) => names.includes(name));
            setFormError(isAllAtFields ? null : sentenceOf(error));
            if (isAllAtFields) focusFirstProblem();
        } finally {
            if (alive.current) setBusy(false);
        }
    }, [problems, say]);
    const reset = useCallback((next?: V) => {
        setValues(next ?? latest.current.options.initial);
        setBase(next ?? latest.current.options.initial);
        setErrors({});
        setFormError(null);
    }, []);
    return {
        values, set, reset, errors, formError, busy, send, isChanged: JSON.stringify(values) !== JSON.stringify(base),
        field: (name) => ({ name, value: values[name], onChange: (value) => set(name, value),
            onBlur: () => left(name), error: errors[name] ?? null }),
    };
}

function focusFirstProblem() {
    requestAnimationFrame(() => document.querySelector<HTMLElement>("form [aria-invalid=true]")?.focus());
}

export function Form<V extends object>({ form, children, className }: { form: FormState<V>; children: ReactNode;
    className?: string }) {
    const submit = (event: FormEvent) => {
        event.preventDefault();
        if (!form.busy) void form.send();
    };
    return <form noValidate onSubmit={submit} className={className ?? "stack"}>{children}</form>;
}

/// The button that sends, with what the box said about the whole above it.
export function SubmitButton<V extends object>({ form, children, ...rest }: Omit<ButtonProps,
    "form"> & { form: FormState<V> }) {
    return (
        <>
            {form.formError && <Notice signal="stop">{form.formError}</Notice>}
            <Button type="submit" kind="primary" busy={form.busy} {...rest}>{children}</Button>
        </>
    );
}
