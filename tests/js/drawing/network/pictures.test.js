import assert from "node:assert/strict";
import { test } from "node:test";

import {
  frameAt,
  outputEncoding,
  weightRanges,
} from "../../../../static/js/drawing/network/pictures.js";

/** @typedef {import("../../../../static/js/types.js").LaneResult} LaneResult */

/**
 * @param {number} epoch
 * @param {number} distinct
 * @param {number} min
 * @param {number} max
 */
const frame = (epoch, distinct, min, max) => ({
  epoch,
  layers: [{ distinct_neurons: distinct, weight_stats: { min, max } }],
});

/**
 * @param {unknown[]} frames
 * @param {object} [rest]
 */
const lane = (frames, rest = {}) =>
  /** @type {LaneResult} */ (/** @type {unknown} */ ({ frames, diverged: null, ...rest }));

test("a lane that diverged keeps showing its last frame, and says so", () => {
  const frames = [frame(0, 1, 0, 0), frame(1, 1, 0, 0), null, null];
  assert.deepEqual(frameAt(lane(frames), 3), { frame: frames[1], index: 1, stale: true });
  assert.deepEqual(frameAt(lane(frames), 0), { frame: frames[0], index: 0, stale: false });
  assert.equal(frameAt(lane([]), 0), null);
  assert.equal(frameAt(lane(frames), -1), null);
});

test("weight ranges hold all lanes and epochs and are symmetric about zero", () => {
  const ranges = weightRanges([
    lane([frame(0, 1, 0.5, 0.5), frame(1, 1, -1.9, 0.5)]),
    lane([frame(0, 1, -0.1, 0.1)]),
  ]);
  assert.deepEqual(ranges, [[-2, 2]]);
});

test("the last weights of an exploding run do not flatten the others", () => {
  const exploding = lane([frame(0, 8, -1, 1), frame(1, 8, -1e150, 1e150), null], { diverged: {} });
  assert.deepEqual(weightRanges([exploding, lane([frame(0, 8, -0.5, 0.5)])]), [[-1, 1]]);
});

test("weights that have blown up do not flatten the others, even where they stay finite", () => {
  const usual = [frame(0, 8, -0.5, 0.5), frame(1, 8, -0.9, 0.9)];
  const blown = lane([frame(0, 8, -1, 1), frame(1, 8, -4e3, 4e3)]);
  assert.deepEqual(weightRanges([blown, lane(usual), lane(usual)]), [[-1, 1]]);
  assert.deepEqual(weightRanges([blown, lane(usual)]), [[-1, 1]]);
});

test("a large start is no explosion, and neither is growth to what other lanes have", () => {
  const large = lane([frame(0, 8, -30, 30)]);
  const small = lane([frame(0, 8, -0.01, 0.01), frame(1, 8, -2, 2)]);
  assert.deepEqual(weightRanges([large, lane([frame(0, 8, -1, 1)])]), [[-30, 30]]);
  assert.deepEqual(weightRanges([small, lane([frame(0, 8, -1, 1)])]), [[-2, 2]]);
  assert.deepEqual(weightRanges([small]), [[-2, 2]]);
});

test("a layer of zeros still has a range to draw on", () => {
  assert.deepEqual(weightRanges([lane([frame(0, 1, 0, 0)])]), [[-1, 1]]);
});

test("outputs have the same colours up to 1, beyond that a scale of their own", () => {
  const started = /** @type {import("../../../../static/js/types.js").Started} */ (
    /** @type {unknown} */ ({ layers: [{}, {}], dataset: { task: "classification" } })
  );
  /**
   * @param {number[]} outputs
   * @param {number} layer_index
   */
  const highest = (outputs, layer_index = 0) => {
    const layer = { layer_index, fan_out: 1, neuron_outputs: Float32Array.from(outputs) };
    return outputEncoding(
      started,
      /** @type {import("../../../../static/js/types.js").LayerFrame} */ (
        /** @type {unknown} */ (layer)
      ),
    ).high;
  };
  assert.equal(highest([0.1, -0.2]), 1);
  assert.equal(highest([-1, 1]), 1);
  assert.equal(highest([4, 4, 4]), 4);
  assert.equal(highest([0.2, 0.9], 1), 1);
});
