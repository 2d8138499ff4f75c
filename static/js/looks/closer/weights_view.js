/** The weights into one neuron: signed bars, or over the pixels of an image a picture. */

import { createCanvasView } from "../../drawing/canvas_view.js";
import { BAR_HEIGHT, drawBars } from "../../drawing/charts/bars.js";
import { inside, pickPoint } from "../../drawing/network/pick.js";
import { imageSide, weightPicture } from "../../drawing/network/pictures.js";
import { createTileSheet, placeTile } from "../../drawing/network/tiles.js";
import { sourceName } from "../../drawing/network/words.js";
import { formatNumber } from "../../words/format.js";

/** @typedef {import("../../drawing/charts/bars.js").Bar} Bar */
/** @typedef {import("./chosen.js").Chosen} Chosen */

/** @typedef {Pick<Chosen, "result" | "layer" | "neuron" | "from" | "ranges">} WeightsProps */

const LARGEST_IMAGE = 176;
/** More bars than this are a list nobody reads: the strongest are shown. */
const MOST_BARS = 12;

/**
 * @param {HTMLElement} host
 * @param {import("../../drawing/canvas_view.js").HoverCallbacks
 *   & {onSelect?: (from: number) => void}} [callbacks]
 * @returns {import("../../types.js").View<WeightsProps>}
 */
export function createWeightsView(host, callbacks = {}) {
  const sheet = createTileSheet();
  const view = createCanvasView(host, callbacks, {
    label: weightsLabel,
    depends: (/** @type {WeightsProps} */ { layer, neuron, from, ranges }) => [
      layer,
      neuron,
      from,
      `${ranges}`,
    ],
    draw(surface, props, theme) {
      const width = surface.width();
      const { height } = place(props, width);
      if (!surface.begin(width, height)) return;
      const { ctx } = surface;
      const limit = limitOf(props);
      if (!isImage(props)) {
        drawBars(ctx, { x: 0, y: 0, width, height }, barsOf(props), limit, theme);
        return;
      }
      const { result, layer, neuron, from } = props;
      const picture = weightPicture(result.started, layer, limit);
      const box = { x: 0, y: 0, width: height, height };
      placeTile(ctx, sheet.paint(picture, theme), picture, neuron, box);
      ctx.strokeStyle = theme.color["line-strong"];
      ctx.lineWidth = 1;
      ctx.strokeRect(0.5, 0.5, height - 1, height - 1);
      if (from === null) return;
      const cell = height / picture.cols;
      ctx.strokeStyle = theme.color.accent;
      ctx.lineWidth = 2;
      const [col, row] = [from % picture.cols, Math.floor(from / picture.cols)];
      ctx.strokeRect(col * cell, row * cell, cell, cell);
    },
    describe(x, y, props, width) {
      const from = sourceAt(props, width, x, y);
      if (from === null) return null;
      const { result, layer, neuron } = props;
      const value = formatNumber(layer.weights[from * layer.fan_out + neuron]);
      return `weight ${value} from ${sourceName(layer.layer_index, from, result.started.layers[0].fan_in)}`;
    },
  });
  /** @param {PointerEvent} event */
  const click = ({ offsetX, offsetY }) => {
    const props = view.props();
    const from = props && sourceAt(props, view.surface.width(), offsetX, offsetY);
    if (from !== null) callbacks.onSelect?.(from);
  };
  view.surface.canvas.addEventListener("click", click);
  return { update: view.update, destroy: view.destroy };
}

/** @param {WeightsProps} props */
function isImage({ result, layer }) {
  return layer.layer_index === 0 && imageSide(result.started) !== null;
}

/**
 * How many of the weights are shown.
 * @param {WeightsProps} props
 */
export function countShown(props) {
  return isImage(props) ? props.layer.fan_in : Math.min(MOST_BARS, props.layer.fan_in);
}

/** @param {WeightsProps} props */
function limitOf({ ranges, layer }) {
  return ranges[layer.layer_index][1];
}

/**
 * @param {WeightsProps} props
 * @param {number} width
 */
function place(props, width) {
  if (isImage(props)) return { height: Math.floor(Math.min(LARGEST_IMAGE, width)) };
  return { height: countShown(props) * BAR_HEIGHT };
}

/**
 * The sources that have a bar: all, or the strongest, strongest first.
 * @param {Pick<WeightsProps, "layer" | "neuron">} props
 * @returns {number[]}
 */
export function shownSources({ layer, neuron }) {
  const all = Array.from({ length: layer.fan_in }, (_, i) => i);
  if (all.length <= MOST_BARS) return all;
  const size = (/** @type {number} */ i) => Math.abs(layer.weights[i * layer.fan_out + neuron]);
  return all.sort((a, b) => size(b) - size(a) || a - b).slice(0, MOST_BARS);
}

/**
 * @param {WeightsProps} props
 * @returns {Bar[]}
 */
function barsOf(props) {
  const { result, layer, neuron, from } = props;
  return shownSources(props).map((source) => {
    const value = layer.weights[source * layer.fan_out + neuron];
    return {
      name: sourceName(layer.layer_index, source, result.started.layers[0].fan_in),
      value,
      text: formatNumber(value),
      chosen: source === from,
    };
  });
}

/**
 * @param {WeightsProps} props
 * @param {number} width
 * @param {number} x
 * @param {number} y
 * @returns {number | null} what the weight under a point leads from
 */
function sourceAt(props, width, x, y) {
  const { height } = place(props, width);
  if (!isImage(props)) return shownSources(props)[Math.floor(y / BAR_HEIGHT)] ?? null;
  if (!inside({ x: 0, y: 0, width: height, height }, x, y)) return null;
  const side = imageSide(props.result.started) ?? 1;
  return pickPoint(side, side, x / height, y / height);
}

/** @param {WeightsProps} props */
function weightsLabel(props) {
  const { layer } = props;
  if (isImage(props)) return `weights from the ${layer.fan_in} pixels of the image`;
  const told = barsOf(props).map(({ name, text }) => `${name} ${text}`);
  return `weights: ${told.join(", ")}`;
}
