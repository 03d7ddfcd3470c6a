// The player for React: the state changes seldom, the clock four times a second.
import { useSyncExternalStore } from "react";
import { useServices } from "../../../app/services";
import type { Clock, Player, PlayerState } from "./player";

export function usePlayer(): { player: Player; state: PlayerState } {
    const { player } = useServices();
    return { player, state: useSyncExternalStore(player.watch, player.read) };
}

export function useClock(): Clock {
    const { player } = useServices();
    return useSyncExternalStore(player.watchClock, player.readClock);
}
