import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { writeCitation } from "../../../static/js/save/citation.js";
import { makeNotebook } from "../../../static/js/save/notebook.js";
import { toPython } from "../../../static/js/save/python.js";
import { fileName } from "../../../static/js/words/file_name.js";

const ODD = 'a "quoted" \\ name\n\u2028 with {braces} & 100 % $x_1$ \ud83d\ude00';

test("a value written as Python is the same value to Python", () => {
  const value = {
    label: ODD,
    nothing: null,
    flags: [true, false],
    numbers: [1, -0.5, 1e21, 5e-324],
    rows: Array.from({ length: 30 }, (_, i) => [i / 7, i - 9]),
    nested: { list: [{ a: "x".repeat(90) }] },
  };
  const code = "import sys, ast, json; print(json.dumps(ast.literal_eval(sys.stdin.read())))";
  const { stdout, error } = spawnSync("python3", ["-X", "utf8", "-c", code], {
    input: toPython(value),
  });
  assert.equal(error, undefined);
  assert.deepEqual(JSON.parse(String(stdout)), value);
});

test("a notebook's heading is one line, and its link leads to the experiment", () => {
  const made = makeNotebook({ server: "http://a", link: "http://a/#x", title: ODD, request: {} });
  const { cells } = /** @type {{cells: {source: string}[]}} */ (made);
  const [heading, empty, link] = cells[0].source.split("\n");
  assert.ok(heading.startsWith('# a "quoted" '));
  assert.ok(heading.includes("\\$x\\_1\\$"));
  assert.deepEqual([empty, link], ["", "[The same experiment in Unclone](<http://a/#x>)"]);
});

test("a citation has its braces in pairs and TeX's characters as themselves", () => {
  const link = "http://a/#run=%7B;initializer=x,w:{}";
  const date = new Date("2026-02-03T23:59:59Z");
  const written = writeCitation({ title: ODD, link, version: "0.1.0", date });
  let depth = 0;
  for (const [brace] of written.replaceAll(/\\[{}]/g, "").matchAll(/[{}]/g)) {
    depth += brace === "{" ? 1 : -1;
    assert.ok(depth >= 0);
  }
  assert.equal(depth, 0);
  for (const part of ["\\{braces\\}", "\\& 100 \\%", "\\$x\\_1\\$", "\\textbackslash{}"]) {
    assert.ok(written.includes(part), part);
  }
  assert.ok(written.includes("url = {http://a/#run=%7B;initializer=x,w:%7B%7D}"));
  assert.ok(written.includes("urldate = {2026-02-03}"));
  const other = writeCitation({ title: ODD, link: `${link}2`, version: "0.1.0", date });
  assert.notEqual(written.split("\n")[0], other.split("\n")[0]);
});

test("names of files are letters, digits and hyphens", () => {
  assert.equal(fileName("Zéros, He / 0.1", "csv"), "unclone-ze-ros-he-0-1.csv");
  assert.equal(fileName("\u4e2d", "csv"), "unclone.csv");
  assert.ok(fileName("long ".repeat(50), "csv").length < 70);
});
