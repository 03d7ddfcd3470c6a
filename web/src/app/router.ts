// Which page an address means. Pure: the browser's history is in navigation.tsx.
import type { ComponentType } from "react";
import type { IconName } from "../design/icons";
import type { Role } from "./api.gen";

export interface Route {
    /// "/albums/:id". The first route that matches wins; "*" at the end takes the rest.
    path: string;
    /// `() => import("./AlbumPage")`: a module whose default export is the page. One chunk per page.
    load: () => Promise<{ default: ComponentType }>;
    /// The page itself, where it is part of the first view and need not be fetched.
    page?: ComponentType;
    /// front: poster and sleeves. backstage: the desk. bare: a page without the house around it, such as set-up.
    place: "front" | "backstage" | "bare";
    /// Who may see it; nobody signed in is sent to sign in first. Empty list: anybody signed in. Absent: everybody.
    roles?: readonly Role[];
}

export interface NavItem {
    href: string;
    label: string;
    icon: IconName;
    place: "front" | "backstage";
    roles?: readonly Role[];
    /// Small numbers first.
    order: number;
    /// Group heading on the backstage rail.
    group?: string;
    /// Only in the bottom bar of a phone.
    barOnly?: boolean;
    /// Not in the bottom bar of a phone.
    wideOnly?: boolean;
}

export type Params = Record<string, string>;

/// The parameters of a path under a pattern, decoded; null when it does not match.
export function matchPath(pattern: string, path: string): Params | null {
    const wanted = segments(pattern);
    const given = segments(path);
    const params: Params = {};
    for (const [i, part] of wanted.entries()) {
        if (part === "*") return { ...params, rest: given.slice(i).join("/") };
        const value = given[i];
        if (value === undefined) return null;
        if (part.startsWith(":")) {
            const decoded = decode(value);
            if (decoded === null) return null;
            params[part.slice(1)] = decoded;
        } else if (part !== value) {
            return null;
        }
    }
    return given.length === wanted.length ? params : null;
}

function segments(path: string): string[] {
    return path.split("/").filter((part) => part !== "");
}

function decode(text: string): string | null {
    try {
        return decodeURIComponent(text);
    } catch {
        return null;
    }
}

export interface Match {
    route: Route;
    params: Params;
}

export function findRoute(routes: readonly Route[], path: string): Match | null {
    for (const route of routes) {
        const params = matchPath(route.path, path);
        if (params) return { route, params };
    }
    return null;
}

/// Whether an item of the navigation is where the reader is: itself or something below it.
export function isCurrent(href: string, path: string): boolean {
    return href === "/" || href === "/backstage" ? path === href : path === href || path.startsWith(`${href}/`);
}

/// A path of this house that may follow a sign-in: no other host, no scheme, no backslash tricks.
export function safeReturn(next: string | null): string {
    return next && /^\/(?![/\\])[^\\]*$/.test(next) ? next : "/";
}
