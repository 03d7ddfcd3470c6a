// All words of the house, for pages that are fetched on demand. A second language is one more value of the type
// Strings.
import { desk } from "./desk";
import { en } from "./en";

const english = { ...en, ...desk };

export type Strings = typeof english;

export const t: Strings = english;
