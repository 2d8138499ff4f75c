import assert from "node:assert/strict";
import { test } from "node:test";

import { weightThrough } from "../../../static/js/looks/closer/history_view.js";
import { describeKin } from "../../../static/js/looks/closer/kin.js";
import { outputRange, spreadOutputs } from "../../../static/js/looks/closer/outputs.js";
import { shownSources } from "../../../static/js/looks/closer/weights_view.js";

/** @typedef {import("../../../static/js/looks/closer/chosen.js").Chosen} Chosen */
/** @typedef {import("../../../static/js/types.js").Catalog} Catalog */
/** @typedef {import("../../../static/js/types.js").LayerFrame} LayerFrame */
/** @typedef {import("../../../static/js/types.js").Result} Result */

/**
 * @template Kind
 * @param {unknown} value as much of it as the code in question reads
 * @returns {Kind}
 */
const partly = (value) => /** @type {Kind} */ (value);

/** @param {number[]} outputs of a layer of two neurons */
const layerOf = (...outputs) =>
  partly(/** @type {unknown} */ ({ fan_out: 2, neuron_outputs: new Float32Array(outputs) }));

test("a neuron's clones and those like it to the eye are named apart", () => {
  const layer = { fan_out: 4, clone_class: [0, 0, 2, 3], visible_class: [0, 0, 0, 3] };
  assert.deepEqual(describeKin(layer, 0), { clones: "neuron 2", alike: "neurons 2 and 3" });
  assert.deepEqual(describeKin(layer, 2), { clones: "no other", alike: "neurons 1 and 2" });
  assert.deepEqual(describeKin(layer, 3), { clones: "no other", alike: "no other" });
  const alike = { fan_out: 4, clone_class: [0, 0, 0, 0], visible_class: [0, 0, 0, 0] };
  assert.deepEqual(describeKin(alike, 1).clones, "all 3 others");
});

test("the spread of a neuron's outputs counts that neuron's numbers alone, each once", () => {
  const layer = /** @type {LayerFrame} */ (layerOf(-1, 9, 1, 9, 0.5, 9, 3, 9, -2, 9, NaN, 9));
  const { mean, std, histogram } = spreadOutputs(layer, 0, [-1, 1]);
  const own = [-1, 1, 0.5, 3, -2];
  const expected = own.reduce((sum, value) => sum + value, 0) / own.length;
  const squares = own.reduce((sum, value) => sum + (value - expected) ** 2, 0);
  assert.equal(mean, expected);
  assert.ok(Math.abs(Number(std) - Math.sqrt(squares / own.length)) < 1e-12);
  assert.deepEqual([histogram.below, histogram.above], [1, 1]);
  assert.equal(
    histogram.counts.reduce((sum, count) => sum + count, 0),
    3,
  );
  assert.equal(histogram.counts.at(-1), 1); // the end of the range belongs to it
});

/**
 * @param {string} activation
 * @param {...{outputs: number[][], diverged?: unknown}} lanes outputs of the first layer by epoch
 */
const resultOf = (activation, ...lanes) =>
  /** @type {Result} */ (
    partly({
      started: { layers: [{}, {}], output: { activation: "sigmoid" } },
      lanes: lanes.map(({ outputs, diverged = null }) => ({
        config: { activation },
        diverged,
        frames: outputs.map((each) => ({ layers: [layerOf(...each)] })),
      })),
    })
  );
const CATALOG = /** @type {Catalog} */ (
  partly({
    activations: [
      { name: "tanh", range: [-1, 1] },
      { name: "relu", range: null },
    ],
  })
);

test("outputs have the range of a bounded activation, else that of all lanes and epochs", () => {
  const bounded = resultOf("tanh", { outputs: [[0.1, -0.2]] });
  assert.deepEqual(outputRange(CATALOG, bounded, 0, 0), [-1, 1]);
  const free = resultOf(
    "relu",
    {
      outputs: [
        [0, 0.5],
        [0, 4],
      ],
    },
    { outputs: [[0, 7]] },
  );
  assert.deepEqual(outputRange(CATALOG, free, 0, 0), [0, 8]);
  // As in a residual network, whose layers are sums.
  const beyond = resultOf("tanh", { outputs: [[-1.4, 0.3]] });
  assert.deepEqual(outputRange(CATALOG, beyond, 0, 0), [-1.5, 1.5]);
});

test("a run that exploded does not flatten the outputs of the others", () => {
  const exploded = {
    outputs: [
      [0, 1],
      [0, 1e30],
    ],
    diverged: { epoch: 2 },
  };
  const shown = resultOf("relu", exploded, { outputs: [[0, 2]] });
  assert.deepEqual(outputRange(CATALOG, shown, 1, 0), [0, 2]);
});

test("of many incoming weights the strongest are shown, of few all in their order", () => {
  const few = { fan_in: 3, fan_out: 2, weights: new Float32Array([1, 0, -5, 0, 2, 0]) };
  assert.deepEqual(
    shownSources({ layer: /** @type {LayerFrame} */ (partly(few)), neuron: 0 }),
    [0, 1, 2],
  );
  const weights = Float32Array.from({ length: 80 }, (_, i) => (i % 2 === 1 ? i - 40 : 0));
  const many = /** @type {LayerFrame} */ (partly({ fan_in: 40, fan_out: 2, weights }));
  const shown = shownSources({ layer: many, neuron: 1 });
  assert.ok(shown.length < 40);
  const size = (/** @type {number} */ i) => Math.abs(weights[2 * i + 1]);
  const least = Math.min(...shown.map(size));
  for (let i = 0; i < 40; i++) if (!shown.includes(i)) assert.ok(size(i) <= least);
});

test("a weight is followed up to the epoch shown, with gaps where nothing is known", () => {
  const frame = (/** @type {number} */ value) => ({
    layers: [{}, { weights: new Float32Array([0, 0, 0, value]) }],
  });
  const lane = { frames: [frame(1), null, frame(3), frame(4)] };
  const layer = { layer_index: 1, fan_out: 2 };
  const chosen = /** @type {Chosen} */ (partly({ lane, layer, neuron: 1, frame_index: 2 }));
  assert.deepEqual(weightThrough(chosen, 1), [1, null, 3]);
});
