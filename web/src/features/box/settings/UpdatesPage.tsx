// Which version runs, how a newer one is installed by whoever runs the machine, and the way back.
import { Loaded } from "../../../app/Loaded";
import { useData } from "../../../app/data";
import { Notice, Skeleton } from "../../../design";
import { t } from "../../../strings/house";
import { CopyButton } from "../CopyButton";
import { SettingsFrame } from "./Frame";

const UPDATE = "sudo apt update && sudo apt install --only-upgrade stagebox";
const CHANGES = "zcat /usr/share/doc/stagebox/changelog*.gz | head -40";
const BACK = "sudo apt install --allow-downgrades stagebox=VERSION\nsudo stagebox restore --pre-upgrade";

export default function UpdatesPage() {
    const box = useData("GET /api/box", {}, { freshMs: 0 });
    return (
        <SettingsFrame title={t.updates.title}>
            <Loaded of={box} skeleton={<Skeleton height="72px" />}>{({ version }) => (
                <section className="stack gap-2">
                    <h2 className="heading">{t.updates.version}</h2>
                    <p className="figure-number">{version}</p>
                    <p className="small quiet prose">{t.updates.text}</p>
                </section>
            )}</Loaded>
            <section className="stack gap-2">
                <h2 className="heading">{t.updates.how}</h2>
                <p className="prose">{t.updates.howText}</p>
                <Command text={UPDATE} />
                <p className="prose">{t.updates.copyFirst}</p>
                <Notice>{t.updates.doors}</Notice>
            </section>
            <section className="stack gap-2">
                <h2 className="heading">{t.updates.changed}</h2>
                <p className="prose">{t.updates.changedText}</p>
                <Command text={CHANGES} />
            </section>
            <section className="stack gap-2">
                <h2 className="heading">{t.updates.back}</h2>
                <p className="prose">{t.updates.backText}</p>
                <Command text={BACK} />
                <p className="small quiet">{t.updates.backHint}</p>
            </section>
        </SettingsFrame>
    );
}

function Command({ text }: { text: string }) {
    return (
        <div className="command">
            <pre className="figures" tabIndex={0}>{text}</pre>
            <CopyButton text={() => text} />
        </div>
    );
}
