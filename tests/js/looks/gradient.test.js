import assert from "node:assert/strict";
import { test } from "node:test";

import { stripBars } from "../../../static/js/drawing/charts/strip.js";
import {
  explanationQuestion,
  factorOf,
  isNothing,
  reasonsOf,
} from "../../../static/js/looks/gradient.js";
import { takeEvents } from "../../../static/js/stream/result.js";
import { started } from "../sample_events.js";

/** @typedef {import("../../../static/js/looks/gradient.js").Explanation} Explanation */

test("reasons are all that is said after what the gradient is", () => {
  const words = [
    "The weight from input 1 to neuron 2 of layer 1 is 0. Its gradient is 0.",
    "Exactly 0: no delta arrives.",
    "Neurons 1, 3 and 4 have the same incoming weights and bias.",
  ];
  const explained = /** @type {Explanation} */ (/** @type {unknown} */ ({ words }));
  assert.deepEqual(reasonsOf(explained), words.slice(1));
});

test("the question is the shown experiment, once, with the place of the weight", () => {
  const result = takeEvents(null, [started(["a"])], [1]);
  if (result === null) throw new Error("no result");
  const place = { run: 0, layer_index: 1, from_neuron: 2, to_neuron: 3, epoch: 4 };
  const question = explanationQuestion(result, { ...place, minibatch: "all" });
  assert.deepEqual(question, {
    ...result.started.request,
    seeds: 1,
    ...place,
    minibatch: "all",
  });
});

test("a factor is nothing only when it is 0 for every sample", () => {
  const factor = { values: [0, 0], mean: 0, mean_absolute: 0, zeros: 2 };
  assert.ok(isNothing(factor));
  assert.ok(!isNothing({ ...factor, values: [0, 1], zeros: 1 }));
});

test("bars of a strip stand on their side of zero, the largest filling its half", () => {
  const bars = stripBars([2, -4, 0, null], 40, 42);
  assert.equal(bars.length, 2);
  const [up, down] = bars;
  assert.equal(up.y + up.height, 21);
  assert.equal(down.y, 21);
  assert.equal(down.height, 20);
  assert.equal(up.height, 10);
  assert.ok(up.x < down.x && down.x < 20);
});

test("a factor made of numbers has their mean, their mean size and how many are 0", () => {
  const { mean, mean_absolute, zeros } = factorOf([1, -3, 0, null]);
  assert.ok(mean !== null && Math.abs(mean + 2 / 3) < 1e-12);
  assert.ok(mean_absolute !== null && Math.abs(mean_absolute - 4 / 3) < 1e-12);
  assert.equal(zeros, 1);
  assert.equal(factorOf([]).mean, null);
});
