/** The outputs of a layer's neurons as a matrix, and how alike the neurons are. */

import { createCanvasView } from "../drawing/canvas_view.js";
import { cssOf } from "../drawing/color.js";
import { drawClassStrip, pickCell, reorderRows, rowOrder } from "../drawing/network/matrix.js";
import { frameAt, outputEncoding } from "../drawing/network/pictures.js";
import { similarityMatrix } from "../drawing/network/similarity.js";
import { createTileSheet, divergingEncoding } from "../drawing/network/tiles.js";
import { distinctWords, layerName, pointWords } from "../drawing/network/words.js";
import { fontOf } from "../drawing/theme.js";
import { formatNumber } from "../words/format.js";

/** @typedef {import("../drawing/network/layout.js").Box} Box */
/** @typedef {import("../drawing/theme.js").Theme} Theme */
/** @typedef {import("../wire_types.js").Started} Started */
/** @typedef {import("../types.js").LaneResult} LaneResult */
/** @typedef {import("../types.js").LayerFrame} LayerFrame */

/**
 * @typedef {object} MatrixProps
 * @property {Started} started
 * @property {LaneResult} lane
 * @property {number} layer_index
 * @property {number} frame_index
 * @property {number | null} [neuron] the selected one, marked
 */

/**
 * @typedef {object} MatrixCallbacks
 * @property {(neuron: {layer_index: number, neuron: number}) => void} [onSelect]
 * @property {(hover: import("../types.js").Hover) => void} [onHover]
 */

/** @typedef {{outputs: Box, classes: Box, similarity: Box, height: number}} Places */

const TOP = 22;
const BOTTOM = 40;
const STRIP = 8;
const BETWEEN = 28;
const LARGEST_SIDE = 260;

/**
 * Two squares side by side, or one under the other where the lane is narrow.
 * @param {number} width
 * @returns {Places}
 */
export function placeMatrices(width) {
  const beside = width >= 300;
  const left = STRIP + 4;
  const wanted = beside ? (width - left - BETWEEN) / 2 : width - left;
  const side = Math.floor(Math.min(LARGEST_SIDE, wanted));
  const outputs = { x: left, y: TOP, width: side, height: side };
  const similarity = beside
    ? { x: left + side + BETWEEN, y: TOP, width: side, height: side }
    : { x: left, y: TOP + side + BOTTOM + TOP, width: side, height: side };
  return {
    outputs,
    classes: { x: 0, y: TOP, width: STRIP, height: side },
    similarity,
    height: similarity.y + side + BOTTOM,
  };
}

/**
 * @param {HTMLElement} host
 * @param {MatrixCallbacks} [callbacks]
 * @returns {import("../types.js").View<MatrixProps>}
 */
