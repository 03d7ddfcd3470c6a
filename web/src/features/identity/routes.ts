// The pages of this feature and their places in the navigation. Imported by app/routes.ts: keep it light.
import type { NavItem, Route } from "../../app/router";
import { t } from "../../strings";

export const routes: Route[] = [
    { path: "/sign-in", place: "bare", load: () => import("./SignInPage") },
    { path: "/join", place: "bare", load: () => import("./JoinPage") },
    { path: "/set-up", place: "bare", load: () => import("./SetUpPage") },
    { path: "/account", place: "front", roles: [], load: () => import("./AccountPage") },
    { path: "/backstage/people", place: "backstage", roles: ["admin"], load: () => import("./PeoplePage") },
    { path: "/backstage/devices", place: "backstage", roles: ["staff"], load: () => import("./DevicesPage") },
];

export const nav: NavItem[] = [
    { href: "/backstage/people", label: t.nav.people, icon: "people", place: "backstage", roles: ["admin"], order: 80, group: t.nav.groupBox, wideOnly: true },
    { href: "/backstage/devices", label: t.nav.devices, icon: "devices", place: "backstage", roles: ["staff"], order: 81, group: t.nav.groupBox, wideOnly: true },
];
