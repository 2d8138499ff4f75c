import assert from "node:assert/strict";
import { test } from "node:test";

import { judge } from "../../../static/js/stage/verdict.js";

/** @typedef {import("../../../static/js/types.js").LaneResult} LaneResult */

/**
 * What is said in the middle of a run.
 * @param {[number, number][]} layers distinct neurons and those that look different, of four
 */
function headline(layers) {
  const frame = {
    epoch: 5,
    train_loss: 0.69,
    test_loss: null,
    train_accuracy: 0.5,
    test_accuracy: null,
    share_learned: 0.2,
    layers: [...layers, [1, 1]].map(([distinct_neurons, visibly_distinct], layer_index) => ({
      layer_index,
      fan_out: layer_index === layers.length ? 1 : 4,
      distinct_neurons,
      visibly_distinct,
    })),
  };
  const lane = { frames: [frame, frame, frame], diverged: null, result: null, run: 0 };
  return judge(/** @type {LaneResult} */ (/** @type {unknown} */ (lane)), 1).headline;
}

test("clones, near-clones and different neurons are told apart while a run plays", () => {
  assert.equal(
    headline([
      [1, 1],
      [1, 1],
    ]),
    "clones, learning",
  );
  assert.equal(
    headline([
      [4, 1],
      [4, 1],
    ]),
    "near-clones, learning",
  );
  assert.equal(
    headline([
      [4, 1],
      [4, 3],
    ]),
    "near-clones in layer 1, learning",
  );
  assert.equal(
    headline([
      [4, 4],
      [4, 3],
    ]),
    "learning",
  );
  assert.equal(
    headline([
      [2, 2],
      [4, 4],
    ]),
    "some clones, learning",
  );
});
