// One script for the first view. esbuild makes a chunk for every set of pages that share a module: two dozen small files,
// each with its round trip, its headers and its own compression. Here those that the first view needs become one file,
// and the pages that are fetched on demand import from it. Works on the output of a splitting build with absolute
// addresses: `import{a as b}from"/assets/c-chunk-X.js";`.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const STATIC_IMPORT = /import(?:\{([^}]*)\}from)?"\/assets\/([\w-]+\.js)";?/g;

/// Merges the files named (base names, entry first) into one; rewrites the others in the folder; answers with its name.
export function mergeFirstView({ folder, scratch, names, exportsOf }) {
    const index = new Map(names.map((name, i) => [name, i]));
    const alias = (name, i) => `${name}${i}`;
    fs.rmSync(scratch, { recursive: true, force: true });
    fs.mkdirSync(scratch, { recursive: true });
    for (const name of names) {
        const text = fs.readFileSync(path.join(folder, name), "utf8");
        const local = text.replace(STATIC_IMPORT, (whole, words, from) => (index.has(from) ? whole.replace("/assets/", "./") : whole));
        fs.writeFileSync(path.join(scratch, name), local);
    }
    const [entry, ...rest] = names;
    const lines = [`import "./${entry}";`, ...rest.map((name) => {
        const words = exportsOf(name).map((word) => `${word} as ${alias(word, index.get(name))}`);
        return words.length > 0 ? `export { ${words.join(", ")} } from "./${name}";` : `import "./${name}";`;
    })];
    fs.writeFileSync(path.join(scratch, "first.js"), `${lines.join("\n")}\n`);
    // The names of its parts carry the hashes of their content.
    const made = `first-${createHash("sha256").update(names.join()).digest("hex").slice(0, 8).toUpperCase()}.js`;
    const { status } = spawnSync("/usr/bin/esbuild", [path.join(scratch, "first.js"), "--bundle", "--minify", "--format=esm",
        "--target=es2020", "--charset=utf8", "--external:/assets/*", "--log-level=warning", `--outfile=${path.join(folder, made)}`],
    { stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) throw new Error("the first view could not be merged");
    for (const name of names) fs.rmSync(path.join(folder, name));
    for (const file of fs.readdirSync(folder)) {
        if (file.endsWith(".js") && file !== made) rewrite(path.join(folder, file), made, index, alias);
    }
    return made;
}

/// Turns imports of merged files into one import of the merged file.
function rewrite(file, made, index, alias) {
    const text = fs.readFileSync(file, "utf8");
    const words = [];
    let isNeeded = false;
    const rest = text.replace(STATIC_IMPORT, (whole, list, from) => {
        const i = index.get(from);
        if (i === undefined) return whole;
        isNeeded = true;
        for (const word of (list ?? "").split(",").filter(Boolean)) {
            const [theirs, ours = theirs] = word.trim().split(" as ");
            words.push(`${alias(theirs, i)} as ${ours}`);
        }
        return "";
    });
    if (!isNeeded) return;
    fs.writeFileSync(file, `import${words.length > 0 ? `{${words.join(",")}}from` : ""}"/assets/${made}";${rest}`);
}
