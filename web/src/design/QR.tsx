// A QR code from rows of "0" and "1" without quiet zone, drawn as one path with four modules of quiet around it.
import { t } from "../strings";
import { qrPath } from "./qrPath";

export function QR({ rows, label = t.design.qrLabel }: { rows: readonly string[]; label?: string }) {
    const size = rows.length + 8;
    return (
        <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
            <path d={qrPath(rows)} fill="currentColor" />
        </svg>
    );
}
