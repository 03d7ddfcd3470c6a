// Making a show.
import { Form, SubmitButton, useForm } from "../../../app/forms";
import { useNavigation, useTitle } from "../../../app/navigation";
import { useServices } from "../../../app/services";
import { useBox } from "../../../app/session";
import { Loading, Skeleton } from "../../../design";
import { t } from "../../../strings/house";
import { ShowFields, checkShow, draftOf, freshShow } from "./showForm";

export default function NewShowPage() {
    useTitle(t.backShows.make);
    const { zone } = useBox();
    return (
        <div className="desk-page stack gap-6 narrow">
            <h1 className="display display-40">{t.backShows.make}</h1>
            {zone ? <Making zone={zone} /> : <Loading><Skeleton height="400px" /></Loading>}
        </div>
    );
}

function Making({ zone }: { zone: string }) {
    const { api } = useServices();
    const { go } = useNavigation();
    const form = useForm({
        initial: freshShow(zone, Date.now()), check: checkShow,
        submit: (values, { idempotencyKey }) => api.call("POST /api/shows", { body: draftOf(values, zone) }, { idempotencyKey }),
        done: (show) => go(`/backstage/shows/${show.id}`, { replace: true }),
    });
    return <Form form={form}><ShowFields form={form} /><div><SubmitButton form={form}>{t.backShows.create}</SubmitButton></div></Form>;
}
