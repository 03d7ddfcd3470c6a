// While files are on their way, every page backstage says so, and leads back to them.
import { useEffect, useSyncExternalStore } from "react";
import { Icon } from "../../design/Icon";
import { t } from "../../strings";
import { useServices } from "../services";

export function UploadsLight() {
    const { uploads } = useServices();
    const items = useSyncExternalStore(uploads.watch, uploads.list);
    const busy = items.filter((item) => item.state === "waiting" || item.state === "sending");
    const failed = items.filter((item) => item.state === "failed");
    const isBusy = busy.length > 0;
    useEffect(() => {
        if (!isBusy) return undefined;
        // A file that is half sent is lost with the tab: the browser asks first.
        const leaving = (event: BeforeUnloadEvent) => event.preventDefault();
        addEventListener("beforeunload", leaving);
        return () => removeEventListener("beforeunload", leaving);
    }, [isBusy]);
    const first = busy[0] ?? failed[0];
    if (!first) return null;
    const all = items.reduce((sum, item) => sum + item.file.size, 0);
    const sent = items.reduce((sum, item) => sum + (item.state === "stored" ? item.file.size : item.sent), 0);
    return (
        <a className="uploads-light tabular" href={`/backstage/music/${first.artistId}`}>
            <Icon name={isBusy ? "upload" : "warning"} small />
            {isBusy ? t.app.uploading(busy.length, all > 0 ? Math.floor((sent / all) * 100) : 0)
                : t.app.uploadsFailed(failed.length)}
        </a>
    );
}
