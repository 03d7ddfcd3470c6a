// Fields: a label, a control, a hint, and what is wrong with it in words. Controls are controlled: value and onChange.
// `useForm` in app/forms.tsx answers with the props `value`, `onChange`, `error` of each field.
import { forwardRef, useId, useState } from "react";
import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from "react";
import { t } from "../strings";
import { IconButton } from "./Button";
import { Icon } from "./Icon";

export interface FieldProps {
    label: string;
    hint?: ReactNode;
    error?: string | null;
    /// Marks the field as one that may stay empty.
    optional?: boolean;
    /// The label is said but not shown.
    hideLabel?: boolean;
}

interface Wiring {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": true | undefined;
}

/// The frame around any control; the child gets what ties it to label, hint and error.
export function Field({ label, hint, error, optional, hideLabel,
    children }: FieldProps & { children: (wiring: Wiring) => ReactNode }) {
    const id = useId();
    const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
    return (
        <div className="field">
            <label className={hideLabel ? "sr" : "field-label"} htmlFor={id}>
                {label}{optional && <span className="field-optional"> · {t.design.optional}</span>}
            </label>
            {children({ id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
            {hint && <p className="field-hint" id={`${id}-hint`}>{hint}</p>}
            <FieldError id={`${id}-error`} error={error} />
        </div>
    );
}

function FieldError({ id, error }: { id: string; error: string | null | undefined }) {
    return error ? <p className="field-error" id={id}><Icon name="warning" small />{error}</p> : null;
}

type Text = Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange">;

export interface TextFieldProps extends FieldProps, Text {
    value: string;
    onChange: (value: string) => void;
}

function split<P extends FieldProps>(props: P) {
    const { label, hint, error, optional, hideLabel, ...rest } = props;
    return { frame: { label, hint, error, optional, hideLabel }, rest };
}

export const TextField = forwardRef<HTMLInputElement, TextFieldProps>(function TextField(props, ref) {
    const { frame, rest: { value, onChange, ...input } } = split(props);
    return (
        <Field {...frame}>
            {(wiring) => <input ref={ref} type="text" className="input" {...input} {...wiring} value={value}
                onChange={(event) => onChange(event.target.value)} />}
        </Field>
    );
});

/// A password that can be looked at.
export function PasswordField(props: TextFieldProps) {
    const [seen, setSeen] = useState(false);
    const { frame, rest: { value, onChange, ...input } } = split(props);
    return (
        <Field {...frame}>
            {(wiring) => (
                <div className="affix money-input">
                    <input className="input left" autoCapitalize="none" spellCheck={false} {...input} {...wiring}
                        type={seen ? "text" : "password"} value={value} onChange={(event) => onChange(event.target.value)} />
                    <span className="affix-after affix-live">
                        <IconButton icon={seen ? "eye-off" : "eye"} label={seen ? t.design.hide : t.design.show}
                            aria-pressed={seen} onClick={() => setSeen(!seen)} />
                    </span>
                </div>
            )}
        </Field>
    );
}

export interface TextAreaProps extends FieldProps, Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "value" | "onChange"> {
    value: string;
    onChange: (value: string) => void;
}

export function TextArea(props: TextAreaProps) {
    const { frame, rest: { value, onChange, ...area } } = split(props);
    return (
        <Field {...frame}>
            {(wiring) => <textarea className="input" rows={4} {...area} {...wiring} value={value}
                onChange={(event) => onChange(event.target.value)} />}
        </Field>
    );
}

export interface SelectFieldProps<V extends string> extends FieldProps,
    Omit<SelectHTMLAttributes<HTMLSelectElement>, "value" | "onChange"> {
    value: V;
    onChange: (value: V) => void;
    options: readonly { value: V; label: string; disabled?: boolean }[];
}

export function SelectField<V extends string>(props: SelectFieldProps<V>) {
    const { frame, rest: { value, onChange, options, ...select } } = split(props);
    return (
        <Field {...frame}>
            {(wiring) => (
                <div className="select">
                    <select className="input" {...select} {...wiring} value={value}
                        onChange={(event) => onChange(event.target.value as V)}>
                        {options.map((one) => <option key={one.value} value={one.value}
                            disabled={one.disabled}>{one.label}</option>)}
                    </select>
                    <Icon name="chevron-down" small />
                </div>
            )}
        </Field>
    );
}

/// Digits only while typing; a whole number or an empty text as value.
export function NumberField(props: TextFieldProps) {
    return <TextField inputMode="numeric" autoComplete="off" {...props}
        onChange={(value) => props.onChange(value.replace(/[^\d-]/g, ""))} />;
}

/// An amount as a person writes it; `parseMoney` in app/format.ts turns it into the smallest unit.
export function MoneyField({ currency, ...props }: TextFieldProps & { currency: string }) {
    const { frame, rest: { value, onChange, ...input } } = split(props);
    return (
        <Field {...frame}>
            {(wiring) => (
                <div className="affix money-input">
                    <input className="input" inputMode="decimal" autoComplete="off" {...input} {...wiring} value={value}
                        onChange={(event) => onChange(event.target.value.replace(/[^\d.,\s'-]/g, ""))} />
                    <span className="affix-after">{currency}</span>
                </div>
            )}
        </Field>
    );
}

/// A day and a time as the control of the browser gives it: 2025-11-25T20:00, in the zone of the venue.
export function DateTimeField(props: TextFieldProps) {
    return <TextField type="datetime-local" {...props} />;
}

export const SearchField = forwardRef<HTMLInputElement, TextFieldProps & { onClear?: () => void }>(function SearchField({ onClear, ...props }, ref) {
    const { frame, rest: { value, onChange, ...input } } = split(props);
    return (
        <Field {...frame} hideLabel={frame.hideLabel ?? true}>
            {(wiring) => (
                <div className="affix search-input">
                    <span className="affix-before"><Icon name="search" small /></span>
                    <input ref={ref} className="input" type="search" enterKeyHint="search" autoComplete="off"
                        spellCheck={false} {...input}
                        {...wiring} value={value} onChange={(event) => onChange(event.target.value)} />
                    {value && <span className="affix-after affix-live">
                        <IconButton icon="close" label={t.design.clear}
                            onClick={() => (onClear ?? (() => onChange("")))()} />
                    </span>}
                </div>
            )}
        </Field>
    );
});

interface ChoiceProps {
    label: ReactNode;
    hint?: ReactNode;
    checked: boolean;
    onChange: (checked: boolean) => void;
    disabled?: boolean;
    error?: string | null;
}

function Choice({ label, hint, checked, onChange, disabled, error, asSwitch }: ChoiceProps & { asSwitch?: boolean }) {
    const id = useId();
    return (
        <div>
            <label className="choice">
                <input type="checkbox" role={asSwitch ? "switch" : undefined} checked={checked} disabled={disabled}
                    aria-describedby={hint ? `${id}-hint`
                        : undefined} onChange={(event) => onChange(event.target.checked)} />
                <span><span>{label}</span>{hint && <span className="field-hint choice-hint"
                    id={`${id}-hint`}>{hint}</span>}</span>
            </label>
            <FieldError id={`${id}-error`} error={error} />
        </div>
    );
}

export const Checkbox = (props: ChoiceProps) => <Choice {...props} />;
export const Switch = (props: ChoiceProps) => <Choice {...props} asSwitch />;

interface OneOf<V extends string> {
    label: string;
    value: V;
    onChange: (value: V) => void;
    options: readonly { value: V; label: string; hint?: ReactNode }[];
}

/// One of a few, side by side, with arrow keys.
export function Segments<V extends string>({ label, value, onChange, options }: OneOf<V>) {
    const name = useId();
    return (
        <div className="segments" role="radiogroup" aria-label={label}>
            {options.map((one) => (
                <label key={one.value}>
                    <input type="radio" name={name} value={one.value} checked={one.value === value}
                        onChange={() => onChange(one.value)} />
                    {one.label}
                </label>
            ))}
        </div>
    );
}

/// One of several, below each other, each with a hint.
export function RadioList<V extends string>({ label, value, onChange, options }: OneOf<V>) {
    const name = useId();
    return (
        <fieldset className="field">
            <legend className="field-label">{label}</legend>
            {options.map((one) => (
                <label className="choice" key={one.value}>
                    <input type="radio" name={name} value={one.value} checked={one.value === value}
                        onChange={() => onChange(one.value)} />
                    <span>{one.label}{one.hint && <span className="field-hint choice-hint">{one.hint}</span>}</span>
                </label>
            ))}
        </fieldset>
    );
}

/// A small number set by two buttons: how many tickets.
export function Stepper({ label, value, onChange, min = 0, max = 99 }: {
    label: string; value: number; onChange: (value: number) => void; min?: number; max?: number;
}) {
    return (
        <div className="stepper" role="group" aria-label={label}>
            <IconButton icon="minus" label={t.design.less} disabled={value <= min}
                onClick={() => onChange(value - 1)} />
            <output aria-live="polite">{value}</output>
            <IconButton icon="plus" label={t.design.another} disabled={value >= max}
                onClick={() => onChange(value + 1)} />
        </div>
    );
}
