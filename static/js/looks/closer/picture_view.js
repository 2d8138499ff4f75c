/** What one neuron answers over the whole probe, large, with the data over it. */

import { createCanvasView } from "../../drawing/canvas_view.js";
import { inside, pickPoint } from "../../drawing/network/pick.js";
import { frameAt, outputPicture } from "../../drawing/network/pictures.js";
import { drawPoints } from "../../drawing/network/points.js";
import { createTileSheet, placeTile } from "../../drawing/network/tiles.js";
import { neuronName, pointWords } from "../../drawing/network/words.js";
import { formatExact, formatNumber } from "../../words/format.js";

/** @typedef {import("../../wire_types.js").Started} Started */
/** @typedef {import("../../types.js").LaneResult} LaneResult */
/** @typedef {import("../../types.js").LayerFrame} LayerFrame */

/**
 * @typedef {object} PictureProps
 * @property {Started} started
 * @property {LaneResult} lane
 * @property {number} frame_index
 * @property {number} layer_index
 * @property {number} neuron
 */

/** Smaller pictures have no room for data. */
const POINTS_FROM_PX = 120;
const POINT_PX = 2.25;

/**
 * @param {HTMLElement} host whose width is the picture's side
 * @param {import("../../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../../types.js").View<PictureProps>}
 */
export function createPictureView(host, callbacks = {}) {
  const sheet = createTileSheet();
  const view = createCanvasView(host, callbacks, {
    label: pictureLabel,
    depends: (/** @type {PictureProps} */ props) => [layerOf(props), props.neuron, props.started],
    draw(surface, props, theme) {
      const side = surface.width();
      const layer = layerOf(props);
      if (!surface.begin(side, side) || !layer || layer.neuron_outputs.length === 0) return;
      const { ctx } = surface;
      const { started, neuron } = props;
      const picture = outputPicture(started, layer);
      const box = { x: 0, y: 0, width: side, height: side };
      ctx.imageSmoothingQuality = "high";
      placeTile(ctx, sheet.paint(picture, theme), picture, neuron, box);
      if (side >= POINTS_FROM_PX) {
        drawPoints(ctx, started, box, { radius: POINT_PX, test: false }, theme);
      }
      ctx.strokeStyle = theme.color["line-strong"];
      ctx.lineWidth = 1;
      ctx.strokeRect(0.5, 0.5, side - 1, side - 1);
    },
    describe(x, y, props, side) {
      const layer = layerOf(props);
      if (!layer || !inside({ x: 0, y: 0, width: side, height: side }, x, y)) return null;
      const { values, rows, cols, tiles } = outputPicture(props.started, layer);
      const point = pickPoint(rows, cols, x / side, y / side);
      const value = values[point * tiles + props.neuron];
      return `${formatNumber(value)} at ${pointWords(props.started, point)}`;
    },
  });
  return { update: view.update, destroy: view.destroy };
}

/**
 * @param {PictureProps} props
 * @returns {LayerFrame | null}
 */
function layerOf({ lane, layer_index, neuron, frame_index }) {
  const layer = frameAt(lane, frame_index)?.frame.layers[layer_index] ?? null;
  return layer && neuron < layer.fan_out ? layer : null;
}

/** @param {PictureProps} props */
function pictureLabel(props) {
  const { started, lane, layer_index, neuron } = props;
  const name = `${lane.label}: ${neuronName(started, layer_index, neuron).toLowerCase()}`;
  const layer = layerOf(props);
  if (!layer) return `${name}, nothing computed yet`;
  const { low, high } = outputPicture(started, layer).encoding;
  const colours = `coloured from ${formatExact(low)} to ${formatExact(high)}`;
  return `${name}: its output over ${started.dataset.name}, ${colours}`;
}
