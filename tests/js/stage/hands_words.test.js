/** Changes made by hand, in words. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { changeWords } from "../../../static/js/stage/hands_words.js";
import { CATALOG } from "../catalog_sample.js";

const NETWORK = { inputs: 2, layer_count: 3 };

test("a change says when, where and what, counting from 1", () => {
  /** @type {[object, RegExp][]} */
  const cases = [
    [
      { action: "set_weight", layer_index: 0, from: 0, neuron: 2, value: 0.8 },
      /^epoch 40: weight x . neuron 3, layer 1, set to 0\.8$/,
    ],
    [
      { action: "nudge_weight", layer_index: 1, from: 4, neuron: 0, ulps: 1 },
      /weight neuron 5 . neuron 1, layer 2, nudged by 1 ulp$/,
    ],
    [
      { action: "add_to_bias", layer_index: 2, neuron: 0, value: -0.5 },
      /bias of neuron 1, output layer, changed by .0\.5$/,
    ],
    [
      { action: "copy_neuron", layer_index: 0, neuron: 0, to: 1 },
      /neuron 1, layer 1, copied onto neuron 2$/,
    ],
    [{ action: "set_learning_rate", value: 0.01 }, /learning rate 0\.01 from here on$/],
  ];
  for (const [fields, words] of cases) {
    const one = /** @type {import("../../../static/js/types.js").Intervention} */ ({
      epoch: 40,
      ...fields,
    });
    assert.match(changeWords(one, NETWORK), words);
  }
});

test("every action of the catalogue has words of its own", () => {
  for (const { name } of CATALOG.actions) {
    const one = { epoch: 0, action: name, layer_index: 0, from: 0, neuron: 0, to: 1, value: 1 };
    assert.ok(!changeWords(one, NETWORK).endsWith(name), name);
  }
});
