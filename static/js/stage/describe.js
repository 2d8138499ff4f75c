/** The value under a point of a network, in words. */

import { pickBin, shapeOf } from "../drawing/charts/bins.js";
import { pickEdge } from "../drawing/network/edges.js";
import { edgeSet } from "../drawing/network/network.js";
import { inside, pickNeuron, pickPoint } from "../drawing/network/pick.js";
import {
  frameAt,
  imageSide,
  inputPicture,
  layerPicture,
  rangesFor,
} from "../drawing/network/pictures.js";
import { inputName, layerName, pointWords, twinWords } from "../drawing/network/words.js";
import { formatNumber } from "../words/format.js";
import { GLOSSARY } from "../words/glossary.js";

/** @typedef {import("./network_view.js").NetworkProps} NetworkProps */
/** @typedef {import("../drawing/network/layout.js").NetworkLayout} NetworkLayout */
/** @typedef {import("../drawing/scale.js").Interval} Interval */
/** @typedef {import("../types.js").RunFrame} RunFrame */

/** @typedef {{x: number, y: number}} Point */

/** How near to an edge the pointer must be, px. */
const EDGE_REACH = 5;

/**
 * @param {NetworkLayout} layout
 * @param {NetworkProps} props
 * @param {number} x
 * @param {number} y
 * @returns {string | null}
 */
export function describeNetwork(layout, props, x, y) {
  const frame = frameAt(props.lane, props.frame_index)?.frame;
  if (!frame) return null;
  const ranges = rangesFor(props.lane, props.ranges);
  return (
    describeCounts(layout, frame, { x, y }) ??
    describeTile(layout, props, ranges, frame, { x, y }) ??
    describeBin(layout, props, ranges, frame, { x, y }) ??
    describeEdge(layout, props, frame, { x, y })
  );
}

/**
 * What the counts over a layer mean.
 * @param {NetworkLayout} layout
 * @param {RunFrame} frame
 * @param {Point} point
 */
function describeCounts(layout, frame, { x, y }) {
  if (y >= layout.stage.y) return null;
  const column = layout.columns.find(
    ({ role, centre, room }) => role === "hidden" && Math.abs(x - centre) <= room / 2,
  );
  const layer = column && frame.layers[column.layer_index];
  if (!layer) return null;
  const { layer_index, visibly_distinct, distinct_neurons, fan_out, effective_rank } = layer;
  const rank =
    effective_rank === null
      ? ""
      : `\nEffective rank of its outputs: ${formatNumber(effective_rank)}.`;
  return (
    `Layer ${layer_index + 1}. To the eye, ${visibly_distinct} of ${fan_out}. ` +
    `${GLOSSARY.to_the_eye.text}\nDistinct, ${distinct_neurons}. ${GLOSSARY.distinct.text}${rank}`
  );
}

/**
 * @param {NetworkLayout} layout
 * @param {NetworkProps} props
 * @param {readonly Interval[]} ranges
 * @param {RunFrame} frame
 * @param {Point} point
 */
function describeTile(layout, { started }, ranges, frame, { x, y }) {
  const hit = pickNeuron(layout, x, y);
  if (!hit) return null;
  const { layer_index, count } = hit.column;
  if (layer_index < 0) return describeInput(started, hit, count);
  const layer = frame.layers[layer_index];
  const picture = layerPicture(started, layer, ranges[layer_index][1]);
  const point = pickPoint(picture.rows, picture.cols, hit.u, hit.v);
  const value = formatNumber(picture.values[point * picture.tiles + hit.index]);
  const name = layerName(started, layer_index);
  if (hit.column.role === "output") {
    const what = count > 1 ? ` for class ${hit.index}` : "";
    return `${name}${what} ${value} at ${pointWords(started, point)}`;
  }
  const twins = twinWords(layer, hit.index);
  const row = Math.floor(point / picture.cols) + 1;
  const where =
    picture.values === layer.weights
      ? `weight ${value} from pixel row ${row}, column ${(point % picture.cols) + 1}`
      : `${value} at ${pointWords(started, point)}`;
  return `${name}, neuron ${hit.index + 1}: ${where}; ${twins}`;
}

/**
 * @param {import("../wire_types.js").Started} started
 * @param {{index: number, u: number, v: number}} hit
 * @param {number} count
 */
function describeInput(started, hit, count) {
  const picture = inputPicture(started);
  const point = pickPoint(picture.rows, picture.cols, hit.u, hit.v);
  const value = formatNumber(picture.values[point * picture.tiles + hit.index]);
  if (imageSide(started) !== null) return `mean training image: ${value}`;
  return `input ${inputName(hit.index, count)}: ${value}`;
}

/**
 * @param {NetworkLayout} layout
 * @param {NetworkProps} props
 * @param {readonly Interval[]} ranges
 * @param {RunFrame} frame
 * @param {Point} point
 */
function describeBin(layout, { started }, ranges, frame, { x, y }) {
  const index = layout.histograms.findIndex((box) => inside(box, x, y));
  if (index < 0) return null;
  const layer = frame.layers[index];
  const name = `weights into ${layerName(started, index)}`;
  const shape = shapeOf(layer, ranges[index]);
  if (shape.single !== null) {
    return `${name}: all ${layer.weights.length} are ${formatNumber(shape.single)}`;
  }
  const { from, to, count } = pickBin(layout.histograms[index], shape, ranges[index], x);
  const span = `${formatNumber(from)} to ${formatNumber(to)}`;
  return `${name}: ${count} of ${layer.weights.length} in ${span}`;
}

/**
 * @param {NetworkLayout} layout
 * @param {NetworkProps} props
 * @param {RunFrame} frame
 * @param {Point} point
 */
function describeEdge(layout, { started }, frame, { x, y }) {
  const { stage } = layout;
  if (y < stage.y || y > stage.y + stage.height) return null;
  const layer = frame.layers.find((each) => {
    const before = layout.columns[each.layer_index].box;
    return x > before.x + before.width && x < layout.columns[each.layer_index + 1].box.x;
  });
  if (!layer) return null;
  const { layer_index } = layer;
  if (layer_index === 0 && imageSide(started) !== null) return null;
  const edge = pickEdge(edgeSet(layout, layer, 1), x, y, EDGE_REACH);
  if (!edge) return null;
  const from =
    layer_index === 0
      ? inputName(edge.from, layer.fan_in)
      : `${layerName(started, layer_index - 1)} neuron ${edge.from + 1}`;
  const target = layerName(started, layer_index);
  const output = layer.fan_out === 1 ? "output" : `output for class ${edge.to}`;
  const to = target === "output" ? output : `${target} neuron ${edge.to + 1}`;
  return `weight ${formatNumber(edge.weight)} from ${from} to ${to}`;
}
