import assert from "node:assert/strict";
import { test } from "node:test";

import { blockLayersOf, fitWidths, growth } from "../../../static/js/controls/blocks.js";

const MOST = 64;
const residual = (/** @type {number} */ block_layers) => ({ name: "residual", block_layers });

test("hidden layers fit the architecture they were chosen for, whatever they were", () => {
  const given = [[], [8], [8, 8], [8, 4, 2], Array(10).fill(3), Array(MOST).fill(5)];
  for (const widths of given) {
    assert.deepEqual(fitWidths({ name: "dense" }, widths, MOST), widths);
    for (const block_layers of [1, 2, 3]) {
      const fitting = fitWidths(residual(block_layers), widths, MOST);
      assert.ok(fitting.length > 1 && fitting.length <= MOST);
      assert.equal((fitting.length - 1) % block_layers, 0);
      assert.deepEqual(new Set(fitting), new Set([widths[0] ?? 8]));
      assert.deepEqual(fitWidths(residual(block_layers), fitting, MOST), fitting);
    }
  }
});

test("a residual network grows by a block", () => {
  assert.deepEqual(growth("dense"), { step: 1, fewest: 0 });
  assert.deepEqual(growth(residual(3)), { step: 3, fewest: 1 });
});

test("only a residual network has layers in blocks", () => {
  assert.equal(blockLayersOf({ name: "dense", normalization: "none" }), 0);
  assert.equal(blockLayersOf({ name: "residual", block_layers: 3 }), 3);
});
