// What everybody must know before anything else: the device is offline, the box is away, its disk cannot be written.
import { useEffect, useRef, useSyncExternalStore } from "react";
import { Button } from "../../design/Button";
import { Banner } from "../../design/States";
import { t } from "../../strings";
import { useAnnounce } from "../announce";
import { useServices } from "../services";
import { useBox } from "../session";

export function Banners() {
    const { connection } = useServices();
    const reach = useSyncExternalStore(connection.watch, () => connection.reach);
    const { box } = useBox();
    const say = useAnnounce();
    const was = useRef(reach);
    useEffect(() => {
        if (was.current !== "here" && reach === "here") say(t.app.back);
        was.current = reach;
    }, [reach, say]);
    return (
        <>
            {box?.isReadOnly && <Banner signal="stop">{box.notice ?? t.app.readOnly}</Banner>}
            {reach === "offline" && <Banner>{t.app.offline}</Banner>}
            {reach === "away" && <Banner action={<Button
                onClick={connection.tryNow}>{t.app.reconnect}</Button>}>{t.app.boxAway}</Banner>}
        </>
    );
}
