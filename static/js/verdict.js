/** What a run shows at an epoch, in words, from the numbers of that run alone. */

import { formatLayer, formatNumber, formatPercent } from "./format.js";
import { lastFrame } from "./result.js";

/** @typedef {import("./types.js").Diverged} Diverged */
/** @typedef {import("./types.js").LaneResult} LaneResult */
/** @typedef {import("./types.js").LayerFrame} LayerFrame */
/** @typedef {import("./types.js").RunFrame} RunFrame */

/**
 * @typedef {object} Verdict
 * @property {"diverged" | "clones" | "mixed" | "distinct" | "plain" | "empty"} kind
 * @property {string} headline
 * @property {string} detail
 */

/** What became non-finite, as a phrase. */
const QUANTITIES = Object.freeze({
  weights: "A weight",
  bias: "A bias",
  activation: "An activation",
  loss: "The loss",
});

/**
 * @param {LaneResult | null} lane
 * @param {number} frame index into the lane's frames
 * @returns {Verdict}
 */
export function judge(lane, frame) {
  const index = lane === null ? -1 : lastFrame(lane, frame);
  const shown = lane === null || index < 0 ? null : /** @type {RunFrame} */ (lane.frames[index]);
  if (lane === null || shown === null) {
    const diverged = lane?.diverged ?? null;
    if (diverged !== null) return divergence(diverged, 0);
    return { kind: "empty", headline: "Computing", detail: "" };
  }
  if (lane.diverged !== null && index < frame) {
    return divergence(lane.diverged, shown.layers.length);
  }
  const first = /** @type {RunFrame} */ (lane.frames[0]);
  return { ...symmetry(shown.layers.slice(0, -1)), detail: describeLoss(first, shown) };
}

/**
 * "Loss 0.693 \u2192 0.0123, test accuracy 98 %".
 * @param {RunFrame} first
 * @param {RunFrame} shown
 */
function describeLoss(first, shown) {
  const arrow = `${formatNumber(first.train_loss)} \u2192 ${formatNumber(shown.train_loss)}`;
  const loss = shown.epoch === first.epoch ? formatNumber(shown.train_loss) : arrow;
  const share = shown.test_accuracy ?? shown.train_accuracy;
  const kind = shown.test_accuracy === null ? "training" : "test";
  const right = share === null ? "" : `, ${kind} accuracy ${formatPercent(share)}`;
  return `Loss ${loss}${right}`;
}

/**
 * @param {LayerFrame[]} hidden
 * @returns {{kind: Verdict["kind"], headline: string}}
 */
function symmetry(hidden) {
  if (hidden.length === 0) return { kind: "plain", headline: "No hidden layer: a linear model" };
  const wide = hidden.filter(({ fan_out }) => fan_out > 1);
  if (wide.every(({ distinct_neurons, fan_out }) => distinct_neurons === fan_out)) {
    return { kind: "distinct", headline: "Every neuron is different" };
  }
  if (wide.every(({ distinct_neurons }) => distinct_neurons === 1)) {
    const each = hidden.length === 1 ? "The hidden layer" : "Each hidden layer";
    return { kind: "clones", headline: `Clones: ${each.toLowerCase()} is one neuron, copied` };
  }
  const cloned = wide.filter(({ distinct_neurons, fan_out }) => distinct_neurons < fan_out);
  const names = cloned.map(({ layer_index }) => String(layer_index + 1)).join(", ");
  const layers = cloned.length === 1 ? `layer ${names}` : `layers ${names}`;
  return { kind: "mixed", headline: `Some clones, in ${layers}` };
}

/**
 * @param {Diverged} diverged
 * @param {number} layer_count 0 when unknown
 * @returns {Verdict}
 */
function divergence({ epoch, quantity, layer_index }, layer_count) {
  const where = layer_index === null ? "" : `, ${formatLayer(layer_index, layer_count)}`;
  const what = QUANTITIES[quantity] ?? quantity;
  const detail = `${what} is no longer a finite number`;
  return { kind: "diverged", headline: `Exploded at epoch ${epoch}${where}`, detail };
}
