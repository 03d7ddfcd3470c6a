// Builds web/out from web/src: fonts, bundles with hashed names, pages, precompressed twins, a manifest of sizes.
//
// Layout of the output, which the box serves as it is:
//   index.html            from src/index.html; answers every path of the application. Not cached: it names hashed files
//   NAME/index.html       from src/FOLDER/NAME.html: pages of their own, such as door/
//   service-worker.js     from src/app/service-worker.ts, at a fixed address, not cached
//   assets/…              hashed names, immutable
//   api/openapi.json      the contract as JSON
//   *.br, *.gz            twins of text files, for Accept-Encoding
//   manifest.json         byte sizes, and the hash of the inputs that made them
//
// A page template names its entries as {{src path}}: {{main.tsx}}, {{app.css}}, {{scanner/door.ts}}. Files that end in
// .worker.ts or -boot.ts become scripts of their own, without imports, whose addresses the bundle knows as
// WORKERS["scanner/x.worker.ts"]. Files in src/root are copied to the top. A CSS file in src/app or src/features is part
// of the application's style by itself (see styleEntries); any other page names its own.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";

import { mergeFirstView } from "./merge.mjs";

const web = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => path.join(web, ...parts);
const cache = at(".cache");
const out = at("out");

/// Bytes transferred, brotli, before the first view is complete: page, script, style and the fonts it uses.
const FIRST_VIEW_LIMIT = 120_000;
const FONTS_LIMIT = 60_000;

const NODE_MODULES = "/usr/share/nodejs";
const FONT_FILES = [
    "/usr/share/fonts/opentype/bebas-neue/BebasNeue-Bold.otf",
    "/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf",
    "/usr/share/fonts/opentype/b612/B612Mono-Regular.otf",
];
const PACKAGES = {
    "/usr/bin/esbuild": "esbuild",
    "/usr/bin/python3": "python3",
    [`${NODE_MODULES}/react/index.js`]: "node-react",
    [`${NODE_MODULES}/react-dom/index.js`]: "node-react-dom",
    [`${NODE_MODULES}/csstype/index.d.ts`]: "node-csstype",
    [`${NODE_MODULES}/prop-types/index.js`]: "node-prop-types",
    "/usr/lib/python3/dist-packages/fontTools/__init__.py": "python3-fonttools",
    "/usr/lib/python3/dist-packages/brotli.py": "python3-brotli",
    "/usr/lib/python3/dist-packages/yaml/__init__.py": "python3-yaml",
    [FONT_FILES[0]]: "fonts-bebas-neue",
    [FONT_FILES[1]]: "fonts-inter-variable",
    [FONT_FILES[2]]: "fonts-b612",
};

const say = (line) => process.stdout.write(`${line}\n`);
const fail = (line) => {
    process.stderr.write(`web/build: ${line}\n`);
    process.exit(1);
};
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");

function walk(folder) {
    if (!fs.existsSync(folder)) return [];
    return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const full = path.join(folder, entry.name);
        if (entry.isDirectory()) return entry.name === "__pycache__" ? [] : walk(full);
        return [full];
    }).sort();
}

function demandPackages() {
    const missing = Object.entries(PACKAGES).filter(([file]) => !fs.existsSync(file)).map(([, name]) => name);
    if (missing.length > 0) {
        fail(`these Debian packages are missing: ${missing.join(" ")}\n  Install them: sudo apt-get install ${missing.join(" ")}`);
    }
}

/// One hash over everything that can change the output: our files by content, Debian's by size and time.
function inputsHash() {
    const sum = createHash("sha256");
    for (const file of [...walk(at("src")), ...walk(at("tools")), ...walk(at("api"))]) {
        sum.update(path.relative(web, file)).update("\0").update(fs.readFileSync(file)).update("\0");
    }
    const foreign = [...FONT_FILES, "/usr/bin/esbuild", ...["react", "react-dom", "scheduler"].flatMap((name) =>
        walk(`${NODE_MODULES}/${name}`))];
    for (const file of foreign) {
        const { size, mtimeMs } = fs.statSync(file);
        sum.update(`${file}\0${size}\0${mtimeMs}\0`);
    }
    return sum.digest("hex");
}

function isNewer(one, other) {
    return fs.existsSync(one) && (!fs.existsSync(other) || fs.statSync(one).mtimeMs > fs.statSync(other).mtimeMs);
}

