// Signing in. Afterwards the reader goes where the way was barred, or to the front page.
import { Form, SubmitButton, useForm } from "../../app/forms";
import { useNavigation, useQueryParam, useTitle } from "../../app/navigation";
import { safeReturn } from "../../app/router";
import { useBox, useSession } from "../../app/session";
import { rules } from "../../app/api.gen";
import { PasswordField, TextField, useToast } from "../../design";
import { t } from "../../strings/house";
import { Threshold } from "./Threshold";

export default function SignInPage() {
    useTitle(t.signIn.title);
    const { go } = useNavigation();
    const [next] = useQueryParam("next");
    const { signIn } = useSession();
    const { box } = useBox();
    const toast = useToast();
    const form = useForm({
        initial: { mail: "", password: "" }, rules: rules.SignInRequest,
        submit: (values) => signIn({ mail: values.mail.trim(), password: values.password }),
        done: (session) => {
            if (session.account) toast(t.signIn.welcome(session.account.name));
            go(safeReturn(next), { replace: true });
        },
    });
    return (
        <Threshold title={t.signIn.title} over={box?.name}>
            <Form form={form}>
                <TextField label={t.signIn.mail} type="email" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus {...form.field("mail")} />
                <PasswordField label={t.signIn.password} autoComplete="current-password" {...form.field("password")} />
                <SubmitButton form={form} large wide>{t.signIn.go}</SubmitButton>
            </Form>
            <p className="small quiet">{t.signIn.forgot}</p>
        </Threshold>
    );
}
