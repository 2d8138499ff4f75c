/** Counting weights in bins, and choosing the epochs whose counts are kept as ridges. */

/** @typedef {import("../network/layout.js").Box} Box */
/** @typedef {import("../scale.js").Interval} Interval */

/** Bins for few weights and for many: with too many bins a ridge is a row of needles.
    Even, so that no bin holds both signs on a range symmetric about 0. */
const FEW_BINS = 24;
const MANY_BINS = 32;
const MANY_WEIGHTS = 48;
/** Ridges kept behind the front. */
export const RIDGES = 9;

/**
 * Counts of weights in equal bins. What lies outside the range goes to the end bins, so that the
 * counts always sum to the number of weights that are numbers.
 * @param {ArrayLike<number>} weights
 * @param {Interval} range
 * @param {number} bins
 * @returns {Uint32Array}
 */
export function binWeights(weights, [low, high], bins) {
  const counts = new Uint32Array(bins);
  const slope = high > low ? bins / (high - low) : 0;
  const offset = slope > 0 ? 0 : bins / 2;
  for (let i = 0; i < weights.length; i++) {
    const bin = Math.floor(offset + (weights[i] - low) * slope);
    if (Number.isNaN(bin)) continue;
    counts[bin < 0 ? 0 : bin >= bins ? bins - 1 : bin]++;
  }
  return counts;
}

/** @param {number} weights how many there are */
export function binsFor(weights) {
  return weights < MANY_WEIGHTS ? FEW_BINS : MANY_BINS;
}

/** @type {WeakMap<ArrayLike<number> & object, {key: string, counts: Uint32Array}>} */
const binned = new WeakMap();

/**
 * `binWeights`, remembered for each array of weights.
 * @param {Float32Array} weights
 * @param {Interval} range
 * @returns {Uint32Array}
 */
export function countsOf(weights, range) {
  const key = `${range[0]} ${range[1]}`;
  const known = binned.get(weights);
  if (known?.key === key) return known.counts;
  const counts = binWeights(weights, range, binsFor(weights.length));
  binned.set(weights, { key, counts });
  return counts;
}

/**
 * Which recorded epochs get a ridge: the first in each of equal steps of log(1 + epoch), so that
 * the choice never changes while further epochs arrive.
 * @param {readonly number[]} epochs recorded, rising
 * @param {number} before index of the current one, which stands in front
 * @param {number} total epochs of the whole run
 * @returns {{index: number, slot: number}[]} slot 0 is the oldest
 */
export function ridgeFrames(epochs, before, total) {
  /** @type {{index: number, slot: number}[]} */
  const chosen = [];
  const span = Math.log1p(Math.max(1, total));
  let last = -1;
  for (let index = 0; index < before; index++) {
    const slot = Math.min(RIDGES - 1, Math.floor((Math.log1p(epochs[index]) / span) * RIDGES));
    if (slot <= last) continue;
    chosen.push({ index, slot });
    last = slot;
  }
  return chosen;
}

/**
 * One histogram, ready to draw.
 * @typedef {object} Shape
 * @property {Uint32Array} counts
 * @property {number | null} single the one value all weights have, if they are equal
 * @property {[boolean, boolean]} beyond whether weights lie below, and above, the range
 */

/**
 * @param {{weights: Float32Array, weight_stats: {min: number, max: number}}} layer
 * @param {Interval} range
 * @returns {Shape}
 */
export function shapeOf(layer, range) {
  const { min, max } = layer.weight_stats;
  return {
    counts: countsOf(layer.weights, range),
    single: min === max ? min : null,
    beyond: [min < range[0], max > range[1]],
  };
}

/**
 * The bin under a point, for the words of a hover.
 * @param {Box} box
 * @param {Shape} shape
 * @param {Interval} range
 * @param {number} x
 * @returns {{from: number, to: number, count: number}}
 */
export function pickBin(box, shape, range, x) {
  const bins = shape.counts.length;
  const bin = Math.min(bins - 1, Math.max(0, Math.floor(((x - box.x) / box.width) * bins)));
  const width = (range[1] - range[0]) / bins;
  const from = range[0] + bin * width;
  return { from, to: from + width, count: shape.counts[bin] };
}
