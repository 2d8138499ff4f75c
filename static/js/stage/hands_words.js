/** Changes made by hand, in words. */

import { sourceName } from "../drawing/network/words.js";
import { formatExact, formatLayer } from "../words/format.js";

/** @typedef {import("../types.js").Intervention} Intervention */

/**
 * @param {Intervention} one
 * @param {{inputs: number, layer_count: number}} network
 * @returns {string} "epoch 40: weight x \u2192 neuron 3, layer 1, set to 0.8"
 */
export function changeWords(one, { inputs, layer_count }) {
  const layer_index = Number(one.layer_index);
  const layer = formatLayer(layer_index, layer_count).toLowerCase();
  const neuron = `neuron ${Number(one.neuron) + 1}`;
  const weight = () =>
    `weight ${sourceName(layer_index, Number(one.from), inputs)} \u2192 ${neuron}, ${layer},`;
  const value = formatExact(Number(one.value));
  const ulps = Number(one.ulps ?? 1);
  /** @type {Record<string, () => string>} */
  const words = {
    set_weight: () => `${weight()} set to ${value}`,
    add_to_weight: () => `${weight()} changed by ${value}`,
    set_bias: () => `bias of ${neuron}, ${layer}, set to ${value}`,
    add_to_bias: () => `bias of ${neuron}, ${layer}, changed by ${value}`,
    nudge_weight: () => `${weight()} nudged by ${ulps} ulp`,
    copy_neuron: () => `${neuron}, ${layer}, copied onto neuron ${Number(one.to) + 1}`,
    redraw_neuron: () => `${neuron}, ${layer}, drawn anew`,
    set_learning_rate: () => `learning rate ${value} from here on`,
  };
  return `epoch ${one.epoch}: ${words[one.action]?.() ?? one.action}`;
}
