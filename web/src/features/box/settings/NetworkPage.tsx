// How the box is found: the names that the network left it, its addresses to scan or type, its connections.
import type { Answer } from "../../../app/api";
import { Loaded } from "../../../app/Loaded";
import { useData } from "../../../app/data";
import { formatRecent } from "../../../app/format";
import { useBox } from "../../../app/session";
import { Lamp, LinkButton, Notice, Skeleton, Table } from "../../../design";
import type { Signal } from "../../../design";
import { t } from "../../../strings/house";
import { AddressList } from "../ConsolePage";
import { SettingsFrame } from "./Frame";

type Network = Answer<"GET /api/box/network">;

function signalOf({ condition, needsAttention }: Network): Signal {
    if (condition === "off") return "off";
    return needsAttention || (condition !== "announced" && condition !== "beginning") ? "wait" : "go";
}

export default function NetworkPage() {
    const network = useData("GET /api/box/network", {}, { everyMs: 15_000 });
    const addresses = useData("GET /api/box/addresses", {}, { skip: network.isLoading, everyMs: 30_000 });
    return (
        <SettingsFrame title={t.network.title}>
            <Loaded of={network} skeleton={<Skeleton height="220px" />}>{(data) => <Names network={data} />}</Loaded>
            <section className="stack">
                <div className="row row-apart">
                    <h2 className="heading">{t.network.addresses}</h2>
                    <LinkButton icon="poster" href="/backstage/poster">{t.network.poster}</LinkButton>
                </div>
                <p className="small quiet">{t.network.addressesText}</p>
                <Loaded of={addresses} skeleton={<Skeleton height="160px" />}>{({ items }) => <AddressList items={items} isLoaded />}</Loaded>
            </section>
            {network.data && <Links links={network.data.links} />}
        </SettingsFrame>
    );
}

function Names({ network }: { network: Network }) {
    const { zone } = useBox();
    const lost = network.names.filter((name) => name.held !== null && name.held !== name.wanted);
    return (
        <section className="stack">
            <div className="panel stack gap-2">
                <Lamp signal={signalOf(network)}>{t.network.conditions[network.condition] ?? network.condition}</Lamp>
                <p className="prose">{network.sentence}</p>
                {network.service && <p className="small quiet">{t.network.service(network.service)}</p>}
            </div>
            {lost.map((name) => <Notice key={name.wanted} signal="wait">{t.network.other(name.wanted, name.held ?? "")}</Notice>)}
            <h2 className="heading">{t.network.names}</h2>
            {network.names.length === 0 ? <p className="quiet">{t.network.noNames}</p> : <Table caption={t.network.names} rows={network.names} rowKey={(one) => one.wanted} folds columns={[
                { key: "wanted", name: t.network.wanted, cell: (one) => <span className="address">{one.wanted}</span> },
                { key: "held", name: t.network.held, cell: (one) => <Lamp signal={one.held === null ? "wait" : one.held === one.wanted ? "go" : "info"}>{one.held ?? t.network.none}</Lamp> },
                { key: "since", name: t.network.since, cell: (one) => (one.since ? formatRecent(one.since, zone) : "–") },
            ]} />}
        </section>
    );
}

function Links({ links }: { links: Network["links"] }) {
    return (
        <section className="stack">
            <h2 className="heading">{t.network.links}</h2>
            {links.length === 0 ? <p className="quiet">{t.network.noLinks}</p> : <Table caption={t.network.links} rows={links} rowKey={(one) => one.name} folds columns={[
                { key: "name", name: t.network.link, cell: (one) => <span className="tabular">{one.name}</span> },
                { key: "addresses", name: t.network.linkAddresses, cell: (one) => <ul>{one.addresses.map((address) => <li key={address} className="tabular address">{address}</li>)}</ul> },
            ]} />}
        </section>
    );
}
