import assert from "node:assert/strict";
import { test } from "node:test";

import { startLoss } from "../../../static/js/stage/start_loss.js";

/** @typedef {Parameters<typeof startLoss>[0]} Started */
/** @typedef {Parameters<typeof startLoss>[1]} Lane */

/**
 * @param {number} loss
 * @param {number} constant the best constant answer's
 * @param {{loss?: string, initializer?: unknown}} [changes]
 */
function told(loss, constant, { loss: kind = "binary_cross_entropy", initializer } = {}) {
  const run = {
    initializer: initializer ?? { name: "normal", std: 1 },
    bias_initializer: [{ name: "zeros" }, { name: "normal", std: 2 }, { name: "zeros" }],
  };
  const started = {
    request: { runs: [run] },
    dataset: { classes: 2 },
    output: { loss: kind },
    layers: [{}, {}, {}],
  };
  const lane = { run: 0, frames: [{ train_loss: loss, share_learned: 1 - loss / constant }] };
  const found = startLoss(
    /** @type {Started} */ (/** @type {unknown} */ (started)),
    /** @type {Lane} */ (/** @type {unknown} */ (lane)),
  );
  assert.ok(found !== null);
  return found;
}

test("a first loss far above guessing is brought down by an output layer of zeros", () => {
  const { sentence, repairs } = told(2.5, 0.69);
  assert.ok(sentence.startsWith("The loss begins at 2.50; the best constant answer has 0.690"));
  assert.ok(sentence.includes("ln 2 = 0.693"));
  const normal = { name: "normal", std: 1 };
  assert.deepEqual(
    repairs.map(({ patch }) => patch),
    [{ initializer: [normal, normal, { name: "zeros" }] }],
  );
});

test("with uneven classes or a regression the output bias is offered too", () => {
  const biases = [{ name: "zeros" }, { name: "normal", std: 2 }, { name: "target_mean" }];
  // Guessing costs ln 2 where knowing the shares costs half as much: only the bias is to blame.
  const uneven = told(0.7, 0.35).repairs.map(({ patch }) => patch);
  assert.deepEqual(uneven, [{ bias_initializer: biases }]);
  const names = told(9, 1, { loss: "mse" }).repairs.map(({ patch }) => Object.keys(patch)[0]);
  assert.deepEqual(names, ["initializer", "bias_initializer"]);
});

test("a quiet start is told as such, and weights given as a whole are left alone", () => {
  assert.deepEqual(told(0.7, 0.69).repairs, []);
  assert.deepEqual(told(2.5, 0.69, { initializer: { name: "explicit", weights: [] } }).repairs, []);
});
