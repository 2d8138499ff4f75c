import assert from "node:assert/strict";
import { test } from "node:test";

import {
  formatExact,
  formatLayer,
  formatLayers,
  formatNumber,
  formatPercent,
  formatWait,
} from "../../../static/js/words/format.js";

test("a number keeps three significant digits, whatever its size", () => {
  assert.equal(formatNumber(0.0123456), "0.0123");
  assert.equal(formatNumber(Math.LN2), "0.693");
  assert.equal(formatNumber(1.5), "1.50");
  assert.equal(formatNumber(12.345), "12.3");
  assert.equal(formatNumber(12345), "12345");
});

test("a number that is not zero never reads as zero", () => {
  assert.equal(formatNumber(3.4e-8), "3.4e-8");
  assert.equal(formatNumber(0.0004), "4.0e-4");
  for (let exponent = -300; exponent < 300; exponent += 1) {
    assert.ok(Number(formatNumber(1.2 * 10 ** exponent)) > 0, `10^${exponent}`);
  }
});

test("the printed number is within half a unit of its last printed digit", () => {
  for (let i = 0; i < 500; i += 1) {
    const value = Math.exp(Math.sin(i * 12.9898) * 20);
    const shown = Number(formatNumber(value));
    assert.ok(Math.abs(shown - value) <= 0.05 * value, `${value} -> ${shown}`);
  }
});

test("rounding up to the next power of ten adds no digit", () => {
  assert.equal(formatNumber(0.9999), "1.00");
  assert.equal(formatNumber(99.96), "100");
  assert.equal(formatNumber(0.00099996), "0.00100");
});

test("negative numbers carry a true minus sign", () => {
  assert.equal(formatNumber(-0.5), "\u22120.500");
  assert.equal(formatExact(-0.5), "\u22120.5");
});

test("what is no finite number is a dash", () => {
  for (const value of [null, undefined, NaN, Infinity, -Infinity]) {
    assert.equal(formatNumber(value), "\u2013");
  }
  assert.equal(formatPercent(null), "\u2013");
});

test("an exact number is not padded", () => {
  assert.equal(formatExact(0.5), "0.5");
  assert.equal(formatExact(5), "5");
  assert.equal(formatExact(1e-8), "1e-8");
});

test("only all is 100 per cent and only none is 0 per cent", () => {
  assert.equal(formatPercent(1), "100\u00a0%");
  assert.equal(formatPercent(0), "0\u00a0%");
  assert.equal(formatPercent(0.99999), "99.9\u00a0%");
  assert.equal(formatPercent(0.00001), "0.1\u00a0%");
  assert.equal(formatPercent(0.875), "88\u00a0%");
});

test("layers count from one and the last is the output layer", () => {
  assert.equal(formatLayer(0, 4), "layer 1");
  assert.equal(formatLayer(3, 4), "output layer");
});

test("a wait is at least a second and minutes are told apart", () => {
  assert.equal(formatWait(0.2), "1\u00a0s");
  assert.equal(formatWait(65), "1\u00a0min 5\u00a0s");
});

test("layers are named one by one, and a row of them by its ends", () => {
  const cases = /** @type {const} */ ([
    [[1], "layer 2"],
    [[1, 3], "layers 2 and 4"],
    [[1, 2], "layers 2 and 3"],
    [[1, 2, 3], "layers 2 to 4"],
    [[0, 1, 4, 5, 6], "layers 1, 2 and 5 to 7"],
    [[0, 1, 2, 4], "layers 1 to 3 and 5"],
  ]);
  for (const [indices, words] of cases) {
    assert.equal(formatLayers(indices.map((layer_index) => ({ layer_index }))), words);
  }
});
