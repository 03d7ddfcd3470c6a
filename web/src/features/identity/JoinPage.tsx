// What an invitation or a reset link opens. The token stands behind the # and leaves the address at once.
import { useEffect, useState } from "react";
import { ApiError, sentenceOf } from "../../app/api";
import type { InvitationOffer } from "../../app/api.gen";
import { Form, SubmitButton, useForm } from "../../app/forms";
import { useNavigation, useTitle } from "../../app/navigation";
import { useServices } from "../../app/services";
import { useSession } from "../../app/session";
import { mailProblem } from "../../app/validate";
import { ErrorState, Loading, PasswordField, Skeleton, TextField } from "../../design";
import { t } from "../../strings/house";
import { passwordProblem } from "./password";
import { Threshold } from "./Threshold";

export default function JoinPage() {
    useTitle(t.app.signIn);
    const { api } = useServices();
    const [token] = useState(() => decodeURIComponent(location.hash.slice(1)));
    const [offer, setOffer] = useState<InvitationOffer | null>(null);
    const [error, setError] = useState<unknown>(null);
    useEffect(() => {
        history.replaceState(history.state, "", location.pathname);
        if (!token) {
            setError(new ApiError(t.join.noTokenText, "refused"));
            return;
        }
        api.call("POST /api/invitations/open", { body: { token } }).then(setOffer, setError);
    }, [api, token]);
    if (error) return <ErrorState title={t.join.noToken} sentence={sentenceOf(error)} />;
    if (!offer) return <Loading><Skeleton height="320px" /></Loading>;
    return <Accept token={token} offer={offer} />;
}

function Accept({ token, offer }: { token: string; offer: InvitationOffer }) {
    const { api } = useServices();
    const { adopt } = useSession();
    const { go } = useNavigation();
    const isReset = offer.kind === "reset";
    const form = useForm({
        initial: { name: offer.name, mail: offer.mail, password: "" },
        check: (values) => ({
            password: passwordProblem(values.password),
            name: isReset || values.name.trim() ? null : t.forms.required,
            mail: isReset ? null : values.mail.trim() === "" ? t.forms.required : mailProblem(values.mail),
        }),
        submit: (values) => api.call("POST /api/invitations/accept", {
            body: isReset ? { token, password: values.password } : { token, name: values.name, mail: values.mail.trim(), password: values.password },
        }),
        done: (session) => {
            adopt(session);
            go(session.account?.roles.some((role) => role !== "fan") ? "/backstage" : "/", { replace: true });
        },
    });
    const roles = offer.roles.map((role) => t.roles[role]).join(", ");
    return (
        <Threshold title={t.join.title(offer.boxName)}>
            <p className="lead">{isReset ? t.join.reset : t.join.invited(roles)}</p>
            <Form form={form}>
                {!isReset && <TextField label={t.join.name} autoComplete="name" {...form.field("name")} />}
                {!isReset && <TextField label={t.join.mail} type="email" autoComplete="username" autoCapitalize="none" {...form.field("mail")} />}
                <PasswordField label={t.join.password} hint={t.join.passwordHint} autoComplete="new-password" {...form.field("password")} />
                <SubmitButton form={form} large wide>{isReset ? t.join.set : t.join.go}</SubmitButton>
            </Form>
        </Threshold>
    );
}
