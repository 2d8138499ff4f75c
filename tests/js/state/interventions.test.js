/** Lists of changes made by hand: their order, and what becomes of them as runs come and go. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addIntervention,
  fits,
  forkInterventions,
  sharedUntil,
  withoutRun,
} from "../../../static/js/state/interventions.js";
import { CATALOG } from "../catalog_sample.js";

/** @typedef {import("../../../static/js/types.js").Intervention} Intervention */

/** @param {number} epoch @param {object} rest @returns {Intervention} */
const nudge = (epoch, rest = {}) => ({
  epoch,
  action: "nudge_weight",
  run: 0,
  layer_index: 0,
  from: 0,
  neuron: 0,
  ...rest,
});
/** @param {number} epoch @param {number} value @param {object} rest @returns {Intervention} */
const setBias = (epoch, value, rest = {}) => ({
  epoch,
  action: "set_bias",
  run: 0,
  layer_index: 0,
  neuron: 0,
  value,
  ...rest,
});

test("a change stands behind those of its epoch and before later ones", () => {
  const list = [nudge(2), nudge(5), nudge(9)];
  const added = addIntervention(list, nudge(5, { neuron: 3 }));
  assert.deepEqual(
    added.map(({ epoch, neuron }) => [epoch, neuron]),
    [
      [2, 0],
      [5, 0],
      [5, 3],
      [9, 0],
    ],
  );
  assert.equal(list.length, 3);
});

test("dragging on sets one value, nudging on adds up", () => {
  const dragged = [0.1, 0.2, 0.3].reduce(
    (list, value) => addIntervention(list, setBias(4, value)),
    /** @type {Intervention[]} */ ([]),
  );
  assert.deepEqual(dragged, [setBias(4, 0.3)]);
  const elsewhere = addIntervention(dragged, setBias(4, 1, { neuron: 1 }));
  assert.equal(elsewhere.length, 2);
  // What came between them saw the first value.
  assert.equal(addIntervention(elsewhere, setBias(4, 2)).length, 3);
  assert.equal(addIntervention([nudge(4)], nudge(4)).length, 2);
});

test("a forked run takes its changes along, and those of the runs behind it move on", () => {
  const everywhere = { epoch: 3, action: "set_learning_rate", value: 0.1 };
  const list = [nudge(1), nudge(2, { run: 1 }), everywhere, nudge(4, { run: 2 })];
  const forked = forkInterventions(list, 1);
  assert.deepEqual(
    forked.map(({ epoch, run }) => [epoch, run]),
    [
      [1, 0],
      [2, 1],
      [2, 2],
      [3, undefined],
      [4, 3],
    ],
  );
  assert.deepEqual(withoutRun(forked, 2), list);
});

test("a change that the network has no place for is told apart", () => {
  const { defaults } = CATALOG;
  const experiment = /** @type {import("../../../static/js/types.js").ExperimentState} */ (
    /** @type {unknown} */ ({ ...defaults, hidden_layers: [4], epochs: 10, runs: [{}] })
  );
  const has = (/** @type {Intervention} */ one) => fits(CATALOG, experiment, one);
  assert.ok(has(nudge(10, { from: 1, neuron: 3 })));
  assert.ok(!has(nudge(11)));
  assert.ok(!has(nudge(1, { run: 1 })));
  assert.ok(!has(nudge(1, { from: 2 })), "the plane has two inputs");
  assert.ok(!has(nudge(1, { neuron: 4 })));
  assert.ok(!has(nudge(1, { layer_index: 1, neuron: 1 })), "two classes have one output");
  assert.ok(!has({ ...nudge(1), action: "copy_neuron", to: 4 }));
});

test("two lists share all epochs up to their first difference", () => {
  assert.equal(sharedUntil([nudge(3)], [nudge(3)]), Infinity);
  assert.equal(sharedUntil([nudge(3)], []), 3);
  assert.equal(sharedUntil([nudge(3), nudge(8)], [nudge(3), nudge(5)]), 5);
  assert.equal(sharedUntil([nudge(3)], [nudge(3), setBias(3, 1)]), 3);
});
