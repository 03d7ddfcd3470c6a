// The words that the first view needs: shell, catalogue, player, errors. Everything else lies in desk.ts and comes with
// the pages that use it: those import `t` from "strings/house", which holds both. routes.ts files of features use
// this one.
import { en } from "./en";

export const t = en;

/// Language and region for numbers and dates.
export const locale = "en-GB";
