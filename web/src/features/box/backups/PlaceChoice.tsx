// One of the places that could take or hold a backup, or a folder typed by hand.
import { useId } from "react";
import type { ReactNode } from "react";
import { TextField } from "../../../design";
import { formatBytes } from "../../../app/format";
import { t } from "../../../strings/house";

export interface Place {
    folder: string;
    label: string;
    freeBytes: number;
    isRemovable: boolean;
}

interface PlaceChoiceProps<P extends Place> {
    label: string;
    places: readonly P[];
    value: string;
    onChange: (folder: string) => void;
    error: string | null;
    /// More about a place, such as whether it holds a backup.
    more?: (place: P) => ReactNode;
    none: string;
}

export function PlaceChoice<P extends Place>({ label, places, value, onChange, error, more, none }: PlaceChoiceProps<P>) {
    const name = useId();
    const isOther = !places.some((place) => place.folder === value);
    return (
        <div className="stack">
            <fieldset className="field">
                <legend className="field-label">{label}</legend>
                {places.length === 0 && <p className="field-hint">{none}</p>}
                {places.map((place) => (
                    <label key={place.folder} className="choice place">
                        <input type="radio" name={name} checked={place.folder === value} onChange={() => onChange(place.folder)} />
                        <span className="grow">
                            <span className="strong">{place.label}</span>
                            <span className="field-hint choice-hint figures address">{place.folder}</span>
                            <span className="field-hint choice-hint">{t.backups.free(formatBytes(place.freeBytes))} · {place.isRemovable ? t.backups.removable : t.backups.fixed}</span>
                            {more?.(place)}
                        </span>
                    </label>
                ))}
                {places.length > 0 && <label className="choice place">
                    <input type="radio" name={name} checked={isOther} onChange={() => onChange("")} />
                    <span>{t.backups.other}</span>
                </label>}
            </fieldset>
            {isOther && <TextField label={t.backups.folder} hint={t.backups.folderHint} className="input figures" spellCheck={false} autoCapitalize="none" autoComplete="off" maxLength={1000}
                error={error} value={value} onChange={onChange} />}
            {!isOther && error && <p className="field-error">{error}</p>}
        </div>
    );
}
