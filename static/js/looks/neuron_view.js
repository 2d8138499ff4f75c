/** One neuron large: its picture, its incoming weights, its twins. */

import { createCanvasView } from "../drawing/canvas_view.js";
import { BAR_HEIGHT, drawBars } from "../drawing/charts/bars.js";
import { inside, pickPoint } from "../drawing/network/pick.js";
import { frameAt, imageSide, layerPicture, rangesFor } from "../drawing/network/pictures.js";
import { createTileSheet, placeTile } from "../drawing/network/tiles.js";
import { inputName, layerName, NO_TWIN, pointWords, twinWords } from "../drawing/network/words.js";
import { fontOf } from "../drawing/theme.js";
import { formatNumber } from "../words/format.js";

/** @typedef {import("../drawing/charts/bars.js").Bar} Bar */
/** @typedef {import("../drawing/scale.js").Interval} Interval */
/** @typedef {import("../wire_types.js").Started} Started */
/** @typedef {import("../types.js").LaneResult} LaneResult */
/** @typedef {import("../types.js").LayerFrame} LayerFrame */

/**
 * @typedef {object} NeuronProps
 * @property {Started} started
 * @property {LaneResult} lane
 * @property {number} frame_index
 * @property {number} layer_index
 * @property {number} neuron
 * @property {readonly Interval[]} [ranges] of the weights of each layer, common to all lanes
 */

const LARGEST_PICTURE = 180;
const BETWEEN = 20;
/** With less room the weights stand under the picture. */
const NARROWEST_BARS = 190;
/** More incoming weights than this are a list nobody reads: the strongest are shown. */
const MOST_BARS = 16;
const TITLE = 42;

/**
 * @param {number} width
 * @param {number} bars
 */
function place(width, bars) {
  const side = Math.floor(Math.min(LARGEST_PICTURE, width));
  const beside = width - side - BETWEEN >= NARROWEST_BARS;
  const x = beside ? side + BETWEEN : 0;
  const y = beside ? 0 : side + BETWEEN;
  const list = { x, y: y + TITLE, width: Math.min(360, width - x), height: bars * BAR_HEIGHT };
  const picture = { x: 0, y: 0, width: side, height: side };
  return { picture, list, title_y: y, height: Math.max(side, list.y + list.height) + 2 };
}

/**
 * @param {HTMLElement} host
 * @param {import("../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../types.js").View<NeuronProps>}
 */
export function createNeuronView(host, callbacks = {}) {
  const sheet = createTileSheet();
  const view = createCanvasView(host, callbacks, {
    label: neuronLabel,
    depends: (/** @type {NeuronProps} */ props) => [
      layerOf(props),
      props.neuron,
      props.started,
      `${props.ranges}`,
    ],
    draw(surface, props, theme) {
      const layer = layerOf(props);
      const width = surface.width();
      const bars = layer ? barsOf(props, layer) : [];
      const places = place(width, bars.length);
      if (!surface.begin(width, places.height) || !layer) return;
      const { ctx } = surface;
      const limit = limitOf(props);
      const picture = layerPicture(props.started, layer, limit);
      placeTile(ctx, sheet.paint(picture, theme), picture, props.neuron, places.picture);
      ctx.strokeStyle = theme.color["line-strong"];
      ctx.lineWidth = 1;
      ctx.strokeRect(0.5, 0.5, places.picture.width - 1, places.picture.height - 1);
      ctx.textAlign = "left";
      ctx.textBaseline = "top";
      const twins = twinWords(layer, props.neuron);
      ctx.fillStyle = theme.color[twins === NO_TWIN ? "ink" : "accent"];
      ctx.font = fontOf(theme, "text", 600);
      ctx.fillText(twins, places.list.x, places.title_y);
      ctx.font = fontOf(theme, "small");
      ctx.fillStyle = theme.color["ink-2"];
      const strongest = bars.length - 1 < layer.fan_in ? `, strongest of ${layer.fan_in}` : "";
      ctx.fillText(`incoming weights${strongest}`, places.list.x, places.title_y + 22);
      drawBars(ctx, places.list, bars, limit, theme);
    },
    describe(x, y, props, width) {
      return describeNeuron(width, props, x, y);
    },
  });
  return { update: view.update, destroy: view.destroy };
}

/**
 * @param {NeuronProps} props
 * @returns {LayerFrame | null}
 */
function layerOf({ lane, layer_index, neuron, frame_index }) {
  const layer = frameAt(lane, frame_index)?.frame.layers[layer_index] ?? null;
  return layer && neuron < layer.fan_out ? layer : null;
}

/** @param {NeuronProps} props */
function limitOf({ ranges, lane, layer_index }) {
  return rangesFor(lane, ranges)[layer_index][1];
}

/**
 * @param {NeuronProps} props
 * @param {LayerFrame} layer
 * @returns {Bar[]} the bias last
 */
function barsOf({ started, layer_index, neuron }, layer) {
  const image = layer_index === 0 && imageSide(started) !== null;
  const bars = Array.from({ length: layer.fan_in }, (_, i) => {
    const value = layer.weights[i * layer.fan_out + neuron];
    const name = image
      ? `pixel ${i + 1}`
      : layer_index === 0
        ? `from ${inputName(i, layer.fan_in)}`
        : `from ${i + 1}`;
    return { name, value, text: formatNumber(value) };
  });
  const kept =
    bars.length <= MOST_BARS
      ? bars
      : bars.sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, MOST_BARS);
  const bias = layer.bias[neuron];
  return [...kept, { name: "bias", value: bias, text: formatNumber(bias) }];
}

/**
 * @param {number} width
 * @param {NeuronProps} props
 * @param {number} x
 * @param {number} y
 * @returns {string | null}
 */
function describeNeuron(width, props, x, y) {
  const layer = layerOf(props);
  if (!layer) return null;
  const { picture: box } = place(width, 0);
  if (!inside(box, x, y)) return null;
  const picture = layerPicture(props.started, layer, limitOf(props));
  const point = pickPoint(picture.rows, picture.cols, x / box.width, y / box.height);
  const value = formatNumber(picture.values[point * picture.tiles + props.neuron]);
  if (picture.values === layer.weights) return `weight ${value} from pixel ${point + 1}`;
  return `${value} at ${pointWords(props.started, point)}`;
}

/** @param {NeuronProps} props */
function neuronLabel(props) {
  const { started, lane, layer_index, neuron } = props;
  const name = `${lane.label}: ${layerName(started, layer_index)}, neuron ${neuron + 1}`;
  const layer = layerOf(props);
  if (!layer) return `${name}, nothing computed yet`;
  const bias = `bias ${formatNumber(layer.bias[neuron])}`;
  return `${name}: ${twinWords(layer, neuron)}; ${layer.fan_in} incoming weights, ${bias}`;
}
