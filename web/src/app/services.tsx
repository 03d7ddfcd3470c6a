// The long-lived things of one open tab, made once in main.tsx and handed down: no globals.
import { createContext, useContext } from "react";
import { Player } from "../features/catalog/player/player";
import { Api } from "./api";
import { Cache } from "./cache";
import { Connection } from "./connection";
import { EventStream } from "./events";
import { Uploads } from "./uploads";

export interface Services {
    api: Api;
    cache: Cache;
    connection: Connection;
    events: EventStream;
    player: Player;
    uploads: Uploads;
}

export function makeServices(): Services {
    const api = new Api();
    const cache = new Cache();
    const connection = new Connection(async () => {
        await api.call("GET /api/box", {}, { timeoutMs: 5000 });
    }, () => cache.invalidate(() => true));
    api.listen({
        onReach: (reached) => connection.note(reached),
        onSignedOut: () => {
            if ((cache.read("/api/session").data as { account?: unknown } | undefined)?.account) void cache.load("/api/session");
        },
    });
    const events = new EventStream({
        onEvent: (event) => cache.invalidate((_, topics) => topics.includes(event.topic)),
        onOpen: () => cache.invalidate((_, topics) => topics.length > 0),
        onLost: () => undefined,
    });
    return { api, cache, connection, events, player: new Player(),
        uploads: new Uploads(api, () => cache.invalidate((_, topics) => topics.includes("catalog"))) };
}

const Context = createContext<Services | null>(null);

export const ServicesProvider = Context.Provider;

export function useServices(): Services {
    const services = useContext(Context);
    if (!services) throw new Error("useServices outside of the application");
    return services;
}
