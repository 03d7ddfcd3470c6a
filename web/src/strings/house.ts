// All words of the house, for pages that are fetched on demand. A second language is one more value of the type
// Strings.
import { box } from "./box";
import { desk } from "./desk";
import { en } from "./en";

const english = { ...en, ...desk, ...box };

export type Strings = typeof english;

export const t: Strings = english;