/// Fonts change about never: they are kept in .cache, keyed by the script and the sources.
function fonts() {
    const folder = path.join(cache, "fonts");
    const key = hash(fs.readFileSync(at("tools/fonts.py")) + FONT_FILES.map((f) => fs.statSync(f).mtimeMs).join());
    const mark = path.join(folder, "key");
    if (fs.existsSync(mark) && fs.readFileSync(mark, "utf8") === key) return;
    fs.rmSync(folder, { recursive: true, force: true });
    execFileSync("/usr/bin/python3", [at("tools/fonts.py"), folder], { stdio: "inherit" });
    fs.writeFileSync(mark, key);
}

/// The style of the application in two files: app.css for the first view (tokens, primitives, shell, catalogue), and
/// house.css, fetched with the first page that is not the catalogue's. Features in order of their names.
function styleEntries() {
    const css = (folder) => walk(at("src", folder)).filter((file) => file.endsWith(".css"));
    const isFirst = (file) => file.startsWith(at("src/features/catalog")) && !file.includes("/desk/");
    const features = css("features");
    const write = (name, files) => {
        const entry = path.join(cache, name);
        const lines = files.map((file) => `@import ${JSON.stringify(path.relative(cache, file).replace(/^(?!\.)/, "./"))};`);
        fs.writeFileSync(entry, `${lines.join("\n")}\n`);
        return entry;
    };
    return [
        write("app.css", [path.join(cache, "fonts/fonts.css"), at("src/design/index.css"), ...css("app"), ...features.filter(isFirst)]),
        write("house.css", [at("src/design/specimen.css"), ...features.filter((file) => !isFirst(file))]),
    ];
}

function esbuild(entries, target, extra) {
    const meta = path.join(cache, "meta.json");
    const { status } = spawnSync("/usr/bin/esbuild", [...entries, "--bundle", "--minify", "--jsx=automatic",
        "--target=es2020", "--charset=utf8", "--define:process.env.NODE_ENV=\"production\"",
        "--entry-names=[name]-[hash]", "--chunk-names=c-[name]-[hash]", "--asset-names=[name]-[hash]",
        "--loader:.woff2=file", "--loader:.svg=file", "--loader:.png=file", "--loader:.wasm=file",
        "--public-path=/assets", "--log-level=warning", "--legal-comments=none",
        `--metafile=${meta}`, `--outdir=${target}`, ...extra],
    { cwd: web, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, NODE_PATH: NODE_MODULES } });
    if (status !== 0) fail("the bundler refused the sources; web/out is as it was");
    return JSON.parse(fs.readFileSync(meta, "utf8"));
}

/// Names of outputs by the source they came from, relative to src: {"main.tsx": "/assets/main-ABC.js"}.
function entryNames(meta) {
    const names = {};
    for (const [file, made] of Object.entries(meta.outputs)) {
        if (!made.entryPoint) continue;
        const source = path.relative(at("src"), at(made.entryPoint));
        const name = source.startsWith("..") ? path.basename(source) : source;
        names[name] = `/assets/${path.basename(file)}`;
    }
    return names;
}

/// Files a script needs before it can run: itself and what it imports statically.
function closure(meta, start) {
    const seen = new Set();
    const visit = (file) => {
        if (seen.has(file)) return;
        seen.add(file);
        for (const needed of meta.outputs[file].imports) {
            if (needed.kind === "import-statement" && meta.outputs[needed.path]) visit(needed.path);
        }
    };
    visit(start);
    return [...seen];
}

/// The application with the scripts of its first view in one file.
function merged(meta, folder) {
    const main = outputOf(meta, entryNames(meta)["main.tsx"]);
    const parts = closure(meta, main);
    const made = mergeFirstView({ folder, scratch: path.join(cache, "merge"), names: parts.map((file) => path.basename(file)),
        exportsOf: (name) => meta.outputs[parts.find((file) => path.basename(file) === name)].exports });
    const file = path.join(path.dirname(main), made);
    const others = Object.entries(meta.outputs).filter(([name]) => !parts.includes(name)).map(([name, one]) => [name, { ...one,
        imports: [{ path: file, kind: "import-statement" }, ...one.imports.filter((needed) => !parts.includes(needed.path))] }]);
    return { outputs: { ...Object.fromEntries(others), [file]: { ...meta.outputs[main], imports: [] } } };
}

function outputOf(meta, address) {
    return Object.keys(meta.outputs).find((file) => path.basename(file) === path.basename(address));
}

