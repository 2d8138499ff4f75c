/** What each tile of a network shows: the values, their grid and their colours. */

import { roundUp } from "../scale.js";
import { divergingEncoding, magnitudeEncoding } from "./tiles.js";

/** @typedef {import("./tiles.js").Picture} Picture */
/** @typedef {import("./tiles.js").Encoding} Encoding */
/** @typedef {import("../scale.js").Interval} Interval */
/** @typedef {import("../../wire_types.js").Started} Started */
/** @typedef {import("../../types.js").LaneResult} LaneResult */
/** @typedef {import("../../types.js").LayerFrame} LayerFrame */
/** @typedef {import("../../types.js").Result} Result */
/** @typedef {import("../../types.js").RunFrame} RunFrame */

/**
 * The frame of a lane at an index, or its last one before it diverged.
 * @param {LaneResult} lane
 * @param {number} index
 * @returns {{frame: RunFrame, index: number, stale: boolean} | null} null before the first frame
 */
export function frameAt(lane, index) {
  for (let i = Math.min(index, lane.frames.length - 1); i >= 0; i--) {
    const frame = lane.frames[i];
    if (frame) return { frame, index: i, stale: i < index };
  }
  return null;
}

/** Weights so many times larger than they began, and than those of other lanes, have blown up. */
const BLOWN_UP = 8;

/**
 * Common ranges of the weights of each layer, symmetric about 0, over all lanes and epochs so far,
 * without those that have blown up, which would flatten all others: of a run that diverged only the
 * beginning counts.
 * @param {readonly LaneResult[]} lanes
 * @returns {Interval[]} one per weight layer
 */
export function weightRanges(lanes) {
  const layers = Math.max(0, ...lanes.map(({ frames }) => frames[0]?.layers.length ?? 0));
  return Array.from({ length: layers }, (_, i) => {
    const limits = lanes.map((lane) => limitsOf(lane, i)).filter(({ length }) => length > 0);
    const largest = limits.map((own) => own.reduce((most, limit) => Math.max(most, limit), 0));
    const usual = largest.sort((a, b) => a - b)[Math.floor((largest.length - 1) / 2)] ?? 0;
    const kept = limits.flatMap((own) => {
      const most = BLOWN_UP * Math.max(own[0], usual);
      return own.filter((limit) => limit <= most);
    });
    const round = roundUp(kept.reduce((most, limit) => Math.max(most, limit), 0)) || 1;
    return [-round, round];
  });
}

/**
 * The largest magnitudes of a layer's weights, one for each epoch that counts.
 * @param {LaneResult} lane
 * @param {number} layer_index
 * @returns {number[]}
 */
function limitsOf({ frames, diverged }, layer_index) {
  return (diverged ? frames.slice(0, 1) : frames).flatMap((frame) => {
    const stats = frame?.layers[layer_index]?.weight_stats;
    return stats === undefined ? [] : [Math.max(Math.abs(stats.min), Math.abs(stats.max))];
  });
}

/** @type {WeakMap<Result, readonly Interval[]>} */
const common_ranges = new WeakMap();

/**
 * The ranges of the weights that all lanes of a result share, computed once for each state of it.
 * @param {Result} result
 * @returns {readonly Interval[]}
 */
export function commonRanges(result) {
  const known = common_ranges.get(result) ?? weightRanges(result.lanes);
  common_ranges.set(result, known);
  return known;
}

/**
 * Common ranges where they are known, else a lane's own.
 * @param {LaneResult} lane
 * @param {readonly Interval[]} [common]
 * @returns {readonly Interval[]}
 */
export function rangesFor(lane, common) {
  return common ?? weightRanges([lane]);
}

/**
 * The side of the images the inputs are, null if they are no images.
 * @param {Started} started
 */
export function imageSide(started) {
  const side = Math.sqrt(started.layers[0].fan_in);
  return started.probe.kind === "examples" && Number.isInteger(side) ? side : null;
}

/** @type {WeakMap<Started, Picture>} */
const input_pictures = new WeakMap();

/**
 * The pictures of the inputs: for each input its value over the probe; for images their mean.
 * @param {Started} started
 * @returns {Picture}
 */
