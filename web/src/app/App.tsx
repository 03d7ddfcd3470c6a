// The house: providers, the page of the address, and the shell around it.
import { Suspense, lazy, useEffect, useMemo, useSyncExternalStore } from "react";
import type { ComponentType } from "react";
import { LinkButton } from "../design/Button";
import { ConfirmProvider } from "../design/Dialog";
import { EmptyState, Loading, Skeleton } from "../design/States";
import { ToastProvider } from "../design/Toast";
import { t } from "../strings";
import { AnnounceProvider, useAnnounce } from "./announce";
import { ErrorBoundary } from "./ErrorBoundary";
import { NavigationProvider, useNavigation, useTitle } from "./navigation";
import { findRoute } from "./router";
import type { Route } from "./router";
import { routes } from "./routes";
import { ServicesProvider, useServices } from "./services";
import type { Services } from "./services";
import { holds, useBox, useSession } from "./session";
import { isFirstView, withHouseStyle } from "./houseStyle";
import { FrontShell } from "./shell/FrontShell";
import { ShortcutsProvider } from "./shortcuts";

const BackstageShell = lazy(() => withHouseStyle(import("./shell/BackstageShell")));
const ARRIVAL_MS = 500;
/// Pages that a box without an owner shows.
const WITHOUT_OWNER = ["/set-up", "/trust"];
const pages = new Map<Route, ComponentType>();

function pageOf(route: Route) {
    let page = pages.get(route);
    if (!page) {
        page = route.page ?? lazy(() => (isFirstView(route) ? route.load() : withHouseStyle(route.load())));
        pages.set(route, page);
    }
    return page;
}

export function App({ services }: { services: Services }) {
    return (
        <ServicesProvider value={services}>
            <NavigationProvider routes={routes}>
                <AnnounceProvider>
                    <ToastProvider>
                        <ConfirmProvider>
                            <ShortcutsProvider>
                                <House />
                            </ShortcutsProvider>
                        </ConfirmProvider>
                    </ToastProvider>
                </AnnounceProvider>
            </NavigationProvider>
        </ServicesProvider>
    );
}

function House() {
    const { place, go } = useNavigation();
    const { box } = useBox();
    const route = useMemo(() => findRoute(routes, place.path)?.route, [place.path]);
    const mustSetUp = box?.isClaimed === false && !WITHOUT_OWNER.includes(place.path) && findRoute(routes, "/set-up") !== null;
    useEffect(() => {
        if (mustSetUp) go("/set-up", { replace: true });
    }, [mustSetUp, go]);
    useNetworkEvents();
    useArrival();
    const page = (
        <ErrorBoundary place={place.path}>
            <Suspense fallback={<PageSkeleton />}>{route ? <Guarded route={route} /> : <NotFound />}</Suspense>
        </ErrorBoundary>
    );
    if (route?.place === "bare") return <main id="main" tabIndex={-1}>{page}</main>;
    if (route?.place !== "backstage") return <FrontShell>{page}</FrontShell>;
    return <Suspense fallback={<PageSkeleton />}><BackstageShell>{page}</BackstageShell></Suspense>;
}

/// The browser says when the network is there again; the box itself is then asked.
function useNetworkEvents() {
    const { connection } = useServices();
    useSyncExternalStore(connection.watch, () => connection.reach);
    useEffect(() => {
        const lost = () => connection.note(false);
        addEventListener("online", connection.tryNow);
        addEventListener("offline", lost);
        return () => {
            removeEventListener("online", connection.tryNow);
            removeEventListener("offline", lost);
        };
    }, [connection]);
}

/// Says the title of a page that was moved to, once it has one.
function useArrival() {
    const { place } = useNavigation();
    const say = useAnnounce();
    useEffect(() => {
        if (place.moves === 0) return undefined;
        const timer = setTimeout(() => say(document.title), ARRIVAL_MS);
        return () => clearTimeout(timer);
    }, [place.path, place.moves, say]);
}

/// Asks for a sign-in, or says which door is shut, before a page is shown.
function Guarded({ route }: { route: Route }) {
    const { account, isLoading } = useSession();
    const { place } = useNavigation();
    const Page = pageOf(route);
    if (!route.roles || holds(account, route.roles)) return <Page />;
    if (isLoading) return <PageSkeleton />;
    if (account) {
        return <div className="page"><EmptyState as="h1" icon="lock" title={t.app.forbidden}
            action={<LinkButton href="/">{t.app.goHome}</LinkButton>}>{t.app.forbiddenText}</EmptyState></div>;
    }
    const next = encodeURIComponent(place.path + place.search);
    return <div className="page"><EmptyState as="h1" icon="lock" title={t.app.needSignIn}
        action={<LinkButton kind="primary" href={`/sign-in?next=${next}`}>{t.app.signIn}</LinkButton>} /></div>;
}

function NotFound() {
    useTitle(t.app.notFound);
    return <div className="page"><EmptyState as="h1" title={t.app.notFound}
        action={<LinkButton href="/">{t.app.goHome}</LinkButton>}>{t.app.notFoundText}</EmptyState></div>;
}

function PageSkeleton() {
    return <div className="page page-skeleton"><Loading><Skeleton width="40%" height="3rem" /></Loading></div>;
}
