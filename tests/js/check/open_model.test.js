/** Which models the stage can show, and why not the others. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { denseChain } from "../../../static/js/check/dense_chain.js";
import { datasetFor, whyNotOnStage } from "../../../static/js/check/open_model.js";
import { CATALOG } from "../catalog_sample.js";

const LIMITS = {
  width: 512,
  hidden_layers: 64,
  custom_inputs: 256,
  custom_classes: 32,
  body_bytes: 2 ** 21,
};
const LIMITED = {
  ...CATALOG,
  limits: Object.entries(LIMITS).map(([name, value]) => ({ name, value, unit: "", reason: "" })),
};

/** @param {number[]} widths @returns {any} an answer of dense layers */
function answerOf(widths) {
  const tensors = widths.slice(1).flatMap((fan_out, i) => [
    {
      name: `l${i}.weight`,
      kind: "dense",
      layout: "out_in",
      shape: [fan_out, widths[i]],
      findings: [],
    },
    { name: `l${i}.bias`, kind: "bias", layout: "out_in", shape: [fan_out], findings: [] },
  ]);
  return { tensors, growth: { layers: widths.slice(1).map((_, i) => ({ name: `l${i}.weight` })) } };
}

/** @param {number[]} widths */
function whyNot(widths) {
  const { layers } = denseChain(answerOf(widths));
  assert.ok(layers !== null);
  return whyNotOnStage(LIMITED, layers);
}

test("layers are taken with their biases, in order", () => {
  const { layers } = denseChain(answerOf([30, 20, 5]));
  assert.deepEqual(layers, [
    { name: "l0.weight", bias: "l0.bias", layout: "out_in", fan_in: 30, fan_out: 20 },
    { name: "l1.weight", bias: "l1.bias", layout: "out_in", fan_in: 20, fan_out: 5 },
  ]);
});

test("what is no chain of dense layers is refused in words", () => {
  const parted = answerOf([30, 20, 5]);
  parted.growth = null;
  assert.match(denseChain(parted).reason ?? "", /do not simply follow/);
  const convolution = answerOf([30, 20, 5]);
  convolution.tensors[0].kind = "convolution";
  assert.match(denseChain(convolution).reason ?? "", /l0.weight is not a dense layer/);
  const grouped = answerOf([30, 20, 5]);
  grouped.tensors[2].shape = [5, 40];
  assert.match(denseChain(grouped).reason ?? "", /reads 40 numbers, .* before gives 20/);
  const broken = answerOf([30, 20, 5]);
  broken.tensors[3].findings = [{ kind: "non_finite" }];
  assert.match(denseChain(broken).reason ?? "", /l1.bias holds numbers that are not finite/);
});

test("a model beyond the page's limits is refused with them", () => {
  assert.equal(whyNot([30, 20, 5]), null);
  assert.match(whyNot([30, 513, 5]) ?? "", /513 neurons; the stage shows at most 512/);
  assert.match(whyNot([784, 20, 10]) ?? "", /784 inputs and 10 outputs.*256 inputs and 32/);
  assert.match(whyNot([30, 20, 33]) ?? "", /33 outputs/);
  assert.match(whyNot([200, 500, 5]) ?? "", /103005 weights and biases; .* about 95325/);
  assert.match(whyNot([2, ...new Array(65).fill(2), 1]) ?? "", /65 hidden layers/);
});

test("data of the model's size are the catalog's own, or drawn", () => {
  assert.equal(datasetFor(LIMITED, 2, 1)?.is_drawn, false);
  assert.deepEqual(datasetFor(LIMITED, 30, 5), { name: "custom", is_drawn: true });
  assert.equal(datasetFor(LIMITED, 300, 5), null);
});
