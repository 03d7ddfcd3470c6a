// The people of an artist's page: who may edit it, beside the admins of the box. They are added by mail address.
import { Loaded } from "../../../app/Loaded";
import { rules } from "../../../app/api.gen";
import type { Artist, Editor } from "../../../app/api.gen";
import { sentenceOf } from "../../../app/api";
import { useData, useInvalidate } from "../../../app/data";
import { Form, SubmitButton, useForm } from "../../../app/forms";
import { useNavigation } from "../../../app/navigation";
import { useServices } from "../../../app/services";
import { useSession } from "../../../app/session";
import { mailProblem } from "../../../app/validate";
import { Badge, Button, Skeleton, TextField, useConfirm, useToast } from "../../../design";
import { t } from "../../../strings/house";
import { wayOff } from "./people";

export function ArtistPeople({ artist }: { artist: Artist }) {
    const people = useData("GET /api/artists/{id}/editors", { path: { id: artist.id } });
    return (
        <section className="two-columns" aria-labelledby="artist-people">
            <div className="stack gap-5">
                <div>
                    <h2 className="heading" id="artist-people">{t.artistPeople.title}</h2>
                    <p className="field-hint">{t.artistPeople.hint}</p>
                </div>
                <Loaded of={people} skeleton={<Skeleton height="112px" />}>
                    {({ items }) => <List artist={artist} people={items} />}
                </Loaded>
                <Add artist={artist} />
            </div>
        </section>
    );
}

function List({ artist, people }: { artist: Artist; people: readonly Editor[] }) {
    const { api } = useServices();
    const { account } = useSession();
    const { go } = useNavigation();
    const toast = useToast();
    const confirm = useConfirm();
    const invalidate = useInvalidate();
    const attempt = async (work: () => Promise<unknown>) => {
        try {
            await work();
            return true;
        } catch (error) {
            toast({ text: sentenceOf(error), signal: "stop" });
            return false;
        } finally {
            invalidate("/api/artists");
        }
    };
    const takeOff = (person: Editor) => attempt(() => api.call("DELETE /api/artists/{id}/editors/{account}",
        { path: { id: artist.id, account: person.id } }));
    const putBack = async (person: Editor) => {
        if (await attempt(() => api.call("POST /api/artists/{id}/editors",
            { path: { id: artist.id }, body: { account: person.id } }))) {
            toast({ text: t.artistPeople.added(person.name), signal: "go" });
        }
    };
    const remove = async (person: Editor) => {
        if (!await takeOff(person)) return;
        toast({ text: t.artistPeople.removed(person.name), undo: () => putBack(person) });
    };
    const leave = async (person: Editor) => {
        if (!await confirm({ title: t.artistPeople.leaveTitle(artist.name), text: t.artistPeople.leaveText,
            yes: t.artistPeople.leave, danger: true })) return;
        if (await takeOff(person)) go("/backstage/music");
    };
    const me = { id: account?.id ?? "", isAdmin: account?.roles.includes("admin") ?? false };
    if (people.length === 0) return <p className="quiet">{t.artistPeople.nobody}</p>;
    return (
        <ul>
            {people.map((person) => {
                const way = wayOff(person, people, me);
                return (
                    <li key={person.id} className="loose-row">
                        <span className="grow cut">{person.name} {person.id === me.id
                            && <Badge>{t.people.you}</Badge>}</span>
                        {way === "remove" && <Button aria-label={t.artistPeople.removeOne(person.name)}
                            onClick={() => void remove(person)}>{t.desk.remove}</Button>}
                        {way === "leave" && <Button
                            onClick={() => void leave(person)}>{t.artistPeople.leave}</Button>}
                    </li>
                );
            })}
        </ul>
    );
}

function Add({ artist }: { artist: Artist }) {
    const { api } = useServices();
    const toast = useToast();
    const invalidate = useInvalidate();
    const form = useForm({
        initial: { mail: "" }, rules: { mail: { ...rules.EditorRequest.mail, required: true } },
        check: ({ mail }) => ({ mail: mailProblem(mail) }),
        submit: ({ mail }) => api.call("POST /api/artists/{id}/editors",
            { path: { id: artist.id }, body: { mail: mail.trim() } }),
        done: (person) => {
            form.reset({ mail: "" });
            invalidate("/api/artists");
            toast({ text: t.artistPeople.added(person.name), signal: "go" });
        },
    });
    return (
        <Form form={form}>
            <TextField label={t.people.mail} hint={t.artistPeople.mailHint} type="email" inputMode="email"
                autoComplete="off" {...form.field("mail")} />
            <div><SubmitButton form={form} kind="plain" icon="plus">{t.artistPeople.add}</SubmitButton></div>
        </Form>
    );
}
