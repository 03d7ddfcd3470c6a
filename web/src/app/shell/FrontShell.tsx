// Front of house: a quiet top with the name of the box, and on a phone a bar at the bottom.
import type { ReactNode } from "react";
import { Icon } from "../../design/Icon";
import { t } from "../../strings";
import { useNavigation } from "../navigation";
import { isCurrent } from "../router";
import { nav } from "../routes";
import { useBox, useSession, holds } from "../session";
import { useShortcut } from "../shortcuts";
import { AccountMenu } from "./AccountMenu";
import { Banners } from "./Banners";
import { Dock } from "./Dock";
import { UploadsLight } from "./UploadsLight";

export function FrontShell({ children }: { children: ReactNode }) {
    const { place, go, isMoving } = useNavigation();
    const { box } = useBox();
    const { account, isBackstage } = useSession();
    const items = nav.filter((item) => item.place === "front" && (!item.roles || holds(account, item.roles)));
    useShortcut("/", t.app.keys.search, () => go("/search"));
    useShortcut("h", t.app.keys.home, () => go("/"));
    useShortcut("b", t.app.keys.backstage, () => go("/backstage"), { off: !isBackstage });
    const links = (isBar: boolean) => items.filter((item) => (isBar ? !item.wideOnly : !item.barOnly)).map((item) => (
        <a key={item.href} href={item.href} className={isBar ? "bar-link" : "top-link"}
            aria-current={isCurrent(item.href, place.path) ? "page" : undefined}>
            {isBar && <Icon name={item.icon} />}
            <span>{item.label}</span>
        </a>
    ));
    return (
        <div className="house">
            <a className="skip" href="#main">{t.app.skip}</a>
            <Banners />
            <header className="top page" data-moving={isMoving || undefined}>
                <a className="top-name display" href="/">{box?.name ?? "\u00a0"}</a>
                <nav className="top-nav" aria-label={t.app.main}>{links(false)}</nav>
                <div className="row row-tight top-tools">
                    <UploadsLight />
                    <a className="button button-icon" href="/search" aria-label={t.app.search}
                        title={t.app.search}><Icon name="search" /></a>
                    <AccountMenu place="front" />
                </div>
            </header>
            <main id="main" tabIndex={-1}>{children}</main>
            <Dock><nav className="bar" aria-label={t.app.main}>{links(true)}</nav></Dock>
        </div>
    );
}
