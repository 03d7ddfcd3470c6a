// The pages of this feature and their places in the navigation. Imported by app/routes.ts: keep it light.
import type { NavItem, Route } from "../../app/router";
import { t } from "../../strings";

const admin = (path: string, load: Route["load"]): Route => ({ path: `/backstage/${path}`, place: "backstage", roles: ["admin"], load });

export const routes: Route[] = [
    { path: "/listen", place: "front", load: () => import("./ListenPage") },
    { path: "/trust", place: "bare", load: () => import("./trust/TrustPage") },
    { path: "/backstage", place: "backstage", roles: ["staff", "door", "artist", "producer"], load: () => import("./ConsolePage") },
    { path: "/backstage/poster", place: "backstage", roles: ["staff"], load: () => import("./poster/PosterPage") },
    admin("backups", () => import("./backups/BackupsPage")),
    admin("backups/words", () => import("./backups/WordsPage")),
    admin("box", () => import("./settings/NamePage")),
    admin("box/network", () => import("./settings/NetworkPage")),
    admin("box/certificates", () => import("./settings/CertificatesPage")),
    admin("box/updates", () => import("./settings/UpdatesPage")),
    admin("records", () => import("./records/AuditPage")),
    admin("records/log", () => import("./records/LogPage")),
    admin("records/support", () => import("./records/SupportPage")),
];

const shared = { place: "backstage", roles: ["admin"], group: t.nav.groupBox, wideOnly: true } as const;

export const nav: NavItem[] = [
    { href: "/backstage", label: t.nav.console, icon: "pulse", place: "backstage", order: 10 },
    { href: "/backstage/backups", label: t.nav.backups, icon: "drive", order: 82, ...shared },
    { href: "/backstage/box", label: t.nav.box, icon: "settings", order: 83, ...shared },
    { href: "/backstage/records", label: t.nav.records, icon: "list", order: 84, ...shared },
];
