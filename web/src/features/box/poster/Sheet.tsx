// The sheet itself. Every size on it is a part of its width, so that it fills A4, A3 and the screen alike.
import { Grooves, QR } from "../../../design";
import { setHeadline } from "../../../design/woodtype";
import { t } from "../../../strings/house";

interface SheetProps {
    name: string;
    headline: string;
    event: string | null;
    rows: readonly string[];
    /// What the code says, and what a person types: the front page knows the next show by itself.
    url: string;
    typed: string;
    wifi: string;
    paper: "a4" | "a3";
    look: "accent" | "plain";
}

/// Height of the name, as a part of its width.
const NAME_HEIGHT = 0.56;
/// The width between the margins, in hundredths of the sheet's.
const MEASURE = 88;
/// The address in one line: hundredths of the width over the letters it has.
const ADDRESS_WIDTH = 146;

export function Sheet({ name, headline, event, rows, url, typed, wifi, paper, look }: SheetProps) {
    return (
        // The outer element names the page of paper; a container may not.
        <article className={`sheet-${paper}`} aria-label={t.poster.title}>
            <div className={`sheet-paper sheet-${look}`}>
                <Grooves seed={name} />
                <div className="sheet-inner">
                    <p className="sheet-name display">
                        {setHeadline(name, NAME_HEIGHT).map((line, i) => <span key={i} style={{ fontSize: `${(line.size * MEASURE).toFixed(2)}cqi` }}>{line.text} </span>)}
                    </p>
                    {event && <p className="sheet-event display">{event}</p>}
                    <div className="sheet-middle">
                        <div className="sheet-code"><QR rows={rows} label={url} /></div>
                        <div className="sheet-words">
                            <p className="sheet-call display">{headline}</p>
                            <ol className="sheet-steps">
                                <li>{wifi ? t.poster.join(wifi) : t.poster.joinPlain}</li>
                                <li>{t.poster.scan}</li>
                            </ol>
                        </div>
                    </div>
                    <div className="sheet-foot">
                        <p className="sheet-address" style={{ fontSize: `${Math.min(8, ADDRESS_WIDTH / Math.max(8, typed.length)).toFixed(2)}cqi` }}>{typed}</p>
                        <p className="sheet-free">{t.poster.free}</p>
                    </div>
                </div>
            </div>
        </article>
    );
}