export function inputPicture(started) {
  const known = input_pictures.get(started);
  if (known) return known;
  const picture = imageSide(started) === null ? probePicture(started) : meanImage(started);
  input_pictures.set(started, picture);
  return picture;
}

/**
 * @param {Started} started
 * @returns {Picture}
 */
function probePicture({ probe }) {
  const values = Float32Array.from(probe.inputs.flat());
  const limit = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return {
    values,
    rows: probe.rows,
    cols: probe.cols,
    tiles: probe.inputs[0].length,
    encoding: divergingEncoding(limit || 1),
    smooth: probe.kind === "grid",
  };
}

/**
 * @param {Started} started
 * @returns {Picture}
 */
function meanImage({ layers, dataset }) {
  const pixels = layers[0].fan_in;
  const side = Math.sqrt(pixels);
  const values = new Float32Array(pixels);
  for (const input of dataset.train_inputs) {
    for (let i = 0; i < pixels; i++) values[i] += input[i] / dataset.train_inputs.length;
  }
  const limit = values.reduce((most, value) => Math.max(most, value), 0);
  return {
    values,
    rows: side,
    cols: side,
    tiles: 1,
    encoding: magnitudeEncoding(limit || 1),
    smooth: false,
  };
}

/** Beyond so many times the root mean square of a layer's outputs, colours are full. */
const FULL_COLOR_RMS = 2;

/** @type {WeakMap<Float32Array, number>} */
const typical_limits = new WeakMap();

/**
 * The magnitude that typical values of a layer reach, for one single output far above the others
 * would leave these without colour.
 * @param {Float32Array} values
 */
function typicalLimit(values) {
  const known = typical_limits.get(values);
  if (known !== undefined) return known;
  let most = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    if (!(magnitude < Infinity)) continue;
    squares += magnitude * magnitude;
    if (magnitude > most) most = magnitude;
  }
  const limit = Math.min(most, FULL_COLOR_RMS * Math.sqrt(squares / Math.max(1, values.length)));
  typical_limits.set(values, limit);
  return limit;
}

/**
 * Colours of a layer's outputs. The same value has the same colour wherever it can: only where
 * outputs exceed 1 the scale is widened, to a round number.
 * @param {Started} started
 * @param {LayerFrame} layer
 * @returns {Encoding}
 */
export function outputEncoding(started, layer) {
  const is_output = layer.layer_index === started.layers.length - 1;
  const limit = Math.max(1, roundUp(typicalLimit(layer.neuron_outputs)));
  if (!is_output || started.dataset.task === "regression") return divergingEncoding(limit);
  if (layer.fan_out === 1) return divergingEncoding(0.5, 0.5);
  return magnitudeEncoding(1);
}

/**
 * The pictures of a layer's neurons: what each answers, and in the first layer over images what
 * each looks for.
 * @param {Started} started
 * @param {LayerFrame} layer
 * @param {number} weight_limit for weight images
 * @returns {Picture}
 */
export function layerPicture(started, layer, weight_limit) {
  const is_image = imageSide(started) !== null && layer.layer_index === 0;
  return is_image && started.layers.length > 1
    ? weightPicture(started, layer, weight_limit)
    : outputPicture(started, layer);
}

/**
 * For each neuron its weights from the pixels of an image.
 * @param {Started} started
 * @param {LayerFrame} layer the first
 * @param {number} limit the weight in full colour
 * @returns {Picture}
 */
export function weightPicture(started, layer, limit) {
  const side = imageSide(started) ?? 1;
  return {
    values: layer.weights,
    rows: side,
    cols: side,
    tiles: layer.fan_out,
    encoding: divergingEncoding(limit),
    smooth: false,
  };
}

/**
 * For each neuron its output at the points of the probe.
 * @param {Started} started
 * @param {LayerFrame} layer
 * @returns {Picture}
 */
export function outputPicture(started, layer) {
  const { probe } = started;
  return {
    values: layer.neuron_outputs,
    rows: probe.rows,
    cols: probe.cols,
    tiles: layer.fan_out,
    encoding: outputEncoding(started, layer),
    smooth: probe.kind === "grid",
  };
}
