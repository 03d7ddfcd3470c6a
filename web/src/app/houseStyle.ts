// The second style file, for everything but the catalogue: fetched once, beside the script of the first page that
// needs it.
import { routes as catalog } from "../features/catalog/routes";
import type { Route } from "./router";

let pending: Promise<void> | null = null;

/// Whether the style of the first view is all a page needs.
export function isFirstView(route: Route): boolean {
    return route.place === "front" && catalog.includes(route);
}

function houseStyle(): Promise<void> {
    pending ??= new Promise((resolve, reject) => {
        const link = document.createElement("link");
        link.rel = "stylesheet";
        link.href = HOUSE_STYLE;
        link.onload = () => resolve();
        link.onerror = () => {
            pending = null;
            link.remove();
            reject(new TypeError("fetch of style failed"));
        };
        document.head.append(link);
    });
    return pending;
}

export async function withHouseStyle<T>(page: Promise<T>): Promise<T> {
    const [module] = await Promise.all([page, houseStyle()]);
    return module;
}