function fontAddress(meta, name) {
    const found = Object.keys(meta.outputs).find((file) => new RegExp(`^${name}-[A-Z0-9]+\\.woff2$`).test(path.basename(file)));
    return found ? `/assets/${path.basename(found)}` : fail(`the font ${name} is used by no style`);
}

/// Fills a page template. Preloads spare the first view a round trip for imported chunks and for the two fonts.
function page(template, meta, names) {
    let html = fs.readFileSync(template, "utf8");
    const scripts = [];
    html = html.replace(/\{\{([\w./-]+)\}\}/g, (whole, name) => {
        if (name === "preload") return whole;
        const font = /^font\/([\w-]+)$/.exec(name);
        if (font) return fontAddress(meta, font[1]);
        const address = names[name];
        if (!address) fail(`${path.relative(web, template)} names {{${name}}}, which is no entry`);
        if (address.endsWith(".js") && outputOf(meta, address)) scripts.push(address);
        return address;
    });
    const chunks = new Set(scripts.flatMap((address) => closure(meta, outputOf(meta, address)).slice(1)));
    const links = [...chunks].map((file) => `<link rel="modulepreload" href="/assets/${path.basename(file)}">`);
    return html.replace("{{preload}}", links.join("\n"));
}

function compress(folder) {
    const text = /\.(html|js|css|svg|json|txt|webmanifest)$/;
    for (const file of walk(folder)) {
        if (!text.test(file)) continue;
        const bytes = fs.readFileSync(file);
        if (bytes.length < 200) continue;
        fs.writeFileSync(`${file}.gz`, zlib.gzipSync(bytes, { level: 9 }));
        fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(bytes, { params: {
            [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
    }
}

function transferred(folder, name) {
    const file = path.join(folder, name);
    return fs.statSync(fs.existsSync(`${file}.br`) ? `${file}.br` : file).size;
}

/// What a first visit to the front page transfers, and whether that is little enough.
function budget(folder, meta, names) {
    const files = ["index.html", ...closure(meta, outputOf(meta, names["main.tsx"])).map((file) => `assets/${path.basename(file)}`),
        names["app.css"].slice(1), names["app/early-boot.ts"].slice(1), `assets/${path.basename(Object.keys(meta.outputs).find((file) => /icons-\w+\.svg$/.test(file)))}`,
        ...["bebas", "inter"].map((font) => fontAddress(meta, font).slice(1))];
    const parts = Object.fromEntries(files.map((file) => [file, transferred(folder, file)]));
    const total = Object.values(parts).reduce((a, b) => a + b, 0);
    const allFonts = walk(folder).filter((f) => f.endsWith(".woff2")).reduce((sum, f) => sum + fs.statSync(f).size, 0);
    if (allFonts > FONTS_LIMIT) fail(`the fonts weigh ${allFonts} bytes; the limit is ${FONTS_LIMIT}`);
    return { total, limit: FIRST_VIEW_LIMIT, parts };
}

function contract(target) {
    if (!fs.existsSync(at("api/openapi.yaml"))) return;
    openapi("json", path.join(target, "api/openapi.json"));
}

function openapi(...words) {
    const { status } = spawnSync("/usr/bin/python3", [at("tools/openapi.py"), ...words], { stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
}

function build() {
    demandPackages();
    const started = Date.now();
    if (isNewer(at("api/openapi.yaml"), at("src/app/api.gen.ts"))) openapi("types");
    const inputs = inputsHash();
    const manifestFile = path.join(out, "manifest.json");
    if (fs.existsSync(manifestFile)) {
        try {
            if (JSON.parse(fs.readFileSync(manifestFile, "utf8")).inputs === inputs) return say("web/out is current");
        } catch {
            say("web/out/manifest.json is unreadable: building anew");
        }
    }
    fs.mkdirSync(cache, { recursive: true });
    fonts();
    const next = at(".cache/out");
    fs.rmSync(next, { recursive: true, force: true });
    const assets = path.join(next, "assets");
    const sources = walk(at("src"));
    const short = (file) => path.relative(at("src"), file);
    const workerFiles = sources.filter((file) => /(\.worker|-boot)\.ts$/.test(file));
    const workers = workerFiles.length ? entryNames(esbuild(workerFiles, assets, ["--format=iife"])) : {};
    const templates = sources.filter((file) => file.endsWith(".html"));
    const wanted = new Set(templates.flatMap((file) =>
        [...fs.readFileSync(file, "utf8").matchAll(/\{\{([\w./-]+\.(?:tsx?|css|svg|png))\}\}/g)].map((m) => m[1])));
    // Style first: scripts know the address of house.css.
    const isStyle = (name) => name.endsWith(".css");
    const styleMeta = esbuild([...styleEntries(), ...[...wanted].filter((name) => isStyle(name) && name !== "app.css").map((name) => at("src", name))],
        assets, []);
    const styles = entryNames(styleMeta);
    // Each page by itself: the door must not share a file with the application.
    const defines = [`--define:WORKERS=${JSON.stringify(workers)}`, `--define:HOUSE_STYLE=${JSON.stringify(styles["house.css"])}`];
    const scripts = [...wanted].filter((name) => !(name in workers) && !isStyle(name));
    const scriptMetas = scripts.map((name) => {
        const made = esbuild([at("src", name)], assets, ["--splitting", "--format=esm", ...defines]);
        return name === "main.tsx" ? merged(made, assets) : made;
    });
    const meta = { outputs: Object.assign({}, styleMeta.outputs, ...scriptMetas.map((made) => made.outputs)) };
    const names = Object.assign({}, workers, styles, ...scriptMetas.map(entryNames));
    for (const file of templates) {
        const name = path.basename(file, ".html");
        const folder = file === at("src/index.html") ? next : path.join(next, name);
        fs.mkdirSync(folder, { recursive: true });
        fs.writeFileSync(path.join(folder, "index.html"), page(file, meta, names));
    }
    for (const file of walk(at("src/root"))) fs.copyFileSync(file, path.join(next, path.basename(file)));
    serviceWorker(next, assets, meta, names);
    contract(next);
    compress(next);
    const first = budget(next, meta, names);
    const sizes = Object.fromEntries(walk(next).map((file) => [path.relative(next, file), fs.statSync(file).size]));
    fs.writeFileSync(path.join(next, "manifest.json"), `${JSON.stringify({ inputs, firstView: first, entries: names, files: sizes }, null, 1)}\n`);
    say(`first view ${(first.total / 1000).toFixed(1)} kB of ${first.limit / 1000} kB, built in ${Date.now() - started} ms`
        + ` (${templates.map(short).join(", ")})`);
    if (first.total > first.limit) {
        for (const [file, size] of Object.entries(first.parts)) say(`  ${String(size).padStart(7)} ${file}`);
        fail("the first view is heavier than its budget");
    }
    const old = at(".cache/old");
    fs.rmSync(old, { recursive: true, force: true });
    if (fs.existsSync(out)) fs.renameSync(out, old);
    fs.renameSync(next, out);
    fs.rmSync(old, { recursive: true, force: true });
}

/// The service worker lives at a fixed address and knows what to keep for a box that cannot be reached.
function serviceWorker(next, assets, meta, names) {
    const source = at("src/app/service-worker.ts");
    if (!fs.existsSync(source)) return;
    const keep = ["/", ...walk(assets).map((file) => `/assets/${path.basename(file)}`)];
    const folder = path.join(cache, "sw");
    fs.rmSync(folder, { recursive: true, force: true });
    esbuild([source], folder, [`--define:KEEP=${JSON.stringify(keep)}`,
        `--define:VERSION=${JSON.stringify(hash(keep.join()).slice(0, 12))}`, "--format=iife"]);
    const made = walk(folder).find((file) => /service-worker-\w+\.js$/.test(file));
    fs.copyFileSync(made, path.join(next, "service-worker.js"));
}

function watch() {
    let timer;
    const again = () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
            try {
                execFileSync(process.execPath, [fileURLToPath(import.meta.url)], { stdio: "inherit" });
            } catch {
                say("not built; waiting for the next change");
            }
        }, 80);
    };
    for (const folder of ["src", "tools", "api"]) fs.watch(at(folder), { recursive: false }, again);
    const folders = new Set(walk(at("src")).map((file) => path.dirname(file)));
    for (const folder of folders) fs.watch(folder, again);
    again();
}

if (process.argv.includes("--help")) {
    say("web/build            builds web/out; does nothing when no input changed\nweb/build --watch    builds again after each change\nweb/build --types    writes src/app/api.gen.ts from api/openapi.yaml\nweb/check            type-checks\nweb/test             runs the unit tests");
} else if (process.argv.includes("--types")) {
    openapi("types");
} else if (process.argv.includes("--watch")) {
    watch();
} else {
    build();
}
