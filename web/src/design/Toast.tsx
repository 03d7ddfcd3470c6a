// Short words after something was done, with a way to undo it. They wait while a pointer or the focus rests on them.
import { createContext, useCallback, useContext, useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { createPortal } from "react-dom";
import { t } from "../strings";
import { Button, IconButton } from "./Button";
import { LampShape } from "./Lamp";
import type { Signal } from "./Lamp";

export interface ToastMessage {
    text: string;
    signal?: Signal;
    /// Makes an Undo button; the toast then stays 10 seconds instead of 5.
    undo?: () => void | Promise<void>;
}

const Toasting = createContext<(message: ToastMessage | string) => void>(() => undefined);

/// `const toast = useToast(); toast({ text: "Track removed.", undo: () => restore() })`
export function useToast() {
    return useContext(Toasting);
}

const MOST_AT_ONCE = 3;

const LOOK_EVERY_MS = 250;

/// Where toasts can be seen and used: inside the uppermost dialog, because everything beside a modal dialog is inert.
function usePlace(isNeeded: boolean): Element {
    const [place, setPlace] = useState<Element>(document.body);
    useEffect(() => {
        if (!isNeeded) return undefined;
        const look = () => setPlace([...document.querySelectorAll("dialog[open]")].pop() ?? document.body);
        look();
        const timer = setInterval(look, LOOK_EVERY_MS);
        return () => clearInterval(timer);
    }, [isNeeded]);
    return place.isConnected ? place : document.body;
}

export function ToastProvider({ children }: { children: ReactNode }) {
    const [messages, setMessages] = useState<(ToastMessage & { key: number })[]>([]);
    const next = useRef(1);
    const place = usePlace(messages.length > 0);
    const toast = useCallback((message: ToastMessage | string) => {
        const full = typeof message === "string" ? { text: message } : message;
        setMessages((old) => [...old, { ...full, key: next.current++ }].slice(-MOST_AT_ONCE));
    }, []);
    const remove = useCallback((key: number) => setMessages((old) => old.filter((one) => one.key !== key)), []);
    return (
        <Toasting.Provider value={toast}>
            {children}
            {createPortal(
                <div className="toasts" role="status" aria-live="polite">
                    {messages.map((one) => <Toast key={one.key} message={one} onGone={() => remove(one.key)} />)}
                </div>, place)}
        </Toasting.Provider>
    );
}

function Toast({ message, onGone }: { message: ToastMessage; onGone: () => void }) {
    const [rests, setRests] = useState(false);
    const gone = useRef(onGone);
    gone.current = onGone;
    const stays = message.undo || message.signal === "stop" ? 10_000 : 5_000;
    useEffect(() => {
        if (rests) return undefined;
        const timer = setTimeout(() => gone.current(), stays);
        return () => clearTimeout(timer);
    }, [rests, stays]);
    const undo = async () => {
        onGone();
        await message.undo?.();
    };
    return (
        <div className={`toast signal-${message.signal ?? "off"}`} onPointerEnter={() => setRests(true)}
            onPointerLeave={() => setRests(false)}
            onFocus={() => setRests(true)} onBlur={() => setRests(false)}>
            {message.signal && <LampShape signal={message.signal} />}
            <p className="grow">{message.text}</p>
            {message.undo && <Button className="toast-undo" kind="quiet"
                onClick={() => void undo()}>{t.design.undo}</Button>}
            <IconButton icon="close" label={t.design.dismiss} onClick={onGone} />
        </div>
    );
}
