import assert from "node:assert/strict";
import { test } from "node:test";

import { chartOf, describeRegime, factorPerLayer } from "../../../static/js/looks/depth.js";
import { STARTS } from "../../../static/js/looks/depth_settings.js";

const band = (/** @type {number[]} */ mean) => ({ mean, low: mean, high: mean });

const ANSWER = {
  request: { depth: 3, width: 10, seeds: 1, activation: "tanh", architecture: { kind: "dense" } },
  citations: [],
  curves: [STARTS[2], STARTS[0]].map(({ label }) => ({
    label,
    measured: { activation_std: band([1, 0.5, 0.25]), delta_std: band([0.01, 0.1, 1]) },
    theory: { activation_std: [1, 0.4, 0.2], delta_std: [0.02, 0.1, 1], limit: null },
    theory_note: "",
  })),
};

test("the factor of a layer, taken once a step, leads from the first value to the last", () => {
  const factor = factorPerLayer(0.8, 3e-7, 29);
  assert.ok(factor !== null && Math.abs((0.8 * factor ** 29) / 3e-7 - 1) < 1e-9);
  assert.equal(factorPerLayer(0, 1, 3), null);
  assert.equal(factorPerLayer(1, null, 3), null);
  assert.equal(factorPerLayer(1, 1, 0), null);
});

test("a start keeps its colour whatever it stands beside", () => {
  const { curves } = chartOf(ANSWER, "activation_std");
  assert.deepEqual(
    curves.map(({ series }) => series),
    [STARTS[2].series, STARTS[0].series],
  );
  assert.equal(new Set(STARTS.map(({ series }) => series)).size, STARTS.length);
});

test("signals end at the last layer and deltas at the first", () => {
  assert.equal(chartOf(ANSWER, "activation_std").ends, "right");
  assert.equal(chartOf(ANSWER, "delta_std").ends, "left");
  assert.deepEqual(chartOf(ANSWER, "delta_std").curves[0].theory, [0.02, 0.1, 1]);
});

test("a regime is told with the factor of a delta, the root of that of its square", () => {
  const bounded = { growth: /** @type {const} */ ("bounded"), growth_rate: null };
  const ordered = /** @type {const} */ ("ordered");
  const limit = { chi: 0.25, depth_scale: 0.7, regime: ordered, ...bounded };
  const theory = { activation_std: [], delta_std: [], limit };
  assert.equal(
    describeRegime(theory, String),
    "ordered: deltas fade, \u00d7 0.5 a layer; the variance of signals stays bounded",
  );
  assert.equal(describeRegime({ ...theory, limit: null }, String), "\u2013");
  const growth = /** @type {const} */ ("exponential");
  const unbounded = /** @type {const} */ ("unbounded");
  const grows = { chi: 4, depth_scale: 0.7, regime: unbounded, growth, growth_rate: 3 };
  const words = describeRegime({ ...theory, limit: grows }, String, "block");
  const expected = "unbounded: signals and deltas grow without bound, \u00d7 2 a block; ";
  assert.equal(words, `${expected}the variance of signals grows exponentially, \u00d7 3 a block`);
});
