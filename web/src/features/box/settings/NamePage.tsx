// What the house is called, in which zone and money it lives, and how its name looks on a page.
import type { Box } from "../../../app/api.gen";
import { rules } from "../../../app/api.gen";
import { sentenceOf } from "../../../app/api";
import { Form, SubmitButton, useForm } from "../../../app/forms";
import { useServices } from "../../../app/services";
import { useBox } from "../../../app/session";
import { ErrorState, Headline, LinkButton, Loading, SelectField, Skeleton, TextField, useToast } from "../../../design";
import { t } from "../../../strings/house";
import { currencies, zones } from "../places";
import { SettingsFrame } from "./Frame";

export default function NamePage() {
    const { box, error, reload } = useBox();
    return (
        <SettingsFrame title={t.settings.name}>
            {error ? <ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} /> : null}
            {!box && !error && <Loading><Skeleton height="320px" /></Loading>}
            {box && <Settings key={box.currency + box.name + box.timeZone} box={box} />}
        </SettingsFrame>
    );
}

function Settings({ box }: { box: Box }) {
    const { api, cache } = useServices();
    const toast = useToast();
    const form = useForm({
        initial: { name: box.name, timeZone: box.timeZone, currency: box.currency }, rules: rules.BoxChange,
        check: (values) => ({ name: values.name.trim() ? null : t.forms.required }),
        submit: (values) => api.call("PATCH /api/box", { body: { ...values, name: values.name.trim() } }),
        done: () => {
            toast({ text: t.console.saved, signal: "go" });
            void cache.load("/api/box");
        },
    });
    return (
        <div className="name-page">
            <Form form={form} className="stack gap-5">
                <TextField label={t.console.name} hint={t.settings.nameHint} maxLength={60} {...form.field("name")} />
                <SelectField label={t.setup.zone} hint={t.settings.zoneHint} options={zones()} {...form.field("timeZone")} />
                <SelectField label={t.setup.currency} hint={t.setup.currencyHint} options={currencies()} {...form.field("currency")} />
                <div><SubmitButton form={form} disabled={!form.isChanged}>{t.console.save}</SubmitButton></div>
            </Form>
            <figure className="stack gap-2">
                <figcaption className="small quiet">{t.settings.preview}</figcaption>
                <div className="name-look"><Headline as="p" text={form.values.name.trim() || t.app.unnamed} maxHeight={260} /></div>
                <div><LinkButton icon="poster" href="/backstage/poster">{t.network.poster}</LinkButton></div>
            </figure>
        </div>
    );
}
