// Every page of the house and every place in its navigation, collected from the features.
import * as box from "../features/box/routes";
import * as catalog from "../features/catalog/routes";
import * as identity from "../features/identity/routes";
import * as payments from "../features/payments/routes";
import * as ticketing from "../features/ticketing/routes";
import type { NavItem, Route } from "./router";

const features = [catalog, ticketing, payments, identity, box];

export const routes: readonly Route[] = [
    ...features.flatMap((feature) => feature.routes),
    { path: "/design", place: "backstage", roles: ["admin"], load: () => import("../design/specimen/Specimen") },
];

export const nav: readonly NavItem[] = features.flatMap((feature) => feature.nav).sort((a, b) => a.order - b.order);
