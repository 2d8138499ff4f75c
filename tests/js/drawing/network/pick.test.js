import assert from "node:assert/strict";
import { test } from "node:test";

import { layoutNetwork, tileBox } from "../../../../static/js/drawing/network/layout.js";
import {
  nearestIndex,
  pickNeuron,
  pickPoint,
  pickTile,
  stepNeuron,
} from "../../../../static/js/drawing/network/pick.js";

/** @param {number[]} hidden */
const lay = (hidden) =>
  layoutNetwork({ width: 560, hidden, inputs: 2, outputs: 1, histograms: true });

test("the middle of a tile picks that tile and the gap beside it picks none", () => {
  for (const size of [1, 8, 17, 64]) {
    const layout = lay([size, 8]);
    for (const column of layout.columns) {
      for (let i = 0; i < column.count; i++) {
        const box = tileBox(column, i);
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        const hit = pickNeuron(layout, x, y);
        assert.equal(hit?.column, column);
        assert.equal(hit?.index, i);
        assert.ok(Math.abs((hit?.u ?? 0) - 0.5) < 1e-6 && Math.abs((hit?.v ?? 0) - 0.5) < 1e-6);
        assert.equal(pickTile(column, x, box.y + box.height + column.gap / 2), null);
      }
    }
  }
});

test("where the last column of a block has no tile nothing is picked", () => {
  const column = lay([17, 8]).columns[1];
  assert.ok(column.cols > 1 && column.rows * column.cols > 17);
  const box = tileBox(column, column.rows * column.cols - 1);
  assert.equal(pickTile(column, box.x + 1, box.y + 1), null);
});

test("a place in a tile picks the probe point painted there, edges included", () => {
  assert.equal(pickPoint(20, 20, 0, 0), 0);
  assert.equal(pickPoint(20, 20, 1, 1), 399);
  assert.equal(pickPoint(20, 20, 0.5, 0), 10);
  assert.equal(pickPoint(10, 5, 0.99, 0.15), 9);
});

test("the nearest of rising numbers is found, as by looking at all of them", () => {
  const rising = [0, 1, 2, 5, 9, 30, 31, 100];
  for (let wanted = -5; wanted < 120; wanted += 0.7) {
    const best = Math.min(...rising.map((value) => Math.abs(value - wanted)));
    assert.equal(Math.abs(rising[nearestIndex(rising, wanted)] - wanted), best);
  }
  assert.equal(nearestIndex([7], 3), 0);
});

test("the arrow keys reach every neuron of every layer and never leave the network", () => {
  for (const hidden of [[8, 8, 8], [64, 1, 17], []]) {
    const layout = lay(hidden);
    const sizes = layout.columns.slice(1).map(({ count }) => count);
    const start = { layer_index: 0, neuron: 0 };
    const seen = new Set(["0 0"]);
    const open = [start];
    for (let from = open.pop(); from; from = open.pop()) {
      for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
        const to = stepNeuron(layout, from, key);
        assert.ok(to.neuron >= 0 && to.neuron < sizes[to.layer_index]);
        const name = `${to.layer_index} ${to.neuron}`;
        if (!seen.has(name)) open.push(to);
        seen.add(name);
      }
    }
    assert.equal(
      seen.size,
      sizes.reduce((sum, size) => sum + size, 0),
    );
  }
});
