import assert from "node:assert/strict";
import { test } from "node:test";

import {
  binsFor,
  binWeights,
  pickBin,
  RIDGES,
  ridgeFrames,
  shapeOf,
} from "../../../../static/js/drawing/charts/bins.js";

/**
 * A generator of numbers in 0..1, the same every time.
 * @param {number} seed
 */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** @param {Uint32Array} counts */
const total = (counts) => counts.reduce((sum, count) => sum + count, 0);

test("counts sum to the number of weights, also when some lie outside the range", () => {
  const next = random(1);
  for (const size of [1, 7, 64, 4096]) {
    const weights = Float32Array.from({ length: size }, () => 6 * (next() - 0.5));
    for (const range of /** @type {const} */ ([
      [-3, 3],
      [-1, 1],
      [0, 0.5],
      [5, 6],
    ])) {
      assert.equal(total(binWeights(weights, range, 32)), size);
    }
  }
});

test("each bin counts what lies between its edges", () => {
  const next = random(2);
  const weights = Array.from({ length: 500 }, () => 2 * (next() - 0.5));
  const counts = binWeights(weights, [-1, 1], 32);
  counts.forEach((count, bin) => {
    const [from, to] = [-1 + bin / 16, -1 + (bin + 1) / 16];
    assert.equal(count, weights.filter((weight) => weight >= from && weight < to).length);
  });
});

test("the upper end of the range belongs to the last bin", () => {
  assert.equal(binWeights([1, 1, -1], [-1, 1], 4)[3], 2);
});

test("equal weights fall into one bin and are known to be equal", () => {
  const weights = new Float32Array(64).fill(0.5);
  const shape = shapeOf({ weights, weight_stats: { min: 0.5, max: 0.5 } }, [-1, 1]);
  assert.equal(shape.single, 0.5);
  assert.deepEqual(
    [...shape.counts].filter((count) => count > 0),
    [64],
  );
});

test("weights beyond the range are known at either end", () => {
  const layer = { weights: Float32Array.of(-3, 0.5), weight_stats: { min: -3, max: 0.5 } };
  assert.deepEqual(shapeOf(layer, [-1, 1]).beyond, [true, false]);
  assert.deepEqual(shapeOf(layer, [-4, 0.25]).beyond, [false, true]);
  assert.deepEqual(shapeOf(layer, [-3, 0.5]).beyond, [false, false]);
});

test("a range of no width still counts every weight", () => {
  assert.equal(total(binWeights([0, 0, 0], [0, 0], 32)), 3);
});

test("on a range symmetric about zero no bin holds both signs", () => {
  for (const size of [1, 16, 47, 48, 4096]) assert.equal(binsFor(size) % 2, 0);
});

test("counts follow the range they are asked for", () => {
  const layer = { weights: Float32Array.of(-0.9, 0.9), weight_stats: { min: -0.9, max: 0.9 } };
  const narrow = [...shapeOf(layer, [-1, 1]).counts];
  const wide = [...shapeOf(layer, [-10, 10]).counts];
  assert.notDeepEqual(narrow, wide);
  assert.deepEqual([...shapeOf(layer, [-1, 1]).counts], narrow);
});

test("the ridges of earlier epochs stay the same while further epochs arrive", () => {
  const epochs = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 100];
  for (let until = 1; until < epochs.length; until++) {
    const before = ridgeFrames(epochs, until, 100);
    const after = ridgeFrames(epochs, until + 1, 100);
    assert.deepEqual(after.slice(0, before.length), before);
    assert.ok(after.length <= RIDGES);
    assert.ok(before.every(({ index }) => index < until));
  }
  assert.equal(ridgeFrames(epochs, 5, 100)[0].index, 0);
  assert.deepEqual(ridgeFrames(epochs, 0, 100), []);
});

test("the bin under the pointer is the one drawn there", () => {
  const box = { x: 10, y: 0, width: 320, height: 80 };
  const counts = binWeights([0.01, 0.02, -0.99], [-1, 1], 32);
  const shape = {
    counts,
    single: null,
    beyond: /** @type {[boolean, boolean]} */ ([false, false]),
  };
  assert.equal(pickBin(box, shape, [-1, 1], 10 + 165).count, 2);
  assert.equal(pickBin(box, shape, [-1, 1], 10 + 1).count, 1);
  assert.deepEqual(pickBin(box, shape, [-1, 1], 10 + 165), { from: 0, to: 0.0625, count: 2 });
});
