// With what the box proves its name: whose certificate it is, how long it lasts, and the way for phones to accept it.
import type { ReactNode } from "react";
import type { Answer } from "../../../app/api";
import { Loaded } from "../../../app/Loaded";
import { useData } from "../../../app/data";
import { formatLongDay } from "../../../app/format";
import { useBox } from "../../../app/session";
import { Lamp, LinkButton, Skeleton } from "../../../design";
import type { Signal } from "../../../design";
import { t } from "../../../strings/house";
import { CopyButton } from "../CopyButton";
import { Fingerprint } from "../trust/Fingerprint";
import { SettingsFrame } from "./Frame";

type Certificates = Answer<"GET /api/box/certificates">;

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

export default function CertificatesPage() {
    const certificates = useData("GET /api/box/certificates", {}, { everyMs: 60_000 });
    return (
        <SettingsFrame title={t.certificates.title}>
            <Loaded of={certificates} skeleton={<Skeleton height="340px" />}>{(data) => <All certificates={data} />}</Loaded>
        </SettingsFrame>
    );
}

function All({ certificates: { source, sentence, fingerprint, root, leaf } }: { certificates: Certificates }) {
    const { zone } = useBox();
    const days = leaf ? Math.floor((Date.parse(leaf.expiresAt) - Date.now()) / DAY_MS) : 0;
    const signal: Signal = source === "none" ? "off" : !leaf || days < 0 ? "stop" : days < SOON_DAYS ? "wait" : "go";
    return (
        <>
            <div className="panel stack gap-2">
                <Lamp signal={signal}>{t.certificates.source[source]}</Lamp>
                <p className="prose">{sentence}</p>
            </div>
            {fingerprint && <section className="stack gap-2">
                <h2 className="heading">{t.certificates.fingerprint}</h2>
                <Fingerprint text={fingerprint} />
                <p className="small quiet prose">{t.certificates.fingerprintHint}</p>
                <div><CopyButton text={() => fingerprint} done={t.certificates.copied}>{t.certificates.copy}</CopyButton></div>
            </section>}
            {leaf ? <dl className="facts">
                <Fact name={t.certificates.valid}>{formatLongDay(leaf.expiresAt, zone)} <span className="quiet">· {t.certificates.days(days)}</span></Fact>
                {leaf.renewsAt && <Fact name={t.certificates.renews}>{formatLongDay(leaf.renewsAt, zone)}</Fact>}
                {root && <Fact name={t.certificates.rootValid}>{formatLongDay(root.expiresAt, zone)}</Fact>}
                {root && <Fact name={t.certificates.subject}>{root.subject}</Fact>}
                {leaf.names.length > 0 && <Fact name={t.certificates.names}><Lines items={leaf.names} /></Fact>}
                {leaf.addresses.length > 0 && <Fact name={t.certificates.addresses}><Lines items={leaf.addresses} /></Fact>}
            </dl> : <p className="quiet">{t.certificates.noLeaf}</p>}
            {source === "local" && <section className="stack gap-2">
                <h2 className="heading">{t.certificates.trust}</h2>
                <p className="small quiet">{t.certificates.trustText}</p>
                <div><LinkButton icon="phone" href="/trust">{t.trust.phoneLink}</LinkButton></div>
            </section>}
        </>
    );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
    return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

function Lines({ items }: { items: readonly string[] }) {
    return <ul>{items.map((item) => <li key={item} className="tabular address">{item}</li>)}</ul>;
}
