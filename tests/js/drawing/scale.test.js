import assert from "node:assert/strict";
import { test } from "node:test";

import { decades, linear, logarithmic, roundUp, ticks } from "../../../static/js/drawing/scale.js";

test("a round limit is not below the value and at most half as much again", () => {
  for (let exponent = -12; exponent < 12; exponent++) {
    for (let lead = 1; lead < 10; lead += 0.13) {
      const value = lead * 10 ** exponent;
      const round = roundUp(value);
      assert.ok(round >= value * (1 - 1e-6) && round <= value * 1.5001, `${value}: ${round}`);
    }
  }
  assert.equal(roundUp(0.1 + 0.2), 0.3);
  for (const none of [0, -1, Number.NaN, Infinity]) assert.equal(roundUp(none), 0);
});

test("a linear scale maps ends to ends and the empty domain to the middle", () => {
  const scale = linear([-1, 3], [100, 0]);
  assert.deepEqual([-1, 1, 3].map(scale), [100, 50, 0]);
  assert.equal(linear([2, 2], [0, 10])(2), 5);
});

test("on a logarithmic scale equal factors are equal steps", () => {
  const scale = logarithmic([0.001, 1], [0, 30]);
  [0.001, 0.01, 0.1, 1].forEach((value, i) => assert.ok(Math.abs(scale(value) - 10 * i) < 1e-9));
  assert.equal(scale(0), 0);
});

test("ticks are evenly spaced round numbers within the domain", () => {
  for (const domain of /** @type {const} */ ([
    [0, 100],
    [-1.25, 1.25],
    [0, 0.7],
    [0, 3e-5],
  ])) {
    const found = ticks(domain, 4);
    assert.ok(found.length >= 2 && found.length <= 6, `${found}`);
    assert.ok(found.every((tick) => tick >= domain[0] && tick <= domain[1] * (1 + 1e-9)));
    const steps = found.slice(1).map((tick, i) => tick - found[i]);
    for (const step of steps) assert.ok(Math.abs(step / steps[0] - 1) < 1e-6);
  }
});

test("decades are powers of ten, no more than asked for", () => {
  assert.deepEqual(decades([0.01, 10], 5), [0.01, 0.1, 1, 10]);
  assert.ok(decades([1e-8, 1], 5).length <= 5);
});
