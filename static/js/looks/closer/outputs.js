/** How the numbers of one neuron are spread: its outputs over the probe, on a range that stays. */

import { roundUp } from "../../drawing/scale.js";

/** @typedef {import("../../drawing/scale.js").Interval} Interval */
/** @typedef {import("../../types.js").Catalog} Catalog */
/** @typedef {import("../../types.js").Result} Result */
/** @typedef {import("../../types.js").LayerFrame} LayerFrame */
/** @typedef {import("../../types.js").Spread} Spread */

const BINS = 32;
/** Shares of classes lie between these. */
const SHARE = /** @type {Interval} */ ([0, 1]);

/**
 * The range of a layer's outputs over all epochs and lanes: that of the activation where it is
 * bounded and they stay within it. Of a run that diverged only the beginning counts.
 * @param {Catalog} catalog
 * @param {Result} result
 * @param {number} run whose activation it is
 * @param {number} layer_index
 * @returns {Interval}
 */
export function outputRange(catalog, { started, lanes }, run, layer_index) {
  const is_last = layer_index === started.layers.length - 1;
  const name = is_last ? started.output.activation : lanes[run].config.activation;
  const bounds =
    name === "softmax"
      ? SHARE
      : (catalog.activations.find((each) => each.name === name)?.range ?? null);
  let [low, high] = [0, 0];
  for (const { frames, diverged } of lanes) {
    for (const frame of diverged ? frames.slice(0, 1) : frames) {
      const layer = frame?.layers[layer_index];
      if (!layer) continue;
      const [least, most] = extremes(layer.neuron_outputs);
      low = Math.min(low, least);
      high = Math.max(high, most);
    }
  }
  if (bounds !== null && low >= bounds[0] && high <= bounds[1]) return bounds;
  const limit = roundUp(Math.max(-low, high)) || 1;
  return [low < 0 ? -limit : 0, high > 0 ? limit : 0];
}

/** @type {WeakMap<Float32Array, Interval>} */
const known_extremes = new WeakMap();

/**
 * @param {Float32Array} values
 * @returns {Interval} [0, 0] where there is none that is a number
 */
function extremes(values) {
  const known = known_extremes.get(values);
  if (known !== undefined) return known;
  let [low, high] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high && values[i] < Infinity) high = values[i];
  }
  const found = /** @type {Interval} */ ([low, high]);
  known_extremes.set(values, found);
  return found;
}

/**
 * @param {LayerFrame} layer
 * @param {number} neuron
 * @param {Interval} range
 * @returns {Spread}
 */
export function spreadOutputs({ neuron_outputs, fan_out }, neuron, range) {
  return spreadValues(neuron_outputs, range, { first: neuron, step: fan_out });
}

/**
 * @param {ArrayLike<number>} values
 * @param {Interval} range
 * @param {{first: number, step: number}} [which] of the values
 * @returns {Spread} what is no number is not counted
 */
export function spreadValues(values, [low, high], { first, step } = { first: 0, step: 1 }) {
  const counts = Array(BINS).fill(0);
  let [below, above, count, sum, squares] = [0, 0, 0, 0, 0];
  for (let i = first; i < values.length; i += step) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    count += 1;
    sum += value;
    squares += value * value;
    if (value < low) below += 1;
    else if (value > high) above += 1;
    else counts[Math.min(BINS - 1, Math.floor(((value - low) / (high - low)) * BINS))] += 1;
  }
  const mean = count === 0 ? null : sum / count;
  const std = mean === null ? null : Math.sqrt(Math.max(0, squares / count - mean * mean));
  const width = (high - low) / BINS;
  const bin_edges = Array.from({ length: BINS + 1 }, (_, i) => low + i * width);
  return { mean, std, histogram: { bin_edges, counts, below, above } };
}