export function createMatrixView(host, callbacks = {}) {
  const output_sheet = createTileSheet();
  const similarity_sheet = createTileSheet();
  const view = createCanvasView(host, callbacks, {
    label: matrixLabel,
    depends: (/** @type {MatrixProps} */ props) => [layerOf(props), props.neuron, props.started],
    draw(surface, props, theme) {
      const width = surface.width();
      const places = placeMatrices(width);
      const layer = layerOf(props);
      if (!surface.begin(width, places.height) || !layer) return;
      const { ctx } = surface;
      const { started } = props;
      const order = rowOrder(started);
      const encoding = outputEncoding(started, layer);
      const derived = derive(layer, order.points);
      const tiles = 1;
      const smooth = false;
      const cols = layer.fan_out;
      const rows = order.points.length;
      const outputs = { values: derived.rows, rows, cols, tiles, encoding, smooth };
      const pairs = {
        values: derived.similarity,
        rows: cols,
        cols,
        tiles,
        encoding: divergingEncoding(1),
        smooth,
      };
      drawClassStrip(ctx, order.classes, places.classes, theme);
      drawSheet(ctx, output_sheet.paint(outputs, theme), places.outputs, theme);
      drawSheet(ctx, similarity_sheet.paint(pairs, theme), places.similarity, theme);
      const key = started.dataset.task === "classification" ? "class" : "target";
      drawTitles(ctx, places, { width, key }, theme);
      drawValues(ctx, places.similarity, derived.similarity, cols, theme);
      drawScale(ctx, places.similarity, theme);
      drawSelected(ctx, places, cols, props.neuron ?? null, theme);
    },
    describe(x, y, props, width) {
      return describeMatrix(placeMatrices(width), props, x, y);
    },
  });
  /** @param {PointerEvent} event */
  const click = (event) => {
    const props = view.props();
    const layer = props && layerOf(props);
    if (!layer) return;
    const { outputs, similarity } = placeMatrices(view.surface.width());
    const cell =
      pickCell(outputs, 1, layer.fan_out, event.offsetX, event.offsetY) ??
      pickCell(similarity, 1, layer.fan_out, event.offsetX, event.offsetY);
    if (cell) callbacks.onSelect?.({ layer_index: layer.layer_index, neuron: cell.col });
  };
  view.surface.canvas.addEventListener("click", click);
  return { update: view.update, destroy: view.destroy };
}

/**
 * @param {MatrixProps} props
 * @returns {LayerFrame | null}
 */
function layerOf({ lane, layer_index, frame_index }) {
  return frameAt(lane, frame_index)?.frame.layers[layer_index] ?? null;
}

/** @type {WeakMap<LayerFrame, {rows: Float32Array, similarity: Float32Array}>} */
const known = new WeakMap();

/**
 * @param {LayerFrame} layer
 * @param {Uint32Array} order
 */
