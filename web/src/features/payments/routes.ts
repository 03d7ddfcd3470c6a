// The pages of this feature and their places in the navigation. Imported by app/routes.ts: keep it light.
import type { NavItem, Route } from "../../app/router";
import { t } from "../../strings";

export const routes: Route[] = [
    { path: "/backstage/till", place: "backstage", roles: ["staff"], load: () => import("./till/TillPage") },
    { path: "/backstage/orders", place: "backstage", roles: ["staff"], load: () => import("./OrdersPage") },
];

export const nav: NavItem[] = [
    { href: "/backstage/till", label: t.nav.boxOffice, icon: "coins", place: "backstage", roles: ["staff"], order: 20 },
    { href: "/backstage/orders", label: t.nav.orders, icon: "receipt", place: "backstage", roles: ["staff"], order: 40 },
];
