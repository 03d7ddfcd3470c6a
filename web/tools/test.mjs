// Bundles tests/**/*.test.ts with esbuild into .cache/tests and runs them with `node --test`.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const web = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const target = path.join(web, ".cache/tests");

function walk(folder) {
    return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const full = path.join(folder, entry.name);
        return entry.isDirectory() ? walk(full) : [full];
    }).sort();
}

const wanted = process.argv[2] ?? "";
const sources = [...walk(path.join(web, "tests")), ...walk(path.join(web, "src"))]
    .filter((file) => file.endsWith(".test.ts") && file.includes(wanted));
if (sources.length === 0) {
    process.stderr.write(`web/test: no test file is named like “${wanted}”\n`);
    process.exit(1);
}
fs.rmSync(target, { recursive: true, force: true });
execFileSync("/usr/bin/esbuild", [...sources, "--bundle", "--platform=node", "--format=esm", "--target=node18",
    "--out-extension:.js=.mjs", `--outbase=${web}`, `--outdir=${target}`, "--log-level=warning",
    "--jsx=automatic", "--define:WORKERS={}", "--define:HOUSE_STYLE=\"\"", "--loader:.css=text", "--loader:.yaml=text"],
{ cwd: web, stdio: "inherit", env: { ...process.env, NODE_PATH: "/usr/share/nodejs" } });
const files = walk(target).filter((file) => file.endsWith(".test.mjs"));
process.exit(spawnSync(process.execPath, ["--test", ...files], { cwd: web, stdio: "inherit" }).status ?? 1);
