import assert from "node:assert/strict";
import { test } from "node:test";

import { layerName, networkLabel, twinWords } from "../../../../static/js/drawing/network/words.js";

/** @typedef {import("../../../../static/js/wire_types.js").Started} Started */
/** @typedef {import("../../../../static/js/types.js").LaneResult} LaneResult */
/** @typedef {import("../../../../static/js/types.js").RunFrame} RunFrame */
/** @typedef {import("../../../../static/js/types.js").LayerFrame} LayerFrame */

const STARTED = /** @type {Started} */ (
  /** @type {unknown} */ ({ layers: [{}, {}, {}], dataset: { name: "circles" } })
);

/**
 * @param {number} epoch
 * @param {number[]} distinct of the hidden layers
 */
const frame = (epoch, distinct) =>
  /** @type {RunFrame} */ (
    /** @type {unknown} */ ({
      epoch,
      layers: [...distinct, 1].map((distinct_neurons) => ({
        distinct_neurons,
        fan_out: 8,
        visibly_distinct: 1,
      })),
    })
  );

/** @param {RunFrame[]} frames */
const lane = (frames) =>
  /** @type {LaneResult} */ (
    /** @type {unknown} */ ({
      label: "Constant 0.5",
      frames,
    })
  );

test("a network's label counts the distinct neurons of each hidden layer", () => {
  const frames = [frame(0, [1, 8])];
  assert.equal(
    networkLabel(STARTED, lane(frames), { frame: frames[0], index: 0 }),
    "Constant 0.5: network on circles at epoch 0; " +
      "layer 1: 1 of 8 neurons distinct, 1 to the eye; " +
      "layer 2: 8 of 8 neurons distinct, 1 to the eye",
  );
});

test("a network's label says when clones parted", () => {
  const frames = [frame(0, [1, 1]), frame(5, [1, 8])];
  frames[1].layers[1].parted_epoch = 3;
  const label = networkLabel(STARTED, lane(frames), { frame: frames[1], index: 1 });
  assert.match(label, /layer 1: 1 of 8 neurons distinct, 1 to the eye;/);
  assert.match(label, /layer 2: 8 of 8 neurons distinct, 1 to the eye, clones parted at epoch 3$/);
});

test("before the first frame, and without hidden layers, the label says so", () => {
  assert.match(networkLabel(STARTED, lane([]), null), /nothing computed yet/);
  const linear = frame(0, []);
  assert.match(networkLabel(STARTED, lane([linear]), { frame: linear, index: 0 }), /no hidden/);
});

test("hidden layers count from 1, the last layer is the output", () => {
  assert.deepEqual(
    [-1, 0, 1, 2].map((i) => layerName(STARTED, i)),
    ["inputs", "layer 1", "layer 2", "output"],
  );
});

test("a neuron's twins are the others of its class, counted from 1", () => {
  /** @param {number[]} clone_class */
  const layer = (clone_class) => {
    const fan_out = clone_class.length;
    return /** @type {LayerFrame} */ (/** @type {unknown} */ ({ clone_class, fan_out }));
  };
  assert.equal(twinWords(layer([0, 0, 0]), 1), "identical to all 2 others");
  assert.equal(twinWords(layer([0, 1, 0, 1]), 3), "identical to neuron 2");
  assert.equal(twinWords(layer([0, 1, 0, 0]), 0), "identical to neurons 3, 4");
  assert.equal(twinWords(layer([0, 1]), 0), "no twin");
  const many = twinWords(layer([...Array(12).fill(0), 12]), 0);
  assert.equal(many, "identical to neurons 2, 3, 4, 5, 6, 7, …");
});
