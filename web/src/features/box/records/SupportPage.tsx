// One file for whoever helps: what is in it, what is not, and the button.
import { sentenceOf } from "../../../app/api";
import { useAction } from "../../../app/data";
import { useServices } from "../../../app/services";
import { Button, Icon, Notice, useToast } from "../../../design";
import type { IconName } from "../../../design";
import { t } from "../../../strings/house";
import { RecordsFrame } from "../settings/Frame";

const TIMEOUT_MS = 120_000;

export default function SupportPage() {
    const { api } = useServices();
    const toast = useToast();
    const get = useAction(async () => {
        const bundle = await api.call("GET /api/box/support", {}, { timeoutMs: TIMEOUT_MS });
        const url = URL.createObjectURL(new Blob([JSON.stringify(bundle, null, 2)], { type: "application/json" }));
        const link = document.createElement("a");
        link.href = url;
        link.download = `stagebox-support-${new Date().toISOString().slice(0, 10)}.json`;
        link.click();
        // The browser reads the file after the click returns.
        setTimeout(() => URL.revokeObjectURL(url), 30_000);
        toast({ text: t.support.got, signal: "go" });
    });
    return (
        <RecordsFrame title={t.support.title}>
            <p className="lead prose">{t.support.text}</p>
            <div className="two-lists">
                <List title={t.support.holds} icon="check" items={t.support.has} />
                <List title={t.support.lacks} icon="close" items={t.support.hasNot} />
            </div>
            {get.error !== undefined && <Notice signal="stop">{sentenceOf(get.error)}</Notice>}
            <div><Button kind="primary" large icon="download" busy={get.busy} onClick={() => void get.run()}>{t.support.get}</Button></div>
        </RecordsFrame>
    );
}

function List({ title, icon, items }: { title: string; icon: IconName; items: readonly string[] }) {
    return (
        <section className="stack gap-2">
            <h2 className="heading">{title}</h2>
            <ul className="stack gap-2">{items.map((item) => <li key={item} className="row row-tight plain-line"><Icon name={icon} small /><span className="grow">{item}</span></li>)}</ul>
        </section>
    );
}
