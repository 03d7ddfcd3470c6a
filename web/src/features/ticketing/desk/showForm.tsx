// The fields of a show, shared by making and changing one.
import type { Show, ShowDraft } from "../../../app/api.gen";
import { instantIn, localIn } from "../../../app/format";
import type { FormState } from "../../../app/forms";
import { DateTimeField, NumberField, TextArea, TextField } from "../../../design";
import { t } from "../../../strings/house";

export interface ShowValues {
    title: string;
    lineup: string;
    place: string;
    description: string;
    doorsAt: string;
    startsAt: string;
    endsAt: string;
    capacity: string;
    doors: string;
}

const HOUR = 3_600_000;

/// A show a week from now, doors at 19, until 23, in the zone of the venue.
export function freshShow(zone: string, now: number): ShowValues {
    const day = localIn(zone, now + 7 * 24 * HOUR).slice(0, 10);
    return { title: "", lineup: "", place: "", description: "", doorsAt: `${day}T19:00`, startsAt: `${day}T20:00`, endsAt: `${day}T23:00`, capacity: "200", doors: "Main door" };
}

export function valuesOf(show: Show, zone: string): ShowValues {
    return {
        title: show.title, lineup: show.lineup, place: show.place, description: show.description, capacity: String(show.capacity),
        doorsAt: localIn(zone, show.doorsAt), startsAt: localIn(zone, show.startsAt), endsAt: localIn(zone, show.endsAt), doors: show.doors.join("\n"),
    };
}

export function checkShow(values: ShowValues): Partial<Record<keyof ShowValues, string | null>> {
    return {
        title: values.title.trim() ? null : t.forms.required,
        startsAt: values.doorsAt <= values.startsAt ? null : t.backShows.needTimes,
        endsAt: values.startsAt < values.endsAt ? null : t.backShows.needTimes,
        capacity: /^\d+$/.test(values.capacity) && Number(values.capacity) > 0 ? null : t.forms.notNumber,
    };
}

export function draftOf(values: ShowValues, zone: string): ShowDraft {
    const instant = (local: string) => instantIn(zone, local) ?? local;
    return {
        title: values.title, lineup: values.lineup, place: values.place, description: values.description, capacity: Number(values.capacity),
        doorsAt: instant(values.doorsAt), startsAt: instant(values.startsAt), endsAt: instant(values.endsAt),
        doors: values.doors.split("\n").map((door) => door.trim()).filter(Boolean),
    };
}

export function ShowFields({ form }: { form: FormState<ShowValues> }) {
    return (
        <>
            <TextField label={t.backShows.showTitle} maxLength={120} {...form.field("title")} />
            <TextField label={t.backShows.lineup} hint={t.backShows.lineupHint} optional maxLength={300} {...form.field("lineup")} />
            <TextField label={t.backShows.place} optional maxLength={120} {...form.field("place")} />
            <div className="field-row">
                <DateTimeField label={t.backShows.doorsAt} {...form.field("doorsAt")} />
                <DateTimeField label={t.backShows.startsAt} {...form.field("startsAt")} />
                <DateTimeField label={t.backShows.endsAt} {...form.field("endsAt")} />
            </div>
            <NumberField label={t.backShows.capacity} hint={t.backShows.capacityHint} {...form.field("capacity")} />
            <TextArea label={t.backShows.doors} hint={t.backShows.doorsHint} rows={2} {...form.field("doors")} />
            <TextArea label={t.backShows.description} optional maxLength={8000} {...form.field("description")} />
        </>
    );
}
