// Who is signed in, and the way between front of house and backstage.
import { useState } from "react";
import { LinkButton } from "../../design/Button";
import { Menu } from "../../design/Menu";
import { useToast } from "../../design/Toast";
import type { MenuItem } from "../../design/Menu";
import { t } from "../../strings";
import { sentenceOf } from "../api";
import { useNavigation } from "../navigation";
import { useSession } from "../session";
import { useShortcutHelp } from "../shortcuts";
import { applyChoice, readChoice } from "../theme";
import type { ThemeChoice } from "../theme";

const NEXT: Record<ThemeChoice, ThemeChoice> = { auto: "light", light: "dark", dark: "auto" };

export function AccountMenu({ place }: { place: "front" | "backstage" }) {
    const { account, isBackstage, signOut, isLoading } = useSession();
    const { go } = useNavigation();
    const toast = useToast();
    const help = useShortcutHelp();
    const [theme, setTheme] = useState(readChoice);
    const nextTheme = NEXT[theme];
    const themeName = { auto: t.app.themeAuto, light: t.app.themeLight, dark: t.app.themeDark }[nextTheme];
    const leave = async () => {
        try {
            await signOut();
            go("/");
        } catch (error) {
            toast({ text: sentenceOf(error), signal: "stop" });
        }
    };
    const look: MenuItem = {
        label: `${t.app.theme}: ${themeName}`, icon: nextTheme === "auto" ? "auto" : nextTheme === "light" ? "sun" : "moon",
        onSelect: () => {
            applyChoice(nextTheme);
            setTheme(nextTheme);
        },
    };
    const keys: MenuItem = { label: t.app.shortcuts, icon: "keyboard", onSelect: help };
    const crossing: MenuItem[] = !isBackstage ? [] : place === "front"
        ? [{ label: t.app.backstage, icon: "sliders", href: "/backstage" }] : [{ label: t.app.front, icon: "home",
            href: "/" }];
    if (!account) {
        return (
            <div className="row row-tight account">
                {!isLoading && <LinkButton className="account-sign-in" href="/sign-in">{t.app.signIn}</LinkButton>}
                <Menu label={t.app.menu} icon="more"
                    items={[...(isLoading ? [] : [{ label: t.app.signIn, icon: "user" as const, href: "/sign-in" }]),
                    look, keys]} />
            </div>
        );
    }
    return (
        <Menu label={`${t.app.account}: ${account.name}`} icon="user" items={[
            ...crossing, { label: t.app.account, icon: "user", href: "/account" }, look, keys,
            { label: t.app.signOut, icon: "sign-out", onSelect: () => void leave() },
        ]} />
    );
}
