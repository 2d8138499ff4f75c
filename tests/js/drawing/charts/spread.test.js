import assert from "node:assert/strict";
import { test } from "node:test";

import { spreadBars } from "../../../../static/js/drawing/charts/spread.js";

test("every count has its bar, at its place between the edges and in proportion", () => {
  const bins = { bin_edges: [-1, 0, 1], counts: [3, 6], below: 0, above: 0 };
  const [left, right, ...rest] = spreadBars(bins, 116);
  assert.equal(rest.length, 0);
  assert.deepEqual([left.count, right.count], [3, 6]);
  assert.equal(left.share / right.share, 0.5);
  assert.equal(left.x + left.width, right.x);
  assert.equal(left.width, right.width);
  assert.equal(left.x, 116 - (right.x + right.width));
});

test("what lies outside the range stands at its edge, and nothing empty is drawn", () => {
  const bins = { bin_edges: [0, 1, 2], counts: [0, 4], below: 2, above: 8 };
  const bars = spreadBars(bins, 100);
  assert.deepEqual(
    bars.map(({ count }) => count),
    [2, 4, 8],
  );
  assert.equal(bars[0].from, -Infinity);
  assert.equal(bars[2].to, Infinity);
  assert.ok(bars.every(({ x, width }) => x >= 0 && x + width <= 100));
  for (let i = 1; i < bars.length; i++) assert.ok(bars[i - 1].x + bars[i - 1].width <= bars[i].x);
});
