// Paper or stage. By itself the house is dark in the evening, and by day follows the device; a choice is kept.

export type ThemeChoice = "auto" | "light" | "dark";

const KEY = "stagebox.theme";
const EVENING = 18;
const MORNING = 6;

export function readChoice(): ThemeChoice {
    try {
        const kept = localStorage.getItem(KEY);
        return kept === "light" || kept === "dark" ? kept : "auto";
    } catch {
        return "auto";
    }
}

export function themeFor(choice: ThemeChoice, now: Date, systemIsDark: boolean): "light" | "dark" {
    if (choice !== "auto") return choice;
    const hour = now.getHours();
    return systemIsDark || hour >= EVENING || hour < MORNING ? "dark" : "light";
}

export function applyChoice(choice: ThemeChoice) {
    try {
        if (choice === "auto") localStorage.removeItem(KEY);
        else localStorage.setItem(KEY, choice);
    } catch {
        // Private windows may refuse to keep anything; the choice then lasts as long as the page.
    }
    document.documentElement.dataset.theme = themeFor(choice, new Date(),
        matchMedia("(prefers-color-scheme: dark)").matches);
}
