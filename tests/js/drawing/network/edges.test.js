import assert from "node:assert/strict";
import { test } from "node:test";

import {
  edgeBucket,
  edgeEnds,
  edgeThreshold,
  MAGNITUDE_STEPS,
  pickEdge,
  widestEdge,
} from "../../../../static/js/drawing/network/edges.js";
import { layoutNetwork } from "../../../../static/js/drawing/network/layout.js";

test("opposite weights have opposite buckets and zero is a hairline", () => {
  for (let weight = 0; weight <= 2; weight += 0.01) {
    assert.equal(edgeBucket(weight, 1), -edgeBucket(-weight, 1) + 0);
  }
  assert.equal(edgeBucket(0, 1), 0);
  assert.equal(edgeBucket(-0, 1), 0);
  assert.equal(edgeBucket(0, 0), 0);
});

test("a larger weight is never in a smaller bucket and the limit is in the largest", () => {
  let last = 0;
  for (let weight = 0; weight <= 3; weight += 0.003) {
    const bucket = edgeBucket(weight, 1);
    assert.ok(bucket >= last && bucket <= MAGNITUDE_STEPS);
    last = bucket;
  }
  assert.equal(edgeBucket(1, 1), MAGNITUDE_STEPS);
});

test("the threshold keeps the strongest edges, as many as asked for", () => {
  const weights = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i * 12.9898) * 3);
  const threshold = edgeThreshold(weights, 100);
  assert.equal(weights.filter((weight) => Math.abs(weight) >= threshold).length, 100);
  assert.equal(edgeThreshold(weights, 1000), 0);
});

test("more edges or less way between them never make edges wider", () => {
  for (let edges = 1; edges < 700; edges += 7) {
    assert.ok(widestEdge(edges + 7, 60) <= widestEdge(edges, 60));
    assert.ok(widestEdge(edges, 20) <= widestEdge(edges, 60));
  }
});

test("a point on an edge picks that edge, a point far from all picks none", () => {
  const layout = layoutNetwork({
    width: 560,
    hidden: [3, 3],
    inputs: 2,
    outputs: 1,
    histograms: false,
  });
  const weights = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const from = edgeEnds(layout.columns[1], "right");
  const to = edgeEnds(layout.columns[2], "left");
  const set = { weights, fan_in: 3, fan_out: 3, from, to, threshold: 0 };
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const [x, y] = [from.x[i] * 0.9 + to.x[j] * 0.1, from.y[i] * 0.9 + to.y[j] * 0.1];
      const hit = pickEdge(set, x, y, 3);
      assert.deepEqual([hit?.from, hit?.to, hit?.weight], [i, j, 1 + 3 * i + j]);
    }
  }
  assert.equal(pickEdge(set, (from.x[0] + to.x[0]) / 2, 0, 3), null);
});
