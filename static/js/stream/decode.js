/** From the wire's compact forms to the typed arrays that views read. */

import { forward } from "./forward.js";

/** @typedef {import("../types.js").Histogram} Histogram */
/** @typedef {import("../types.js").LayerFrame} LayerFrame */
/** @typedef {import("../types.js").RunFrame} RunFrame */
/** @typedef {import("../types.js").Signal} Signal */
/** @typedef {import("../types.js").Spread} Spread */
/** @typedef {import("../wire_types.js").FloatArray} FloatArray */
/** @typedef {import("../wire_types.js").FloatChanges} FloatChanges */
/** @typedef {import("../wire_types.js").LayerShape} LayerShape */
/** @typedef {import("../wire_types.js").LayerSnapshot} LayerSnapshot */
/** @typedef {import("../wire_types.js").RunSnapshot} RunSnapshot */
/** @typedef {import("../wire_types.js").Started} Started */

/**
 * @param {string} base64
 * @returns {Uint8Array}
 */
export function decodeBytes(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/**
 * A matrix or vector as row-major 32-bit floats: plain, a null cell of which becomes NaN, or as
 * what changed.
 * @param {FloatArray | FloatChanges | (number | null)[][] | (number | null)[]} matrix
 * @param {Float32Array | null} before what it was in the snapshot before, if that is told from
 * @returns {Float32Array}
 * @throws {RangeError} when the bytes do not fill the stated shape
 */
export function decodeMatrix(matrix, before = null) {
  if (Array.isArray(matrix)) {
    return Float32Array.from(matrix.flat(), (cell) => (cell === null ? NaN : cell));
  }
  const cells = matrix.shape.reduce((product, side) => product * side, 1);
  const is_changes = "changes" in matrix;
  const bytes = decodeBytes(is_changes ? matrix.changes : matrix.base64);
  if (bytes.length !== cells * 4 || (is_changes && before && before.length !== cells)) {
    throw new RangeError(`${bytes.length} bytes do not fill ${matrix.shape.join(" x ")}`);
  }
  const [next, step] = is_changes ? [1, cells] : [4, 1];
  const bits = new Uint32Array(cells);
  for (let i = 0; i < cells; i += 1) {
    const at = i * next;
    bits[i] =
      bytes[at] |
      (bytes[at + step] << 8) |
      (bytes[at + 2 * step] << 16) |
      (bytes[at + 3 * step] << 24);
  }
  if (is_changes && before) {
    const known = new Uint32Array(before.buffer, before.byteOffset, cells);
    for (let i = 0; i < cells; i += 1) bits[i] ^= known[i];
  }
  return new Float32Array(bits.buffer);
}

/**
 * @param {import("../wire_types.js").Histogram} histogram
 * @returns {Histogram} with all n + 1 edges written out
 */
export function decodeHistogram({ bin_edges, counts }) {
  if (Array.isArray(bin_edges)) return { bin_edges, counts };
  const { first, last, bins } = bin_edges;
  const edges = Array.from({ length: bins + 1 }, (_, i) => first + ((last - first) * i) / bins);
  edges[bins] = last;
  return { bin_edges: edges, counts };
}

/**
 * @param {number} epoch
 * @param {RunSnapshot} snapshot
 * @param {Started} started
 * @param {RunFrame | null} before the run's frame before, if changes are told from that
 * @returns {RunFrame}
 */
export function decodeRun(epoch, { run, layers, ...rest }, started, before = null) {
  const decoded = layers.map((layer, i) =>
    decodeLayer(layer, started.layers[i], before?.layers[i] ?? null),
  );
  const config = started.request.runs[run];
  /** @type {Float32Array[] | null} */
  let outputs = null;
  const computed = () => {
    outputs ??= forward(started, config, decoded);
    return outputs;
  };
  return {
    ...rest,
    epoch,
    layers: decoded.map((layer, i) => {
      const sent = layers[i].neuron_outputs;
      if (Array.isArray(sent)) return { ...layer, neuron_outputs: decodeMatrix(sent) };
      return {
        ...layer,
        // Not before something shows it: most frames pass by faster than they would be computed.
        get neuron_outputs() {
          return computed()[i];
        },
      };
    }),
  };
}

/**
 * @param {LayerSnapshot} layer
 * @param {LayerShape} shape
 * @param {LayerFrame | null} before
 * @returns {Omit<LayerFrame, "neuron_outputs">}
 */
function decodeLayer({ neuron_outputs: _, ...layer }, { fan_in, fan_out }, before) {
  const { norm_gain, norm_shift } = layer;
  return {
    ...layer,
    fan_in,
    fan_out,
    weights: decodeMatrix(layer.weights ?? [], before?.weights),
    bias: decodeMatrix(layer.bias ?? [], before?.bias),
    norm_gain: norm_gain ? decodeMatrix(norm_gain, before?.norm_gain) : null,
    norm_shift: norm_shift ? decodeMatrix(norm_shift, before?.norm_shift) : null,
    branch_multiplier: layer.branch_multiplier ?? 1,
    // The output layer has no picture to be compared: what differs there differs.
    visible_class: layer.visible_class ?? layer.clone_class,
    visibly_distinct: layer.visibly_distinct ?? layer.distinct_neurons,
    signal: layer.signal === undefined ? null : decodeSignal(layer.signal),
  };
}

/**
 * @param {import("../wire_types.js").SignalReading} signal
 * @returns {Signal}
 */
function decodeSignal(signal) {
  return {
    ...signal,
    pre_activation: decodeSpread(signal.pre_activation),
    activation: decodeSpread(signal.activation),
    delta: decodeSpread(signal.delta),
  };
}

/**
 * @param {import("../wire_types.js").Spread} spread
 * @returns {Spread}
 */
function decodeSpread({ histogram, ...rest }) {
  const { below, above } = histogram;
  return { ...rest, histogram: { ...decodeHistogram(histogram), below, above } };
}
