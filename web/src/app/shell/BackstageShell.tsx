// Backstage: a dense rail at the left, groups of doors on it, the state of the connection always in sight.
import { useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { Sheet } from "../../design/Dialog";
import { Icon } from "../../design/Icon";
import { Lamp } from "../../design/Lamp";
import { t } from "../../strings";
import { useNavigation } from "../navigation";
import { isCurrent } from "../router";
import type { NavItem } from "../router";
import { nav } from "../routes";
import { useServices } from "../services";
import { holds, useBox, useSession } from "../session";
import { useShortcut } from "../shortcuts";
import { AccountMenu } from "./AccountMenu";
import { Banners } from "./Banners";
import { Dock } from "./Dock";
import { UploadsLight } from "./UploadsLight";

const IN_THE_BAR = 4;

export default function BackstageShell({ children }: { children: ReactNode }) {
    const { place, go, isMoving } = useNavigation();
    const { connection } = useServices();
    const reach = useSyncExternalStore(connection.watch, () => connection.reach);
    const { box } = useBox();
    const { account } = useSession();
    const [isOpen, setOpen] = useState(false);
    const items = nav.filter((item) => item.place === "backstage" && holds(account, item.roles ?? []));
    useShortcut("/", t.app.keys.search, () => go("/search"));
    useShortcut("h", t.app.keys.home, () => go("/"));
    const bar = items.filter((item) => !item.wideOnly).slice(0, IN_THE_BAR);
    return (
        <div className="house desk">
            <a className="skip" href="#main">{t.app.skip}</a>
            <Banners />
            <div className="stagehouse">
                <nav className="rail" aria-label={t.app.backstage}>
                    <a className="rail-name display" href="/">{box?.name ?? "\u00a0"}</a>
                    <Doors items={items}
                        path={place.path} />
                    <div className="rail-foot"><Lamp signal={reach === "here" ? "go" : "wait"}>{reach === "here"
                        ? t.app.connected : t.app.notConnected}</Lamp></div>
                </nav>
                <div className="desk-place">
                    <header className="desk-top" data-moving={isMoving || undefined}>
                        <a className="desk-name display" href="/backstage">{box?.name ?? "\u00a0"}</a>
                        <div className="row row-tight desk-tools">
                            <UploadsLight />
                            <AccountMenu place="backstage" />
                        </div>
                    </header>
                    <main id="main" tabIndex={-1}>{children}</main>
                </div>
            </div>
            <Dock>
                <nav className="bar bar-desk" aria-label={t.app.backstage}>
                    {bar.map((item) => <Door key={item.href} item={item} path={place.path} kind="bar-link" />)}
                    {items.length > bar.length && (
                        <button type="button" className="bar-link" onClick={() => setOpen(true)} aria-haspopup="dialog">
                            <Icon name="menu" /><span>{t.app.more}</span>
                        </button>
                    )}
                </nav>
            </Dock>
            <Sheet open={isOpen} onClose={() => setOpen(false)} title={t.app.backstage}>
                {/* A door taken closes the sheet. */}
                <nav aria-label={t.app.backstage} onClick={(event) => (event.target as Element).closest("a")
                    && setOpen(false)}><Doors items={items} path={place.path} /></nav>
            </Sheet>
        </div>
    );
}

function Doors({ items, path }: { items: readonly NavItem[]; path: string }) {
    const groups = [...new Set(items.map((item) => item.group ?? ""))];
    return (
        <>
            {groups.map((group) => (
                <div key={group} className="rail-group">
                    {group && <p className="rail-heading">{group}</p>}
                    {items.filter((item) => (item.group ?? "") === group).map((item) => <Door key={item.href}
                        item={item} path={path} kind="rail-link" />)}
                </div>
            ))}
        </>
    );
}

function Door({ item, path, kind }: { item: NavItem; path: string; kind: string }) {
    return (
        <a href={item.href} className={kind} title={item.label}
            aria-current={isCurrent(item.href, path) ? "page" : undefined}>
            <Icon name={item.icon} /><span>{item.label}</span>
        </a>
    );
}
