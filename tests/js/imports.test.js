/** The page's rooms import each other in one direction only. Types, which run nothing, may cross. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../static/js", import.meta.url));

/** What each room may import besides itself; a single file of the root is a room of its own. */
const RULES = /** @type {Record<string, readonly string[]>} */ ({
  "main.js": ["page.js", "stream", "state", "words"],
  "page.js": [
    "embed",
    "exercise",
    "save",
    "own",
    "lesson",
    "looks",
    "stage",
    "controls",
    "stream",
    "state",
    "words",
  ],
  check: ["controls", "stream", "state", "words"],
  answers: ["controls", "state"],
  "types.js": [],
  "wire_types.js": [],
  embed: ["controls", "state", "words"],
  exercise: ["controls", "stream", "state", "words"],
  own: ["controls", "stream", "state", "drawing", "words"],
  save: ["controls", "stream", "state", "drawing", "words", "vendor"],
  vendor: [],
  lesson: ["controls", "stream", "state", "drawing", "words"],
  looks: ["controls", "stream", "state", "drawing", "words"],
  stage: ["controls", "stream", "state", "drawing", "words"],
  controls: ["state", "words"],
  stream: ["state", "words"],
  state: ["words"],
  drawing: ["words"],
  words: [],
});

/** Static imports, those for their effect alone, re-exports, and imports at run time. */
const IMPORT =
  /^\s*(?:import|export)\b(?:[^;'"]*?\bfrom)?\s*["']([^"']+)["']|(?<![\w.])import\(\s*["']([^"']+)["']/gm;

/**
 * @param {string} path of a module, from the root of the page's modules
 * @param {string} source
 * @returns {string[]} a sentence for each import that the rules refuse
 */
function violations(path, source) {
  const room = path.split("/")[0];
  const allowed = RULES[room];
  if (allowed === undefined) return [`${path}: no rule for ${room}`];
  const running = source.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const targets = [...running.matchAll(IMPORT)].map(([, still, late]) => still ?? late);
  return targets.flatMap((target) => {
    if (!target.startsWith(".")) return [`${path} imports ${target}, which is not the page's own`];
    const to = normalize(join(dirname(path), target))
      .replaceAll("\\", "/")
      .replace(/^\.\.\/vendor\//, "vendor/")
      .split("/")[0];
    return to === room || allowed.includes(to) ? [] : [`${path} imports ${target}`];
  });
}

test("no module of the page imports against the direction", () => {
  const paths = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".js"));
  assert.ok(paths.length > 0);
  const found = paths.flatMap((path) => violations(path, readFileSync(join(ROOT, path), "utf8")));
  assert.deepEqual(found, []);
});

test("the rules themselves lead round in no circle", () => {
  /** @param {string} room @param {readonly string[]} above */
  const walk = (room, above) => {
    assert.ok(!above.includes(room), [...above, room].join(" > "));
    for (const next of RULES[room]) walk(next, [...above, room]);
  };
  for (const room of Object.keys(RULES)) walk(room, []);
});

test("an import against the direction is found, however it is written", () => {
  const against = [
    ["words/format.js", 'import { a } from "../drawing/color.js";'],
    ["drawing/network/edges.js", 'import {\n  a,\n  b,\n} from "../../stage/lane.js";'],
    ["state/store.js", 'export * from "../stream/stream.js";'],
    ["stage/lanes.js", 'import "../looks/layer_tab.js";'],
    ["looks/depth.js", 'const late = await import("../stage/lane.js");'],
    ["controls/field.js", 'import { a } from "some-package";'],
    ["newcomer/a.js", ""],
  ];
  for (const [path, source] of against) assert.equal(violations(path, source).length, 1, source);
});

test("imports along the direction, within a room, and of types are no matter", () => {
  const along = [
    ["stage/lane.js", 'import { a } from "../controls/dom.js";\nimport { b } from "./legends.js";'],
    ["drawing/network/edges.js", 'import { a } from "../canvas.js";'],
    ["state/actions.js", '/** @typedef {import("../stream/runner.js").Pace} Pace */'],
  ];
  for (const [path, source] of along) assert.deepEqual(violations(path, source), [], source);
});
