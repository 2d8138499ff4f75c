/** From the wire's compact forms to the typed arrays that views read. */

/** @typedef {import("../types.js").Histogram} Histogram */
/** @typedef {import("../types.js").LayerFrame} LayerFrame */
/** @typedef {import("../types.js").RunFrame} RunFrame */
/** @typedef {import("../types.js").Signal} Signal */
/** @typedef {import("../types.js").Spread} Spread */
/** @typedef {import("../wire_types.js").ByteMatrix} ByteMatrix */
/** @typedef {import("../wire_types.js").FloatArray} FloatArray */
/** @typedef {import("../wire_types.js").LayerShape} LayerShape */
/** @typedef {import("../wire_types.js").LayerSnapshot} LayerSnapshot */
/** @typedef {import("../wire_types.js").RunSnapshot} RunSnapshot */

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
 * A matrix or vector as row-major 32-bit floats, from any form the server writes. A null cell of
 * the plain form becomes NaN.
 * @param {ByteMatrix | FloatArray | (number | null)[][] | (number | null)[]} matrix
 * @returns {Float32Array}
 * @throws {RangeError} when the bytes do not fill the stated shape
 */
export function decodeMatrix(matrix) {
  if (Array.isArray(matrix)) {
    return Float32Array.from(matrix.flat(), (cell) => (cell === null ? NaN : cell));
  }
  const bytes = decodeBytes(matrix.base64);
  const cells = matrix.shape.reduce((product, side) => product * side, 1);
  const width = matrix.dtype === "u8" ? 1 : 4;
  if (bytes.length !== cells * width) {
    throw new RangeError(`${bytes.length} bytes do not fill ${matrix.shape.join(" x ")}`);
  }
  if (matrix.dtype === "u8") {
    const { offset, scale } = matrix;
    return Float32Array.from(bytes, (byte) => offset + scale * byte);
  }
  return floats(bytes, cells);
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
 * @param {LayerShape[]} shapes
 * @returns {RunFrame}
 */
export function decodeRun(epoch, { run: _, layers, ...rest }, shapes) {
  return { ...rest, epoch, layers: layers.map((layer, i) => decodeLayer(layer, shapes[i])) };
}

/**
 * @param {LayerSnapshot} layer
 * @param {LayerShape} shape
 * @returns {LayerFrame}
 */
function decodeLayer(layer, shape) {
  return {
    ...layer,
    fan_in: shape.fan_in,
    fan_out: shape.fan_out,
    neuron_outputs: decodeMatrix(layer.neuron_outputs ?? []),
    weights: decodeMatrix(layer.weights ?? []),
    bias: decodeMatrix(layer.bias ?? []),
    weight_histogram: decodeHistogram(layer.weight_histogram),
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

/**
 * @param {Uint8Array} bytes little-endian
 * @param {number} count
 */
function floats(bytes, count) {
  const view = new DataView(bytes.buffer);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 1) values[i] = view.getFloat32(4 * i, true);
  return values;
}
