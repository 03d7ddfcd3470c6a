// The frame of the pages that look after the box: a title, and tabs that are addresses.
import type { ReactNode } from "react";
import { useNavigation, useTitle } from "../../../app/navigation";
import { NavTabs } from "../../../design/Tabs";
import { t } from "../../../strings/house";

const SETTINGS = [
    { href: "/backstage/box", label: t.settings.name }, { href: "/backstage/box/network", label: t.settings.network },
    { href: "/backstage/box/certificates", label: t.settings.certificates }, { href: "/backstage/box/updates", label: t.settings.updates },
];

const RECORDS = [
    { href: "/backstage/records", label: t.support.audit }, { href: "/backstage/records/log", label: t.support.log },
    { href: "/backstage/records/support", label: t.support.title },
];

function Tabbed({ title, label, items, children }: { title: string; label: string; items: typeof SETTINGS; children: ReactNode }) {
    const { place } = useNavigation();
    useTitle(title);
    return (
        <div className="desk-page stack gap-6">
            <h1 className="display display-40">{title}</h1>
            <NavTabs label={label} current={place.path} items={items} />
            {children}
        </div>
    );
}

export function SettingsFrame({ title, children }: { title: string; children: ReactNode }) {
    return <Tabbed title={title} label={t.settings.tabs} items={SETTINGS}>{children}</Tabbed>;
}

export function RecordsFrame({ title, children }: { title: string; children: ReactNode }) {
    return <Tabbed title={title} label={t.support.tabs} items={RECORDS}>{children}</Tabbed>;
}
