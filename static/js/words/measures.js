/** Measured quantities as people read them: their names, and their values in their own unit. */

import { formatExact, formatLayer, formatNumber, formatPercent } from "./format.js";

/** @typedef {import("../wire_types.js").Finding} Finding */

/**
 * @typedef {object} Measure
 * @property {string} name
 * @property {(value: number | null) => string} format
 */

/** @type {Readonly<Record<string, Measure>>} */
const MEASURES = Object.freeze({
  distinct_neurons: { name: "distinct neurons", format: formatCount },
  dead: { name: "share of dead units", format: formatPercent },
  saturated: { name: "share of saturated outputs", format: formatPercent },
  gradient_flow: { name: "gradient flow, first layer over last", format: formatNumber },
  pre_activation_std: { name: "std of pre-activations", format: formatNumber },
  train_loss_ratio: {
    name: "loss at the end over the larger of the start's and the best constant answer's",
    format: formatNumber,
  },
  train_loss_peak: {
    name:
      "largest loss of the first steps over the larger of the start's and the best constant " +
      "answer's",
    format: formatNumber,
  },
  weight_gap: { name: "largest difference over the largest weight", format: formatNumber },
  update_ratio: { name: "update to weights, log10", format: formatNumber },
  learning_rate: { name: "learning rate", format: formatNumber },
  share_learned: { name: "share learned", format: formatShare },
  share_kept: { name: "share learned", format: formatShare },
  share_forecast: {
    name: "share learned at the end, at least or by forecast",
    format: formatShare,
  },
  test_share_learned: { name: "share learned, on the test set", format: formatShare },
  constant_loss: { name: "share learned", format: formatShare },
});

/** @param {number | null} value */
function formatCount(value) {
  return value === null ? "\u2013" : formatExact(value);
}

/**
 * A share that may be below 0: worse than the best constant answer.
 * @param {number | null} value
 */
function formatShare(value) {
  if (value === null || value >= 0) return formatPercent(value);
  return `\u2212${formatPercent(-value)}`;
}

/**
 * @param {string} quantity
 * @returns {Measure}
 */
export function measureOf(quantity) {
  return MEASURES[quantity] ?? { name: quantity.replaceAll("_", " "), format: formatNumber };
}

/**
 * "gradient flow, first layer over last: 7.0e-6; threshold 0.00100".
 * @param {Finding} finding
 * @param {number} layer_count
 */
export function describeFinding({ quantity, value, threshold, layer_index }, layer_count) {
  const { name, format } = measureOf(quantity);
  const where = layer_index === null ? "" : ` (${formatLayer(layer_index, layer_count)})`;
  const limit = threshold === null ? "" : `; threshold ${format(threshold)}`;
  return `${name}${where}: ${format(value)}${limit}`;
}
