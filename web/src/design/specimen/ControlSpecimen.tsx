import { useState } from "react";
import { Button, Checkbox, DateTimeField, IconButton, MoneyField, NumberField, PasswordField, RadioList, SearchField,
    Segments, SelectField, Stepper, Switch,
    TextArea, TextField } from "..";
import { words as w } from "./words";

export function ControlSpecimen() {
    const [text, setText] = useState("");
    const [money, setMoney] = useState("12.50");
    const [when, setWhen] = useState("2025-11-28T20:00");
    const [choice, setChoice] = useState<"a" | "b" | "c">("a");
    const [isOn, setOn] = useState(true);
    const [count, setCount] = useState(2);
    const options = [{ value: "a" as const, label: w.tonight }, { value: "b" as const, label: w.next },
        { value: "c" as const, label: w.all }];
    return (
        <div className="stack gap-5">
            <div className="row">
                <Button kind="primary" large icon="play">{w.button}</Button>
                <Button kind="primary">{w.button}</Button><Button>{w.button}</Button><Button kind="quiet"
                    icon="edit">{w.button}</Button>
                <Button kind="danger" icon="trash">{w.danger}</Button><Button kind="danger-fill">{w.danger}</Button>
                <Button kind="primary" busy>{w.button}</Button><Button disabled>{w.button}</Button><Button
                    aria-pressed>{w.button}</Button>
                <IconButton icon="more" label={w.open} /><IconButton icon="heart" label={w.open} aria-pressed fill />
            </div>
            <div className="specimen-fields">
                <TextField label={w.label} hint={w.hint} value={text} onChange={setText} />
                <TextField label={w.label} error={w.error} value="" onChange={() => undefined} />
                <TextField label={w.label} disabled value={w.tonight} onChange={() => undefined} />
                <PasswordField label={w.label} value={text} onChange={setText} />
                <MoneyField label={w.taken} currency="EUR" value={money} onChange={setMoney} />
                <NumberField label={w.inside} value="300" onChange={() => undefined} />
                <DateTimeField label={w.tonight} value={when} onChange={setWhen} />
                <SelectField label={w.tonight} value={choice} onChange={setChoice} options={options} />
                <SearchField label={w.all} hideLabel={false} value={text} onChange={setText} />
                <TextArea label={w.label} optional value={text} onChange={setText} />
                <RadioList label={w.tonight} value={choice} onChange={setChoice}
                    options={options.map((one) => ({ ...one, hint: w.hint }))} />
                <div><Checkbox label={w.label} hint={w.hint} checked={isOn} onChange={setOn} /><Switch label={w.label}
                    checked={isOn} onChange={setOn} /></div>
            </div>
            <div className="row gap-5"><Segments label={w.tonight} value={choice} onChange={setChoice}
                options={options} /><Stepper label={w.taken} value={count} onChange={setCount} max={5} /></div>
        </div>
    );
}
