// Where backups go, how often, and how many are kept.
import type { Answer } from "../../../app/api";
import { Form, SubmitButton, useForm } from "../../../app/forms";
import { useServices } from "../../../app/services";
import { problemOf } from "../../../app/validate";
import { NumberField, useToast } from "../../../design";
import { t } from "../../../strings/house";
import { PlaceChoice } from "./PlaceChoice";

type Backups = Answer<"GET /api/box/backups">;

const HOURS = { required: true, min: 1, max: 168 } as const;
const KEPT = { required: true, min: 0, max: 1000 } as const;

export function SettingsForm({ backups: { settings, places }, onSaved }: { backups: Backups; onSaved: (backups: Backups) => void }) {
    const { api } = useServices();
    const toast = useToast();
    const first = places.find((place) => place.isRemovable) ?? places[0];
    const form = useForm({
        initial: { folder: settings.folder ?? first?.folder ?? "", everyHours: String(settings.everyHours), hourly: String(settings.hourly),
            daily: String(settings.daily), weekly: String(settings.weekly) },
        check: (values) => ({ folder: values.folder.trim().startsWith("/") ? null : values.folder.trim() ? t.backups.folderHint : t.forms.required,
            everyHours: problemOf(values.everyHours, HOURS), hourly: problemOf(values.hourly, KEPT), daily: problemOf(values.daily, KEPT), weekly: problemOf(values.weekly, KEPT) }),
        submit: (values) => api.call("PUT /api/box/backups/settings", { body: { folder: values.folder.trim(), everyHours: Number(values.everyHours),
            hourly: Number(values.hourly), daily: Number(values.daily), weekly: Number(values.weekly) } }),
        done: (next) => {
            toast({ text: t.backups.saved, signal: "go" });
            onSaved(next);
        },
    });
    return (
        <Form form={form} className="stack gap-5">
            <PlaceChoice label={t.backups.places} places={places} none={t.backups.noPlaces} value={form.values.folder} onChange={(folder) => form.set("folder", folder)} error={form.errors["folder"] ?? null} />
            <NumberField label={t.backups.everyHours} hint={t.backups.everyHoursHint} {...form.field("everyHours")} />
            <fieldset className="field">
                <legend className="field-label three-legend">{t.backups.keep}</legend>
                <div className="three">
                    <NumberField label={t.backups.hourly} {...form.field("hourly")} />
                    <NumberField label={t.backups.daily} {...form.field("daily")} />
                    <NumberField label={t.backups.weekly} {...form.field("weekly")} />
                </div>
            </fieldset>
            <div><SubmitButton form={form}>{t.backups.save}</SubmitButton></div>
        </Form>
    );
}
