// The rooms behind the console, each with one line of what it is for.
import { Icon } from "../../../design";
import type { IconName } from "../../../design";
import { t } from "../../../strings/house";

const ROOMS: { href: string; icon: IconName; name: string; text: string }[] = [
    { href: "/backstage/backups", icon: "drive", name: t.house.backups, text: t.house.backupsText },
    { href: "/backstage/people", icon: "people", name: t.house.people, text: t.house.peopleText },
    { href: "/backstage/devices", icon: "devices", name: t.house.devices, text: t.house.devicesText },
    { href: "/backstage/box/network", icon: "network", name: t.house.network, text: t.house.networkText },
    { href: "/backstage/box/certificates", icon: "lock", name: t.house.certificates, text: t.house.certificatesText },
    { href: "/backstage/box", icon: "settings", name: t.house.name, text: t.house.nameText },
    { href: "/backstage/box/updates", icon: "refresh", name: t.house.updates, text: t.house.updatesText },
    { href: "/backstage/records", icon: "list", name: t.house.records, text: t.house.recordsText },
    { href: "/backstage/records/log", icon: "file", name: t.house.logs, text: t.house.logsText },
    { href: "/backstage/records/support", icon: "help", name: t.house.support, text: t.house.supportText },
    { href: "/backstage/poster", icon: "poster", name: t.house.poster, text: t.house.posterText },
];

export function Rooms() {
    return (
        <section className="stack">
            <h2 className="heading">{t.house.title}</h2>
            <ul className="rooms">
                {ROOMS.map((room) => (
                    <li key={room.href}><a href={room.href} className="room">
                        <Icon name={room.icon} />
                        <span><span className="strong">{room.name}</span><span className="small quiet room-text">{room.text}</span></span>
                    </a></li>
                ))}
            </ul>
        </section>
    );
}
