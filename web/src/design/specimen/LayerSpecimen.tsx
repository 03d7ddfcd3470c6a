import { useState } from "react";
import { Banner, Button, Dialog, EmptyState, ErrorState, Menu, Progress, QR, Sheet, Skeleton, Tabs, useConfirm,
    useToast } from "..";
import { words as w } from "./words";

/// The three eyes of a code and some noise: enough to judge edges and the quiet zone.
const QR_ROWS = Array.from({ length: 25 }, (_, y) => Array.from({ length: 25 }, (_, x) => {
    const eye = (a: number, b: number) => {
        const d = Math.max(Math.abs(x - a), Math.abs(y - b));
        return d > 4 ? null : d === 4 || d === 2 ? "0" : "1";
    };
    return eye(3, 3) ?? eye(21, 3) ?? eye(3, 21) ?? ((x * 7 + y * 11 + x * y) % 3 === 0 ? "1" : "0");
}).join(""));

export function LayerSpecimen() {
    const toast = useToast();
    const confirm = useConfirm();
    const [open, setOpen] = useState<"dialog" | "sheet" | null>(null);
    const [tab, setTab] = useState<"a" | "b">("a");
    return (
        <div className="stack gap-5">
            <div className="row">
                <Button onClick={() => setOpen("dialog")}>Dialog</Button><Button
                    onClick={() => setOpen("sheet")}>Sheet</Button>
                <Button onClick={() => void confirm({ title: w.ask, text: w.askText, yes: w.danger,
                    danger: true })}>Confirm</Button>
                <Button onClick={() => toast({ text: w.removed, undo: () => undefined })}>Toast</Button>
                <Menu items={[{ label: w.open, icon: "expand" }, { label: w.danger, icon: "trash", danger: true }]} />
            </div>
            <Banner>{w.sentence}</Banner>
            <Banner signal="stop" action={<Button>{w.open}</Button>}>{w.sentence}</Banner>
            <Progress label={w.button} done={0.42} />
            <Progress label={w.button} done={null} words={w.open} />
            <Tabs label={w.all} value={tab} onChange={setTab}
                items={[{ value: "a", label: w.tonight }, { value: "b", label: w.next }]}><p
                className="quiet">{w.sentence}</p></Tabs>
            <div className="specimen-states">
                <EmptyState icon="disc" title={w.tonight}>{w.sentence}</EmptyState>
                <ErrorState sentence={w.sentence} onRetry={() => undefined} />
                <div className="stack"><Skeleton height="2rem" width="60%" /><Skeleton /><Skeleton width="80%" /></div>
                <div className="specimen-qr"><QR rows={QR_ROWS} /></div>
            </div>
            <Dialog open={open === "dialog"} onClose={() => setOpen(null)} title={w.ask}
                foot={<Button kind="primary"
                onClick={() => setOpen(null)}>{w.button}</Button>}><p>{w.askText}</p></Dialog>
            <Sheet open={open === "sheet"} onClose={() => setOpen(null)} title={w.tonight}><p>{w.askText}</p></Sheet>
        </div>
    );
}
