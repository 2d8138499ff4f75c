import assert from "node:assert/strict";
import { test } from "node:test";

import { groupNear, nextMoment } from "../../../static/js/stage/moment_marks.js";
import {
  isMoment,
  latestMoment,
  momentsOf,
  partingWords,
} from "../../../static/js/stage/moments.js";

/** @typedef {import("../../../static/js/types.js").LaneResult} LaneResult */
/** @typedef {import("../../../static/js/types.js").Result} Result */

const CATALOG = {
  activations: ["tanh", "ramp"].map((name) => ({
    name,
    label: name,
    aliases: [],
    formula: "",
    range: null,
    dies: name === "ramp",
  })),
};
const EPOCHS = [0, 2, 4, 6, 8];

/**
 * A lane of one hidden layer of four.
 * @param {number[][]} classes visible, one list an epoch
 * @param {{ accuracies?: number[], [field: string]: unknown }} [more]
 */
function lane(classes, { accuracies = [], ...more } = {}) {
  const frames = classes.map((visible_class, i) => ({
    epoch: EPOCHS[i],
    train_accuracy: accuracies[i] ?? 0.5,
    layers: [
      {
        layer_index: 0,
        fan_out: 4,
        visible_class,
        visibly_distinct: new Set(visible_class).size,
        neuron_outputs: new Float32Array(0),
      },
      { layer_index: 1, fan_out: 1 },
    ],
  }));
  const config = { activation: "tanh" };
  return /** @type {LaneResult} */ (
    /** @type {unknown} */ ({ run: 0, label: "Run", config, frames, diverged: null, ...more })
  );
}

/** @param {...LaneResult} lanes */
const result = (...lanes) =>
  /** @type {Result} */ (/** @type {unknown} */ ({ lanes, epochs: EPOCHS }));

const ONE = [0, 0, 0, 0];
const ALONE = [0, 1, 2, 3];

test("clones that stay clones, and neurons that always differed, have no moment", () => {
  assert.deepEqual(
    momentsOf(CATALOG, result(lane([ONE, ONE, ONE]), lane([ALONE, ALONE, [0, 0, 2, 3]]))),
    [],
  );
});

test("the first neuron that is seen to leave is named, and when all differ", () => {
  const shown = result(lane([ONE, ONE, [0, 0, 2, 0], [0, 0, 2, 3], ALONE]));
  const told = momentsOf(CATALOG, shown).map(({ epoch, kind, words }) => [epoch, kind, words]);
  assert.deepEqual(told, [
    [4, "parting", "neuron 3 of layer 1 leaves the others"],
    [8, "apart", "all 4 neurons of layer 1 look different"],
  ]);
  assert.deepEqual(
    [1, 2, 3].map((frame) => isMoment(CATALOG, shown, frame)),
    [false, true, false],
  );
});

test("several that leave are named together, many are counted in groups", () => {
  assert.equal(partingWords([0, 1, 0, 3, 0], 1), "neurons 2 and 4 of layer 2 leave the others");
  assert.equal(partingWords([0, 0, 0, 3, 4, 5, 6], 0), "layer 1 comes apart, into 5 groups");
  // Whoever is with the most has not left, wherever it stands.
  assert.equal(partingWords([0, 1, 1, 1], 0), "neuron 1 of layer 1 leaves the others");
});

test("learning and an explosion are moments, and moments are walked in their order", () => {
  const learned = lane([ALONE, ALONE, ALONE], { accuracies: [0.5, 0.9, 0.97] });
  const diverged = { epoch: 6, layer_index: 1, quantity: "weights" };
  const exploded = lane([ALONE, ALONE], { run: 1, label: "Wild", diverged });
  const shown = result(exploded, learned);
  const frames = momentsOf(CATALOG, shown).map(({ frame, kind }) => [frame, kind]);
  assert.deepEqual(frames, [
    [2, "learned"],
    [3, "explosion"],
  ]);
  assert.equal(nextMoment(momentsOf(CATALOG, shown), 0, 1)?.frame, 2);
  assert.equal(nextMoment(momentsOf(CATALOG, shown), 2, 1)?.frame, 3);
  assert.equal(nextMoment(momentsOf(CATALOG, shown), 3, 1), null);
  assert.equal(nextMoment(momentsOf(CATALOG, shown), 3, -1)?.frame, 2);
  assert.equal(nextMoment([], 0, 1), null);
});

test("the moment a lane tells is the last one up to the shown epoch", () => {
  const own = lane([ONE, [0, 0, 2, 0], [0, 0, 2, 0], ALONE]);
  assert.equal(latestMoment(CATALOG, own, EPOCHS, 0), null);
  assert.equal(latestMoment(CATALOG, own, EPOCHS, 2)?.kind, "parting");
  assert.equal(latestMoment(CATALOG, own, EPOCHS, 4)?.kind, "apart");
});

/** @param {string} activation */
const dying = (activation) => {
  const own = lane([ALONE, ALONE], { config: { activation } });
  own.frames.forEach((frame, i) => {
    const [layer] = /** @type {import("../../../static/js/types.js").RunFrame} */ (frame).layers;
    layer.neuron_outputs = Float32Array.from([1, 1, 1, 0, 1, i === 0 ? 1 : 0, 1, 0]);
    if (i > 0) layer.neuron_outputs[1] = 0;
  });
  return momentsOf(CATALOG, result(own)).map(({ frame, words }) => [frame, words]);
};

test("a neuron that is 0 everywhere has died, if its activation can", () => {
  assert.deepEqual(dying("ramp"), [[1, "neuron 2 of layer 1 dies"]]);
  assert.deepEqual(dying("tanh"), []);
});

test("an explosion is told with its own epoch, as the verdict tells it", () => {
  const exploded = lane([ALONE, ALONE], { diverged: { epoch: 3, layer_index: null } });
  const [moment] = momentsOf(CATALOG, result(exploded));
  assert.deepEqual([moment.epoch, moment.frame], [3, 2]);
});

test("moments that would cover each other have one mark", () => {
  const moment = (/** @type {number} */ epoch) =>
    /** @type {import("../../../static/js/stage/moments.js").Moment} */ (
      /** @type {unknown} */ ({ epoch })
    );
  const sizes = groupNear([10, 11, 40, 100].map(moment), 100).map((group) => group.length);
  assert.deepEqual(sizes, [2, 1, 1]);
});