function derive(layer, order) {
  const { neuron_outputs, fan_out } = layer;
  const derived = known.get(layer) ?? {
    rows: reorderRows(neuron_outputs, fan_out, order),
    similarity: similarityMatrix(neuron_outputs, fan_out),
  };
  known.set(layer, derived);
  return derived;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {HTMLCanvasElement} sheet
 * @param {Box} box
 * @param {Theme} theme
 */
function drawSheet(ctx, sheet, box, theme) {
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(sheet, box.x, box.y, box.width, box.height);
  ctx.strokeStyle = theme.color["line-strong"];
  ctx.lineWidth = 1;
  ctx.strokeRect(box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Places} places
 * @param {{width: number, key: string}} around what the rows are sorted by
 * @param {Theme} theme
 */
function drawTitles(ctx, { outputs, similarity }, { width, key }, theme) {
  const longest = similarity.x > outputs.x ? outputs.width + BETWEEN - 6 : width - outputs.x;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.font = fontOf(theme, "small", 600);
  ctx.fillStyle = theme.color["ink-2"];
  ctx.fillText("outputs", outputs.x, outputs.y - 5, longest);
  ctx.fillText("similarity", similarity.x, similarity.y - 5, width - similarity.x);
  ctx.textBaseline = "top";
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  const whole = `rows: points by ${key}, columns: neurons`;
  const caption = ctx.measureText(whole).width <= longest ? whole : "a column per neuron";
  ctx.fillText(caption, outputs.x, outputs.y + outputs.height + 6, longest);
  const below = similarity.y + similarity.height + 6;
  ctx.fillText("neuron by neuron", similarity.x, below, width - similarity.x);
}

/** Cells of at least this width hold a number, px. */
const CELL_FOR_NUMBER = 24;
/** Above this magnitude the ground of a number is a full colour. */
const FULL = 0.6;

/**
 * The similarities in numbers, where there is room for two digits.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {Float32Array} values
 * @param {number} cols
 * @param {Theme} theme
 */
function drawValues(ctx, box, values, cols, theme) {
  const step = box.width / cols;
  if (step < CELL_FOR_NUMBER) return;
  ctx.font = fontOf(theme, "small");
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (let row = 0; row < cols; row++) {
    for (let col = 0; col < cols; col++) {
      const value = values[row * cols + col];
      ctx.fillStyle = theme.color[Math.abs(value) > FULL ? "surface" : "ink"];
      const words = shortNumber(value);
      ctx.fillText(words, box.x + (col + 0.5) * step, box.y + (row + 0.5) * step);
    }
  }
}

/**
 * ".93", "\u2212.4", "1": a similarity in two digits at most. Only what is 1 is 1.
 * @param {number} value in [-1, 1]
 */
export function shortNumber(value) {
  const size = Math.abs(value);
  if (size === 1 || size < 0.005) return String(Math.round(value)).replace("-", "\u2212");
  const digits = Math.min(0.99, size).toFixed(2).slice(1);
  return `${value < 0 ? "\u2212" : ""}${digits}`;
}

const SCALE_HEIGHT = 8;

/**
 * What the colours of the square mean.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {Theme} theme
 */
function drawScale(ctx, box, theme) {
  const y = box.y + box.height + 22;
  const width = Math.min(box.width, 150);
  for (let x = 0; x < width; x++) {
    ctx.fillStyle = cssOf(theme.diverging[Math.round((x / (width - 1)) * 255)]);
    ctx.fillRect(box.x + x, y, 1.5, SCALE_HEIGHT);
  }
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  const words = "\u22121 opposite, 0 unrelated, 1 alike";
  const beside = box.x + width + 6;
  const room = box.width - width - 6;
  if (room > ctx.measureText("\u22121 to 1").width) {
    const fitting = ctx.measureText(words).width <= room ? words : "\u22121 to 1";
    ctx.fillText(fitting, beside, y + SCALE_HEIGHT / 2);
  }
}

/**
 * Brackets the selected neuron's column in both matrices.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Places} places
 * @param {number} cols
 * @param {number | null} neuron
 * @param {Theme} theme
 */
function drawSelected(ctx, { outputs, similarity }, cols, neuron, theme) {
  if (neuron === null || neuron >= cols) return;
  ctx.strokeStyle = theme.color.accent;
  ctx.lineWidth = 2;
  for (const box of [outputs, similarity]) {
    const step = box.width / cols;
    ctx.strokeRect(box.x + neuron * step, box.y - 1, step, box.height + 2);
  }
}

/**
 * @param {Places} places
 * @param {MatrixProps} props
 * @param {number} x
 * @param {number} y
 * @returns {string | null}
 */
function describeMatrix({ outputs, similarity }, props, x, y) {
  const layer = layerOf(props);
  if (!layer) return null;
  const order = rowOrder(props.started);
  const cols = layer.fan_out;
  const { rows, similarity: pairs } = derive(layer, order.points);
  const cell = pickCell(outputs, order.points.length, cols, x, y);
  if (cell) {
    const value = formatNumber(rows[cell.row * cols + cell.col]);
    // Examples and samples name their class themselves; a point of the plane has its region's.
    const on_plane = props.started.probe.kind === "grid" && order.classes[cell.row] >= 0;
    const group = on_plane ? `, where class ${order.classes[cell.row]} is nearest` : "";
    const where = pointWords(props.started, order.points[cell.row]);
    return `neuron ${cell.col + 1}: ${value} at ${where}${group}`;
  }
  const pair = pickCell(similarity, cols, cols, x, y);
  if (!pair) return null;
  const value = formatNumber(pairs[pair.row * cols + pair.col]);
  return `neurons ${pair.row + 1} and ${pair.col + 1}: similarity ${value}`;
}

/** @param {MatrixProps} props */
function matrixLabel(props) {
  const name = `${props.lane.label}: outputs of ${layerName(props.started, props.layer_index)}`;
  const layer = layerOf(props);
  if (!layer) return `${name}, nothing computed yet`;
  return `${name}, rows ${rowOrder(props.started).words}; ${distinctWords(layer)}`;
}
