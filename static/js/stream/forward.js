/**
 * What every layer of a network puts out over the probe, computed from its weights.
 *
 * For pictures alone: training, figures, counts and classes are the server's. The weights of a
 * frame are a few kilobytes and their outputs many times that, so the outputs are not sent, and
 * computed for a frame when something shows it.
 */

import { ACTIVATIONS } from "./activations.js";

/** @typedef {import("../types.js").ResolvedRun} ResolvedRun */
/** @typedef {import("../wire_types.js").Started} Started */

/**
 * The parameters of a layer, row-major.
 * @typedef {object} Parameters
 * @property {number} fan_in
 * @property {number} fan_out
 * @property {ArrayLike<number>} weights fan_in * fan_out values
 * @property {ArrayLike<number>} bias
 * @property {ArrayLike<number> | null} norm_gain of the normalization that is shown with the layer
 * @property {ArrayLike<number> | null} norm_shift
 * @property {number} branch_multiplier of the block that the layer is the last of
 */

/**
 * Numbers of all points of the probe, point after point.
 * @typedef {{values: Float64Array, width: number}} Signals
 */

/** Added to the variance of a normalization, as on the server. */
const EPSILON = 1e-5;
const LARGEST_FLOAT32 = 3.4028234663852886e38;

/** @type {WeakMap<Started, Signals>} */
const probes = new WeakMap();

/**
 * @param {Started} started
 * @param {ResolvedRun} run
 * @param {readonly Parameters[]} layers
 * @returns {Float32Array[]} for each layer points * fan_out values, point-major
 */
export function forward(started, run, layers) {
  const known = probes.get(started);
  const probe = known ?? {
    values: Float64Array.from(started.probe.inputs.flat()),
    width: layers[0].fan_in,
  };
  probes.set(started, probe);
  const f = ACTIVATIONS[run.activation];
  const { kind, normalization } = run.architecture;
  const hidden =
    kind === "residual"
      ? residual(probe, layers, f, run.architecture)
      : dense(probe, layers, f, normalization === "layer_norm");
  const last = linear(hidden.stream, layers[layers.length - 1]);
  return [...hidden.outputs, end(last, started.output.activation)].map(narrowed);
}

/**
 * @typedef {object} Hidden
 * @property {Signals[]} outputs of each hidden layer
 * @property {Signals} stream what the output layer reads
 */

/**
 * @param {Signals} probe
 * @param {readonly Parameters[]} layers
 * @param {(z: number) => number} f
 * @param {boolean} is_normalized
 * @returns {Hidden}
 */
function dense(probe, layers, f, is_normalized) {
  let stream = probe;
  const outputs = layers.slice(0, -1).map((layer) => {
    const z = linear(stream, layer);
    stream = each(is_normalized ? normal(z, layer) : z, f);
    return stream;
  });
  return { outputs, stream };
}

/**
 * @param {Signals} probe
 * @param {readonly Parameters[]} layers
 * @param {(z: number) => number} f
 * @param {ResolvedRun["architecture"]} architecture
 * @returns {Hidden}
 */
function residual(probe, layers, f, { block_layers, normalization }) {
  const count = Number(block_layers);
  const output = layers[layers.length - 1];
  let stream = linear(probe, layers[0]);
  const outputs = [stream];
  for (let first = 1; first + count < layers.length; first += count) {
    const last = layers[first + count - 1];
    let branch = normalization === "pre" ? normal(stream, layers[first]) : stream;
    for (let i = 0; i < count; i++) {
      const z = linear(branch, layers[first + i]);
      branch = count > 1 && i === count - 1 ? z : each(z, f);
      outputs.push(branch);
    }
    stream = sum(stream, branch, last.branch_multiplier);
    if (normalization === "post") stream = normal(stream, last);
  }
  return { outputs, stream: normalization === "pre" ? normal(stream, output) : stream };
}

/**
 * x W + b. Each neuron's sum has the same order, so that clones come out alike to the last bit.
 * @param {Signals} x
 * @param {Parameters} layer
 * @returns {Signals}
 */
function linear({ values, width }, { fan_in, fan_out, weights, bias }) {
  const points = values.length / width;
  const z = new Float64Array(points * fan_out);
  for (let point = 0; point < points; point++) {
    const row = point * fan_out;
    for (let j = 0; j < fan_out; j++) z[row + j] = bias[j];
    for (let i = 0; i < fan_in; i++) {
      const x = values[point * width + i];
      const from = i * fan_out;
      for (let j = 0; j < fan_out; j++) z[row + j] += x * weights[from + j];
    }
  }
  return { values: z, width: fan_out };
}

/**
 * @param {Signals} x
 * @param {(z: number) => number} f
 * @returns {Signals}
 */
function each({ values, width }, f) {
  return { values: values.map(f), width };
}

/**
 * h + a u
 * @param {Signals} h
 * @param {Signals} u
 * @param {number} a
 * @returns {Signals}
 */
function sum(h, u, a) {
  return { values: h.values.map((value, i) => value + a * u.values[i]), width: h.width };
}

/**
 * Layer normalization of each point's numbers.
 * @param {Signals} x
 * @param {Parameters} layer
 * @returns {Signals}
 */
function normal({ values, width }, { norm_gain, norm_shift }) {
  const y = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += width) {
    let mean = 0;
    for (let j = 0; j < width; j++) mean += values[row + j] / width;
    let variance = 0;
    for (let j = 0; j < width; j++) variance += (values[row + j] - mean) ** 2 / width;
    const inverse = 1 / Math.sqrt(variance + EPSILON);
    for (let j = 0; j < width; j++) {
      y[row + j] =
        (values[row + j] - mean) * inverse * (norm_gain?.[j] ?? 1) + (norm_shift?.[j] ?? 0);
    }
  }
  return { values: y, width };
}

/**
 * @param {Signals} z
 * @param {Started["output"]["activation"]} activation
 * @returns {Signals}
 */
function end(z, activation) {
  return activation === "softmax" ? softmax(z) : each(z, ACTIVATIONS[activation]);
}

/**
 * @param {Signals} z
 * @returns {Signals}
 */
function softmax({ values, width }) {
  const shares = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += width) {
    let most = -Infinity;
    for (let j = 0; j < width; j++) most = Math.max(most, values[row + j]);
    let total = 0;
    for (let j = 0; j < width; j++) {
      shares[row + j] = Math.exp(values[row + j] - most);
      total += shares[row + j];
    }
    for (let j = 0; j < width; j++) shares[row + j] /= total;
  }
  return { values: shares, width };
}

/**
 * As 32-bit floats, all of them finite, as pictures need them.
 * @param {Signals} signals
 */
function narrowed({ values }) {
  const narrow = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = Math.max(-LARGEST_FLOAT32, Math.min(LARGEST_FLOAT32, values[i]));
    narrow[i] = Number.isNaN(value) ? 0 : value;
  }
  return narrow;
}
