// Who is signed in, and what they may do. The box decides every time; this only spares people doors that stay shut.
import { useCallback, useMemo } from "react";
import type { Person, Role, Session, SignInRequest } from "./api.gen";
import { useData } from "./data";
import { useServices } from "./services";

export interface SessionState {
    account: Person | null;
    /// The first answer is still on its way.
    isLoading: boolean;
    error: unknown;
    has: (...roles: Role[]) => boolean;
    /// Admin, staff, door, artist or producer: somebody with work to do backstage.
    isBackstage: boolean;
    signIn: (request: SignInRequest) => Promise<Session>;
    signOut: () => Promise<void>;
    /// Takes over an answer that signed somebody in (claim, invitation).
    adopt: (session: Session) => void;
}

/// Admins may do whatever staff may.
export function holds(account: Person | null, roles: readonly Role[]): boolean {
    if (!account) return false;
    return roles.length === 0 || account.roles.includes("admin") || roles.some((role) => account.roles.includes(role));
}

export function useSession(): SessionState {
    const { api, cache } = useServices();
    const { data, error, isLoading } = useData("GET /api/session", {}, { freshMs: 60_000 });
    const account = data?.account ?? null;
    const adopt = useCallback((session: Session) => {
        api.noteSession(session);
        cache.clear();
        cache.put("/api/session", session);
    }, [api, cache]);
    const signIn = useCallback(async (request: SignInRequest) => {
        const session = await api.call("POST /api/session", { body: request });
        adopt(session);
        return session;
    }, [api, adopt]);
    const signOut = useCallback(async () => {
        await api.call("DELETE /api/session", {});
        adopt({ account: null, csrfToken: null });
        await cache.load("/api/session");
    }, [api, adopt, cache]);
    return useMemo(() => ({
        account, isLoading, error, signIn, signOut, adopt, has: (...roles: Role[]) => holds(account, roles),
        isBackstage: holds(account, ["admin", "staff", "door", "artist", "producer"]),
    }), [account, isLoading, error, signIn, signOut, adopt]);
}

/// The box's name, zone and currency. Until they are known: Stagebox, the reader's zone, EUR.
export function useBox() {
    const { data, error, reload } = useData("GET /api/box", {}, { freshMs: 60_000 });
    return { box: data, error, reload, zone: data?.timeZone, currency: data?.currency ?? "EUR" };
}
