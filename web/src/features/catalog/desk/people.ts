// How somebody comes off an artist's page. The box decides; this only spares people a refusal.
import type { Editor } from "../../../app/api.gen";

/// "remove" can be undone by whoever did it; whoever leaves is let in again by others only, so that is asked first. null:
/// the last one stays until an admin takes them off.
export function wayOff(person: Editor, people: readonly Editor[], me: { id: string; isAdmin: boolean }):
    "remove" | "leave" | null {
    if (me.isAdmin) return "remove";
    if (people.length <= 1) return null;
    return person.id === me.id ? "leave" : "remove";
}
