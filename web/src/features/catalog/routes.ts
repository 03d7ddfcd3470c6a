// The pages of the catalogue and their places in the navigation. Imported by app/routes.ts: keep it light.
import type { NavItem, Route } from "../../app/router";
import { t } from "../../strings";
import HomePage from "./HomePage";

export const routes: Route[] = [
    { path: "/", place: "front", page: HomePage, load: async () => ({ default: HomePage }) },
    { path: "/music", place: "front", load: () => import("./MusicPage") },
    { path: "/search", place: "front", load: () => import("./SearchPage") },
    { path: "/artists/:id", place: "front", load: () => import("./ArtistPage") },
    { path: "/albums/:id", place: "front", load: () => import("./AlbumPage") },
    { path: "/tracks/:id", place: "front", load: () => import("./TrackPage") },
    { path: "/backstage/music", place: "backstage", roles: ["artist"], load: () => import("./desk/DeskPage") },
    { path: "/backstage/music/:id", place: "backstage", roles: ["artist"], load: () => import("./desk/ArtistDesk") },
    { path: "/backstage/albums/:id", place: "backstage", roles: ["artist"], load: () => import("./desk/AlbumDesk") },
];

export const nav: NavItem[] = [
    { href: "/", label: t.app.home, icon: "home", place: "front", order: 10, barOnly: true },
    { href: "/music", label: t.app.music, icon: "disc", place: "front", order: 20 },
    { href: "/backstage/music", label: t.nav.music, icon: "note", place: "backstage", roles: ["artist"], order: 40,
        group: t.nav.groupArtist },
];
