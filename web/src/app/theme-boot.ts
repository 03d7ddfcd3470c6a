// Runs before the first paint, as a script of its own: sets data-theme on the root. See theme.ts.
import { readChoice, themeFor } from "./theme";

document.documentElement.dataset.theme = themeFor(readChoice(), new Date(), matchMedia("(prefers-color-scheme: dark)").matches);
