/** The signal tab's words: what is said of a layer that passes little on. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { describeIdle } from "../../../static/js/looks/signal_tab.js";

/** @typedef {import("../../../static/js/types.js").LayerFrame} LayerFrame */

/**
 * @param {number} mean of the activations
 * @param {[number, number]} range of the activation
 * @param {object} changes
 */
const layer = (mean, range, changes = {}) =>
  /** @type {LayerFrame} */ (
    /** @type {unknown} */ ({
      fan_out: 8,
      signal: {
        saturated: 0,
        dead: null,
        activation: { mean, std: 0.1, histogram: { bin_edges: [range[0], 0.5, range[1]] } },
        ...changes,
      },
    })
  );

test("a sigmoid layer pushed towards 0 is told, though no unit is on a flat part", () => {
  assert.match(describeIdle(layer(0.5, [0, 1])), /^0\s% saturated$/);
  assert.match(describeIdle(layer(0.26, [0, 1])), /^0\s% saturated$/);
  const words = /^0\s% saturated; outputs gather near 0: mean 0\.12$/;
  assert.match(describeIdle(layer(0.12, [0, 1])), words);
  assert.match(describeIdle(layer(0.8, [0, 1])), /gather near 1/);
});

test("the middle of tanh is 0", () => {
  assert.match(describeIdle(layer(0.12, [-1, 1])), /^0\s% saturated$/);
  const gathered = describeIdle(layer(-0.9, [-1, 1], { saturated: 0.4 }));
  assert.match(gathered, /^40\s% .* near \S1: mean \S0\.90$/);
});

test("a layer without flat parts, or of units that can die, is told otherwise", () => {
  assert.equal(describeIdle(layer(0.1, [-8, 8], { saturated: null })), "\u2013");
  assert.equal(describeIdle(layer(0.1, [-8, 8], { saturated: null, dead: [1, 2] })), "2 of 8 dead");
});
