/**
 * Signals sent through a model's own weights, in the browser: what
 * app/engine/identify/weight_probe.py does, with random numbers of its own.
 */

import { ACTIVATIONS } from "../stream/activations.js";
import { BYTES, numbersOf } from "./bits.js";

/** @typedef {import("../wire_types.js").Growth} Growth */
/** @typedef {import("./summary.js").Tensor} Tensor */
/** @typedef {import("./dense_chain.js").DenseLayer} DenseLayer */

const SAMPLES = 32;
/** Weights up to which signals are sent: some seconds. */
export const MOST_ENTRIES = 2 ** 25;
const SLICE_BYTES = 4 * 1024 * 1024;
/** Half the step of a slope's central difference: wide of rounding, narrow beside any curve. */
const STEP = 1e-5;
const LEAST_INNER = 3;

/**
 * @param {{layer: DenseLayer, weights: Tensor, bias: Tensor | null}[]} layers
 * @param {string} activation
 * @returns {Promise<Growth | null>} null where they overflow
 */
export async function sendSignals(layers, activation) {
  const f = ACTIVATIONS[activation];
  const normal = createNormal();
  const draw = (/** @type {number} */ width) =>
    Float64Array.from({ length: SAMPLES * width }, normal);
  let signal = draw(layers[0].layer.fan_in);
  let before = signal;
  /** @type {number[]} */
  const signals = [];
  /** @type {Float64Array[]} */
  const slopes = [];
  for (const one of layers) {
    before = await forward(one, signal);
    signals.push(power(before));
    slopes.push(before.map((z) => (f(z + STEP) - f(z - STEP)) / (2 * STEP)));
    signal = before.map(f);
  }
  const last = layers[layers.length - 1].layer.fan_out;
  let delta = draw(last);
  const unit = power(delta);
  const gradients = [1];
  for (let i = layers.length - 1; i > 0; i -= 1) {
    const sent = await back(layers[i], delta);
    const slope = slopes[i - 1];
    delta = sent.map((value, at) => value * slope[at]);
    gradients.unshift(power(delta) / unit);
  }
  const loss = last > 1 ? crossEntropy(before, last) : null;
  if (![...signals, ...gradients, loss ?? 0].every(Number.isFinite)) return null;
  const inner = layers.length < LEAST_INNER ? gradients.length - 1 : gradients.length - 2;
  return {
    activation,
    source: "measured",
    layers: layers.map(({ layer }, i) => ({
      name: layer.name,
      signal: Math.sqrt(signals[i]),
      gradient: Math.sqrt(gradients[i]),
    })),
    signal_factor: factor(signals[0], signals[signals.length - 1], layers.length - 1),
    gradient_factor: factor(gradients[inner], gradients[0], inner),
    classes: last > 1 ? last : null,
    loss,
    chance: last > 1 ? Math.log(last) : null,
  };
}

/** @param {Float64Array} values */
function power(values) {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

/** @param {number} first @param {number} last @param {number} steps */
function factor(first, last, steps) {
  return first > 0 && last > 0 ? (last / first) ** (0.5 / Math.max(1, steps)) : 0;
}

/**
 * Mean over inputs and classes of log sum exp less the class's own number.
 * @param {Float64Array} logits
 * @param {number} classes
 */
function crossEntropy(logits, classes) {
  let total = 0;
  for (let at = 0; at < logits.length; at += classes) {
    const row = logits.subarray(at, at + classes);
    const top = Math.max(...row);
    const spread = Math.log(row.reduce((sum, value) => sum + Math.exp(value - top), 0)) + top;
    total += spread - row.reduce((sum, value) => sum + value, 0) / classes;
  }
  return total / SAMPLES;
}

/**
 * The rows of a matrix as it lies, some at a time.
 * @param {Tensor} tensor
 * @param {(row: number, values: ArrayLike<number>) => void} use one row
 */
async function eachRow(tensor, use) {
  const [rows, columns] = tensor.shape;
  const step = Math.max(1, Math.floor(SLICE_BYTES / BYTES[tensor.dtype] / columns));
  for (let row = 0; row < rows; row += step) {
    const end = Math.min(rows, row + step);
    const { values } = numbersOf(await tensor.read(row * columns, end * columns), tensor.dtype);
    for (let r = row; r < end; r += 1) {
      use(r, values.subarray((r - row) * columns, (r - row + 1) * columns));
    }
  }
}

/**
 * Adds, for each sample, a number times a row to what that sample gathers.
 * @param {Float64Array} from @param {number} at which number of a sample
 * @param {ArrayLike<number>} row
 * @param {Float64Array} to
 */
function scatter(from, at, row, to) {
  const [width, size] = [row.length, from.length / SAMPLES];
  for (let s = 0; s < SAMPLES; s += 1) {
    const value = from[s * size + at];
    if (value === 0) continue;
    for (let j = 0; j < width; j += 1) to[s * width + j] += value * row[j];
  }
}

/**
 * Puts the product of each sample with a row where that row's number belongs.
 * @param {Float64Array} from
 * @param {ArrayLike<number>} row
 * @param {Float64Array} to @param {number} at
 */
function gather(from, row, to, at) {
  const [width, size] = [row.length, to.length / SAMPLES];
  for (let s = 0; s < SAMPLES; s += 1) {
    let sum = 0;
    for (let i = 0; i < width; i += 1) sum += from[s * width + i] * row[i];
    to[s * size + at] = sum;
  }
}

/**
 * @param {{layer: DenseLayer, weights: Tensor, bias: Tensor | null}} one
 * @param {Float64Array} signal
 */
async function forward({ layer, weights, bias }, signal) {
  const { fan_out } = layer;
  const total = new Float64Array(SAMPLES * fan_out);
  await eachRow(weights, (r, row) => {
    if (layer.layout === "out_in") gather(signal, row, total, r);
    else scatter(signal, r, row, total);
  });
  if (bias === null) return total;
  const { values } = numbersOf(await bias.read(0, fan_out), bias.dtype);
  return total.map((value, at) => value + values[at % fan_out]);
}

/**
 * @param {{layer: DenseLayer, weights: Tensor}} one
 * @param {Float64Array} delta
 */
async function back({ layer, weights }, delta) {
  const total = new Float64Array(SAMPLES * layer.fan_in);
  await eachRow(weights, (r, row) => {
    if (layer.layout === "out_in") scatter(delta, r, row, total);
    else gather(delta, row, total, r);
  });
  return total;
}

/** @returns {() => number} standard normal numbers, the same ones each time */
export function createNormal() {
  let state = 17;
  const uniform = () => {
    // mulberry32, by Tommy Ettinger.
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  // The method of Box and Muller.
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
