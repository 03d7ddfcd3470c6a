// The pages of this feature and their places in the navigation. Imported by app/routes.ts: keep it light.
import type { NavItem, Route } from "../../app/router";
import { t } from "../../strings";

export const routes: Route[] = [
    { path: "/backstage", place: "backstage", roles: ["staff", "door", "artist", "producer"], load: () => import("./ConsolePage") },
];

export const nav: NavItem[] = [
    { href: "/backstage", label: t.nav.console, icon: "pulse", place: "backstage", order: 10 },
];
