// A living specimen: every primitive in every state, for whoever changes one. Only for admins, at /design.
import { useState } from "react";
import type { ReactNode } from "react";
import { useTitle } from "../../app/navigation";
import { DeskHead } from "../../app/shell/DeskHead";
import { Accented, Badge, Figure, Headline, Icon, Lamp, Notice, Sleeve, Table, Waveform } from "..";
import type { IconName, Signal } from "..";
import { contrast } from "../colour";
import { ControlSpecimen } from "./ControlSpecimen";
import { LayerSpecimen } from "./LayerSpecimen";
import { words } from "./words";

const ICONS: IconName[] = ["home", "note", "disc", "ticket", "door", "sliders", "search", "user", "people", "play",
    "pause", "next", "previous", "shuffle",
    "repeat", "queue", "volume", "mute", "moon", "sun", "auto", "plus", "minus", "close", "check", "chevron-right", "chevron-down", "arrow-right", "more", "drag",
    "heart", "download", "upload", "share", "edit", "trash", "undo", "refresh", "warning", "info", "lock", "key", "calendar", "clock", "pin", "cash", "card",
    "coins", "printer", "qr", "camera", "keyboard", "scan", "phone", "devices", "settings", "pulse", "network", "drive", "list", "grid", "link", "eye",
    "eye-off", "filter", "sort", "help", "speaker", "wave", "menu", "sign-out", "star", "image", "file", "copy", "offline", "receipt", "drawer", "seat", "expand",
    "bell", "poster", "language"];
const SIGNALS: Signal[] = ["go", "wait", "stop", "info", "off"];
const ACCENTS = ["#e8a317", "#f78154", "#c0392b", "#d9e021", "#2f6fb0", "#5b2a86", "#101418", "#f4f1ea", "#808080"];
const TOKENS = ["--ground", "--tone-1", "--tone-2", "--edge", "--quiet", "--ink", "--accent", "--accent-text",
    "--accent-tint"];
/// Hills and valleys, as base64 of 400 bytes.
const PEAKS = btoa(String.fromCharCode(...Array.from({ length: 400 }, (_, i) =>
    Math.round(255 * Math.min(1, 0.1 + 0.5 * Math.abs(Math.sin(i / 37)) + 0.4 * Math.abs(Math.sin(i * 1.7)))))));

export default function Specimen() {
    useTitle(words.title);
    return (
        <div className="desk-page">
            <DeskHead title={words.title} />
            <div className="specimen">
                <Part title={words.type}><TypeSpecimen /></Part>
                <Part title={words.colour}><ColourSpecimen /></Part>
                <Part title={words.controls}><ControlSpecimen /></Part>
                <Part title={words.layers}><LayerSpecimen /></Part>
                <Part title={words.figures}><FigureSpecimen /></Part>
                <Part title={words.record}><RecordSpecimen /></Part>
                <Part title={words.icons}><ul className="specimen-icons">{ICONS.map((name) => <li key={name}><Icon
                    name={name} /><span className="tiny quiet">{name}</span></li>)}</ul></Part>
            </div>
        </div>
    );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
    return <section className="stack"><h2 className="heading specimen-heading">{title}</h2>{children}</section>;
}

function TypeSpecimen() {
    return (
        <div className="stack">
            <Headline as="p" text={words.headline} maxHeight={220} />
            {[64, 40, 28, 20].map((size) => <p key={size}
                className={`display display-${size}`}>{size} {words.sample}</p>)}
            <p className="lead">20 {words.sentence}</p>
            <p>16 {words.sentence}</p>
            <p className="small">14 {words.sentence}</p>
            <p className="tiny quiet">12 {words.sentence}</p>
            <p className="figures">0123456789 1,234.50 €</p>
        </div>
    );
}

function ColourSpecimen() {
    return (
        <div className="stack">
            <ul className="specimen-swatches">{TOKENS.map((token) => <li key={token}><span
                style={{ background: `var(${token})` }} /><code className="tiny">{token}</code></li>)}</ul>
            <ul className="specimen-swatches">
                {ACCENTS.map((accent) => (
                    <li key={accent}>
                        <Accented accent={accent}>
                            <span className="specimen-accent"><b>{words.on}</b></span>
                            <p className="accent small strong">{words.text} {accent}</p>
                        </Accented>
                    </li>
                ))}
            </ul>
            <p className="tiny quiet tabular">{words.contrast(contrast("#14120f", "#f6f3ec").toFixed(1))}</p>
        </div>
    );
}

function FigureSpecimen() {
    const rows = [{ name: words.rows[0], sold: 128, taken: "€1,536.00", signal: "go" as const },
        { name: words.rows[1], sold: 7, taken: "€105.00", signal: "wait" as const },
        { name: words.rows[2], sold: 0, taken: "€0.00", signal: "stop" as const }];
    return (
        <div className="stack gap-5">
            <div className="row gap-6">{SIGNALS.map((signal) => <Lamp key={signal} signal={signal} />)}</div>
            <div className="row gap-6"><Figure number="214" name={words.inside} /><Figure number="€1,641"
                name={words.taken} /><Badge>{words.badge}</Badge></div>
            {SIGNALS.slice(0, 4).map((signal) => <Notice key={signal} signal={signal}>{words.sentence}</Notice>)}
            <Table caption={words.figures} rows={rows} rowKey={(row) => row.name} folds
                sort={{ key: "sold", descending: true }} onSort={() => undefined} columns={[
                { key: "name", name: words.columns[0], cell: (row) => row.name }, { key: "state",
                    name: words.columns[1], cell: (row) => <Lamp signal={row.signal} /> },
                { key: "sold", name: words.columns[2], number: true, sortable: true,
                    cell: (row) => row.sold }, { key: "taken", name: words.columns[3], number: true,
                    cell: (row) => row.taken },
            ]} />
        </div>
    );
}

function RecordSpecimen() {
    const [position, setPosition] = useState(52_000);
    return (
        <div className="stack gap-5">
            <Waveform peaks={PEAKS} durationMs={184_000} positionMs={position} onSeek={setPosition} />
            <div className="specimen-sleeves">
                {words.sleeves.map((title, i) => <Sleeve key={title} cover={null} title={title}
                    accent={ACCENTS[i] ?? null} decorative />)}
            </div>
        </div>
    );
}
