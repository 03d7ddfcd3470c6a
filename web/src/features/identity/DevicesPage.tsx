// Paired devices: when each was last seen, and the way to take its access away.
import { sentenceOf } from "../../app/api";
import type { Device } from "../../app/api.gen";
import { useAction, useData } from "../../app/data";
import { formatRecent } from "../../app/format";
import { useTitle } from "../../app/navigation";
import { useServices } from "../../app/services";
import { useBox } from "../../app/session";
import { Button, EmptyState, ErrorState, Lamp, LinkButton, Loading, Skeleton, Table, useConfirm, useToast } from "../../design";
import { t } from "../../strings/house";

export default function DevicesPage() {
    useTitle(t.devices.title);
    const { api } = useServices();
    const { zone } = useBox();
    const { data, error, reload } = useData("GET /api/devices", {}, { everyMs: 30_000 });
    const confirm = useConfirm();
    const toast = useToast();
    const revoke = useAction(async (device: Device) => {
        if (!await confirm({ title: t.devices.revokeTitle(device.name), text: t.devices.revokeText, yes: t.devices.revoke, danger: true })) return;
        try {
            await api.call("DELETE /api/devices/{id}", { path: { id: device.id } });
            toast({ text: t.devices.gone(device.name), signal: "go" });
        } catch (failure) {
            toast({ text: sentenceOf(failure), signal: "stop" });
        }
        await reload();
    });
    return (
        <div className="desk-page stack gap-6">
            <h1 className="display display-40">{t.devices.title}</h1>
            <p className="small quiet prose">{t.pairAgain.text}</p>
            {error ? <ErrorState sentence={sentenceOf(error)} onRetry={() => void reload()} /> : null}
            {!data && !error && <Loading><Skeleton height="200px" /></Loading>}
            {data?.items.length === 0 && <EmptyState icon="devices" title={t.devices.none}>{t.devices.noneText}</EmptyState>}
            {data && data.items.length > 0 && <Table caption={t.devices.title} rows={data.items} rowKey={(one) => one.id} folds columns={[
                { key: "name", name: t.devices.name, cell: (one) => one.name },
                { key: "place", name: t.devices.place, cell: (one) => <><a href={`/backstage/shows/${one.showId}/door`}>{one.showTitle}</a> · {one.door}</> },
                { key: "seen", name: t.devices.seen, cell: (one) => (one.lastSeenAt ? formatRecent(one.lastSeenAt, zone) : t.devices.never) },
                { key: "paired", name: t.pairAgain.paired, cell: (one) => formatRecent(one.pairedAt, zone) },
                { key: "state", name: t.door.state, cell: (one) => <Lamp signal={one.isRevoked ? "off" : "go"}>{one.isRevoked ? t.devices.revoked : t.devices.active}</Lamp> },
                { key: "do", name: t.devices.revoke, hideName: true, number: true, cell: (one) => (
                    <span className="row row-tight device-tools">
                        <LinkButton icon="phone" href={`/backstage/shows/${one.showId}/door?pair=${encodeURIComponent(one.door)}`}>{t.pairAgain.again}</LinkButton>
                        {!one.isRevoked && <Button kind="danger" onClick={() => void revoke.run(one)}>{t.devices.revoke}</Button>}
                    </span>
                ) },
            ]} />}
        </div>
    );
}
