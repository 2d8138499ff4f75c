/**
 * Makes the page's bundle: one script with a source map, the parts that the first picture does not
 * need apart, one style sheet, each also compressed, and a manifest of what was made from what.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STATIC = join(ROOT, "static");
const PACKAGED = join(ROOT, "app", "bundle");
const OUT = resolve(process.argv[2] ?? PACKAGED);
const SCRIPT = "static/js/main.js";
const STYLE = "static/css/page.css";
/** Browsers since 2022, as those that the modules need. */
const TARGET = "es2022";
/** Files that every visitor gets and that get smaller; fonts are compressed as they are. */
const TEXT = /\.(js|css)$/;

/** @param {Buffer | string} bytes */
const digest = (bytes) => createHash("sha256").update(bytes);

/**
 * The name of the contents of all files below static/: the server makes the same of what it finds.
 * @returns {string}
 */
function versionOfSources() {
  const names = readdirSync(STATIC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => path.slice(STATIC.length + 1).replaceAll("\\", "/"))
    .sort();
  const whole = createHash("sha256");
  for (const name of names) {
    whole.update(`${name}\n`);
    whole.update(digest(readFileSync(join(STATIC, name))).digest());
  }
  return `v${whole.digest("hex").slice(0, 16)}`;
}

/**
 * @param {import("esbuild").Metafile} made
 * @param {string} entry a source
 * @returns {[string, import("esbuild").Metafile["outputs"][string]]} what was made of it
 */
function madeOf({ outputs }, entry) {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry);
  if (found === undefined) throw new Error(`nothing was made of ${entry}`);
  return found;
}

/** The bytes in each encoding, by the ending that its file has. */
const ENCODINGS = Object.freeze({
  br: (/** @type {Uint8Array} */ bytes) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  gz: (/** @type {Uint8Array} */ bytes) => gzipSync(bytes, { level: 9 }),
});

/** @type {import("esbuild").BuildOptions & {metafile: true, write: false}} */
const OPTIONS = {
  absWorkingDir: ROOT,
  entryPoints: [SCRIPT, STYLE],
  // Whatever folder it goes to, so that names and source maps are the same everywhere.
  outdir: PACKAGED,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: TARGET,
  minify: true,
  sourcemap: true,
  legalComments: "none",
  loader: { ".woff2": "file" },
  metafile: true,
  write: false,
};

/**
 * Gathers all that is imported at run time in one file. Each of its own would share other modules
 * with the script, and each such set would be a file more to ask for before the script can run.
 * @param {string[]} paths of what is imported at run time, from the checkout's top
 * @returns {import("esbuild").Plugin}
 */
function gather(paths) {
  return {
    name: "gather",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ kind }) =>
        kind === "dynamic-import" ? { path: "later", namespace: "gather" } : undefined,
      );
      onLoad({ filter: /./, namespace: "gather" }, () => ({
        contents: paths.map((path) => `export * from ${JSON.stringify(`./${path}`)};`).join("\n"),
        resolveDir: ROOT,
      }));
    },
  };
}

const apart = Object.values((await build(OPTIONS)).metafile.inputs)
  .flatMap((input) => input.imports)
  .filter(({ kind }) => kind === "dynamic-import")
  .map(({ path }) => path);
const { metafile, outputFiles } = await build({ ...OPTIONS, plugins: [gather(apart.sort())] });

const [script, { imports }] = madeOf(metafile, SCRIPT);
const [style, { inputs }] = madeOf(metafile, STYLE);
const fonts = Object.keys(metafile.outputs).filter((path) => path.endsWith(".woff2"));
if (Object.keys(inputs).length < 2 || fonts.length === 0) throw new Error(`${STYLE} is empty`);

const made = `${OUT}.new`;
rmSync(made, { recursive: true, force: true });
mkdirSync(made, { recursive: true });
/** @type {Record<string, string>} */
const files = {};
const put = (/** @type {string} */ name, /** @type {Uint8Array} */ bytes) => {
  writeFileSync(join(made, name), bytes);
  files[name] = digest(bytes).digest("hex");
};
for (const { path, contents } of outputFiles) {
  put(basename(path), contents);
  if (!TEXT.test(path)) continue;
  for (const [ending, encode] of Object.entries(ENCODINGS)) {
    put(`${basename(path)}.${ending}`, encode(contents));
  }
}
const manifest = {
  sources: versionOfSources(),
  script: basename(script),
  // What the script imports before it runs; the rest is asked for when it is wanted.
  imports: imports
    .filter(({ kind }) => kind === "import-statement")
    .map((one) => basename(one.path)),
  style: basename(style),
  fonts: fonts.map((path) => basename(path)),
  files,
};
writeFileSync(join(made, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
rmSync(OUT, { recursive: true, force: true });
renameSync(made, OUT);
const sent = [manifest.script, ...manifest.imports, manifest.style].map(
  (name) => readFileSync(join(OUT, `${name}.br`)).length,
);
process.stdout.write(
  `bundle: ${manifest.sources}, ${sent.reduce((sum, one) => sum + one, 0)} bytes before it runs\n`,
);
