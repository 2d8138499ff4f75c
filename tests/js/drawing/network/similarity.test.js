import assert from "node:assert/strict";
import { test } from "node:test";

import { similarityMatrix } from "../../../../static/js/drawing/network/similarity.js";

/**
 * @param {number[][]} columns outputs of each neuron
 * @returns {number[][]}
 */
function similarities(columns) {
  const rows = columns[0].map((_, point) => columns.map((column) => column[point]));
  const flat = similarityMatrix(Float32Array.from(rows.flat()), columns.length);
  return columns.map((_, i) => [...flat.subarray(i * columns.length, (i + 1) * columns.length)]);
}

/** Pearson's correlation from sums of products: another formula for the cosine of what is centred.
 * @param {number[]} a
 * @param {number[]} b
 */
function correlation(a, b) {
  const n = a.length;
  const sum = (/** @type {number[]} */ values) => values.reduce((total, value) => total + value, 0);
  const products = sum(a.map((value, i) => value * b[i]));
  const spread = (/** @type {number[]} */ c) => n * sum(c.map((v) => v * v)) - sum(c) ** 2;
  return (n * products - sum(a) * sum(b)) / Math.sqrt(spread(a) * spread(b));
}

const WAVES = [1, 2, 3, 5].map((pace) =>
  Array.from({ length: 50 }, (_, i) => Math.fround(Math.sin(pace * i * 0.37) + 0.3 * pace)),
);

test("similarity is the correlation of the outputs", () => {
  const found = similarities(WAVES);
  WAVES.forEach((a, i) =>
    WAVES.forEach((b, j) => assert.ok(Math.abs(found[i][j] - correlation(a, b)) < 1e-6)),
  );
});

test("similarity is symmetric, within -1 and 1, and 1 on the diagonal", () => {
  const found = similarities(WAVES);
  found.forEach((row, i) => {
    assert.equal(row[i], 1);
    row.forEach((value, j) => {
      assert.equal(value, found[j][i]);
      assert.ok(value >= -1 && value <= 1);
    });
  });
});

test("shifting and stretching outputs keeps them alike, turning them round opposes them", () => {
  const [wave] = WAVES;
  const [row] = similarities([wave, wave.map((v) => 3 * v + 2), wave.map((v) => -v)]);
  assert.ok(row[1] > 1 - 1e-6);
  assert.ok(row[2] < -1 + 1e-6);
});

test("equal constants are alike, unequal ones and a constant beside a wave are not", () => {
  const constant = WAVES[0].map(() => 0.1);
  const found = similarities([constant, constant, WAVES[0].map(() => 0.7), WAVES[0]]);
  assert.deepEqual(found[0], [1, 1, 0, 0]);
  assert.equal(found[2][2], 1);
});
