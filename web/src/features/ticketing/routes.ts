// The pages of this feature and their places in the navigation. Imported by app/routes.ts: keep it light.
import type { NavItem, Route } from "../../app/router";
import { t } from "../../strings";

export const routes: Route[] = [
    { path: "/shows", place: "front", load: () => import("./ShowsPage") },
    { path: "/shows/:id", place: "front", load: () => import("./ShowPage") },
    { path: "/tickets", place: "bare", load: () => import("./TicketsPage") },
    { path: "/backstage/shows", place: "backstage", roles: ["staff", "door"], load: () => import("./desk/ShowListPage") },
    { path: "/backstage/shows/new", place: "backstage", roles: ["staff"], load: () => import("./desk/NewShowPage") },
    { path: "/backstage/shows/:id", place: "backstage", roles: ["staff"], load: () => import("./desk/ShowDeskPage") },
    { path: "/backstage/shows/:id/door", place: "backstage", roles: ["staff", "door"], load: () => import("./desk/DoorPage") },
    { path: "/backstage/shows/:id/tickets", place: "backstage", roles: ["staff", "door"], load: () => import("./desk/TicketListPage") },
];

export const nav: NavItem[] = [
    { href: "/shows", label: t.nav.shows, icon: "ticket", place: "front", order: 30 },
    { href: "/backstage/shows", label: t.nav.backShows, icon: "calendar", place: "backstage", roles: ["staff", "door"], order: 30 },
];
