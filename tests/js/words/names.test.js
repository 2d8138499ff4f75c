import assert from "node:assert/strict";
import { test } from "node:test";

import { findEntry, searchEntries } from "../../../static/js/state/catalog.js";
import { nearestName } from "../../../static/js/words/names.js";
import { CATALOG } from "../catalog_sample.js";

test("an entry is found by any usual spelling of its name, label or alias", () => {
  for (const name of ["glorot_normal", "xavier_normal", "XavierNormal", "Glorot normal"]) {
    assert.equal(findEntry(CATALOG.initializers, name)?.name, "glorot_normal", name);
  }
  assert.equal(findEntry(CATALOG.activations, "ReLU")?.name, "relu");
  assert.equal(findEntry(CATALOG.activations, "???"), undefined);
});

test("a wrong name is answered with the nearest, and one like nothing with none", () => {
  assert.equal(nearestName(CATALOG.initializers, "he_norml"), "he_normal");
  assert.equal(nearestName(CATALOG.initializers, "kaiming"), "he_normal");
  assert.equal(nearestName(CATALOG.activations, "rleu"), "relu");
  assert.equal(nearestName(CATALOG.activations, "zzzz"), null);
  assert.equal(nearestName(CATALOG.activations, ""), null);
});

test("a search finds words in names, groups and formulas, the names first", () => {
  const [zeros] = CATALOG.initializers;
  const entry = (/** @type {string} */ name, /** @type {string[]} */ aliases) => ({
    ...zeros,
    name,
    label: name,
    aliases,
    group: "framework default",
    formula: "w ~ U(-l, l), l = 1 / sqrt(fan_in)",
  });
  const entries = [entry("torch_normal", []), entry("torch_linear", ["PyTorch default"]), zeros];
  const names = (/** @type {string} */ text) =>
    searchEntries(entries, text).map(({ name }) => name);
  assert.deepEqual(names("torch default"), ["torch_linear", "torch_normal"]);
  assert.deepEqual(names("TORCH norm"), ["torch_normal"]);
  assert.deepEqual(names("fan_in"), ["torch_normal", "torch_linear"]);
  assert.deepEqual(names("  "), ["torch_normal", "torch_linear", "zeros"]);
  assert.deepEqual(names("nothing"), []);
});
