// The three faces of a show on the desk.
import { useNavigation } from "../../../app/navigation";
import { useSession } from "../../../app/session";
import { NavTabs } from "../../../design";
import { t } from "../../../strings/house";

export function ShowTabs({ id }: { id: string }) {
    const { place } = useNavigation();
    const { has } = useSession();
    const base = `/backstage/shows/${id}`;
    const items = [{ href: base, label: t.backShows.details }, { href: `${base}/door`, label: t.backShows.door }, { href: `${base}/tickets`, label: t.backShows.list }];
    return <NavTabs label={t.backShows.title} current={place.path} items={has("staff") ? items : items.slice(1)} />;
}
