// Runs before the first paint, as a script of its own: sets data-theme on the root (see theme.ts), and asks the box for
// what the page will show while the application itself is still on its way (see early.ts).
import { askEarly } from "./early";
import { readChoice, themeFor } from "./theme";

document.documentElement.dataset.theme = themeFor(readChoice(), new Date(),
    matchMedia("(prefers-color-scheme: dark)").matches);
askEarly(location.pathname);
