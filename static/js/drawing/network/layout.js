/** Where everything of a network stands: pure geometry, CSS px, nothing drawn. */

import { clamp } from "../scale.js";

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 */

/**
 * The tiles of one layer, filled from the top, then from the left.
 * @typedef {object} Column
 * @property {"input" | "hidden" | "output"} role
 * @property {number} layer_index of the weights that lead into it; -1 for the inputs
 * @property {number} count tiles
 * @property {number} rows tiles one under the other before a further column begins
 * @property {number} cols
 * @property {number} tile side of a tile
 * @property {number} gap between tiles
 * @property {Box} box around all tiles
 * @property {number} centre middle of the box, horizontally
 * @property {number} room width that belongs to the column alone: headers and histograms
 * @property {readonly number[]} [tops] of the tiles, px, where they do not stand in rank and file
 */

/**
 * @typedef {object} NetworkLayout
 * @property {number} width
 * @property {number} height
 * @property {Column[]} columns from the inputs to the output
 * @property {number} header_y top of the line that counts distinct neurons
 * @property {Box} stage the part the tiles stand in
 * @property {Box[]} histograms one per weight layer, under the column its weights lead into
 */

/**
 * @typedef {object} NetworkShape
 * @property {number} width of the lane
 * @property {number} inputs tiles in the first column
 * @property {readonly number[]} hidden widths
 * @property {number} outputs
 * @property {boolean} histograms leave room for them
 * @property {number | null} [room] px that the whole picture may be high; without it the width
 *   decides
 */

const PADDING = 4;
export const HEADER_HEIGHT = 36;
/** Least and largest height of the histograms, and their share of the room between. */
const HISTOGRAM_HEIGHTS = /** @type {const} */ ([54, 92]);
const HISTOGRAM_SHARE = 0.15;
/** Between the stage and the histograms. */
const STAGE_FOOT = 18;
/** Largest side of a hidden tile: more shows nothing that a look at the neuron does not. */
const LARGEST_TILE = 64;
const LARGEST_INPUT_TILE = 28;
/** Tiles of this side are seen from the last row; a narrower block is preferred from here on. */
const GOOD_TILE = 22;
const GAPS = [5, 4, 3, 2, 1];
/** Smallest tile for each of the gaps. */
const GAP_FLOORS = [26, 18, 12, 7, 1];
/** The output with its data is the largest picture: the layers leave it what they do not need. */
const LARGEST_OUTPUT = 300;
const OUTPUT_SHARE = 0.46;
/** Width that a layer needs, with the edges that lead into it, where tiles are small and large. */
const LAYER_WIDTHS = /** @type {const} */ ([46, 92]);
/** Deep networks in narrow lanes give room to the layers, not to the output. */
const DEEP = 6;
const WIDE_LAYER = 16;
/** Deeper networks than are allowed are refused, but something may ask for their layout before. */
const NARROWEST_LAYER = 1;

/**
 * The best block of `count` square tiles within a width and a height.
 * @param {number} count
 * @param {number} width
 * @param {number} height
 * @param {{largest: number, enough: number}} sides largest side of a tile; side from which on a
 *   narrower block is better than larger tiles
 * @returns {{tile: number, gap: number, rows: number, cols: number}}
 */
export function packTiles(count, width, height, { largest, enough }) {
  let best = { tile: 0, gap: 1, rows: count, cols: 1 };
  for (let cols = 1; cols <= count; cols++) {
    const rows = Math.ceil(count / cols);
    if (cols > 1 && Math.ceil(count / (cols - 1)) === rows) continue;
    for (let i = 0; i < GAPS.length; i++) {
      const gap = GAPS[i];
      const side = Math.min(
        largest,
        (width - (cols - 1) * gap) / cols,
        (height - (rows - 1) * gap) / rows,
      );
      const tile = side >= 4 ? Math.floor(side) : side;
      if (tile < GAP_FLOORS[i] && i < GAPS.length - 1) continue;
      if (tile > best.tile) best = { tile, gap, rows, cols };
      break;
    }
    if (best.tile >= enough) break;
  }
  if (best.tile <= 0) throw new RangeError(`no room for ${count} tiles in ${width} x ${height}`);
  return best;
}

/**
 * @param {Column["role"]} role
 * @param {number} layer_index
 * @param {number} count
 * @param {{width: number, height: number, largest: number}} limits
 * @returns {Column} at the origin
 */
function makeColumn(role, layer_index, count, { width, height, largest }) {
  const enough = role === "output" ? largest : GOOD_TILE;
  const packed = packTiles(count, width, height, { largest, enough });
  const box = {
    x: 0,
    y: 0,
    width: packed.cols * packed.tile + (packed.cols - 1) * packed.gap,
    height: packed.rows * packed.tile + (packed.rows - 1) * packed.gap,
  };
  return { role, layer_index, count, ...packed, box, centre: 0, room: 0 };
}

/**
 * Widths of what stands in a lane.
 * @param {NetworkShape} shape
 */
function budget({ width, hidden, inputs, histograms, room = null }) {
  const depth = hidden.length;
  const available = width - 2 * PADDING;
  const histogram_height = histograms
    ? Math.round(clamp(HISTOGRAM_SHARE * (room ?? width), ...HISTOGRAM_HEIGHTS))
    : 0;
  const stage_height =
    room === null
      ? Math.round(clamp(190 + 0.3 * width, 220, 420))
      : room - HEADER_HEIGHT - STAGE_FOOT - histogram_height;
  const narrow = width < 420;
  const single = inputs === 1 && depth <= DEEP ? 2 : 1;
  const input_width = narrow ? 22 * single : LARGEST_INPUT_TILE * (inputs > 10 ? 2 : single);
  const layer_width = clamp(0.11 * width + 14, ...LAYER_WIDTHS);
  const left = available - input_width - (depth + 0.6) * layer_width;
  const most = Math.min(width * OUTPUT_SHARE, LARGEST_OUTPUT, stage_height);
  const least = clamp(width * (depth > DEEP ? 0.18 : 0.25), 44, 176);
  const output = Math.round(Math.min(Math.max(least, left), Math.max(least, most), stage_height));
  const pitch = (available - output - input_width) / (depth + 1);
  return { available, stage_height, histogram_height, output, input_width, pitch };
}

/**
 * The geometry of a whole network.
 * @param {NetworkShape} shape
 * @returns {NetworkLayout}
 */
export function layoutNetwork(shape) {
  const { width, hidden, inputs, outputs, histograms } = shape;
  const { available, stage_height, histogram_height, output, input_width, pitch } = budget(shape);
  const hidden_columns = hidden.map((count, i) => {
    const share = count > WIDE_LAYER ? 0.72 : 0.58;
    const limits = {
      width: Math.max(NARROWEST_LAYER, pitch * share),
      height: stage_height,
      largest: LARGEST_TILE,
    };
    return makeColumn("hidden", i, count, limits);
  });
  const columns = [
    makeColumn("input", -1, inputs, {
      width: input_width,
      height: stage_height,
      largest: inputs === 1 ? 2 * LARGEST_INPUT_TILE : LARGEST_INPUT_TILE,
    }),
    ...hidden_columns,
    makeColumn("output", hidden.length, outputs, {
      width: output,
      height: stage_height,
      largest: output,
    }),
  ];
  const tallest = Math.max(...columns.map((column) => column.box.height));
  const stage = { x: 0, y: HEADER_HEIGHT, width, height: tallest };
  placeColumns(columns, available, stage);
  const histogram_y = stage.y + stage.height + STAGE_FOOT;
  return {
    width,
    height: histograms ? histogram_y + histogram_height : stage.y + stage.height + STAGE_FOOT,
    columns,
    header_y: 0,
    stage,
    histograms: histograms
      ? columns.slice(1).map((column) => {
          const box = histogramBox(column, width, histogram_y);
          return { ...box, height: histogram_height };
        })
      : [],
  };
}

/** The inputs have no histogram and a short header: the first layer may lean over to them. */
const BESIDE_INPUTS = 1.4;

/**
 * Spreads columns with equal gaps and finds the room of each.
 * @param {Column[]} columns
 * @param {number} available
 * @param {Box} stage
 */
function placeColumns(columns, available, stage) {
  const total = columns.reduce((sum, column) => sum + column.box.width, 0);
  const gap = (available - total) / (columns.length - 1);
  let x = PADDING;
  for (const column of columns) {
    column.box.x = Math.round(x);
    column.box.y = Math.round(stage.y + (stage.height - column.box.height) / 2);
    column.centre = column.box.x + column.box.width / 2;
    x += column.box.width + gap;
  }
  columns.forEach((column, i) => {
    const beside = i === 1 ? BESIDE_INPUTS : 1;
    const left = i > 0 ? beside * (column.centre - columns[i - 1].centre) : Infinity;
    const right = i < columns.length - 1 ? columns[i + 1].centre - column.centre : Infinity;
    column.room = Math.min(left, right, 2 * column.centre, 2 * (stage.width - column.centre));
  });
}

const HISTOGRAM_MARGIN = 4;
const WIDEST_HISTOGRAM = 132;

/**
 * @param {Column} column
 * @param {number} width of the lane
 * @param {number} y
 * @returns {Omit<Box, "height">}
 */
function histogramBox(column, width, y) {
  const wanted = Math.min(WIDEST_HISTOGRAM, column.room - 2 * HISTOGRAM_MARGIN);
  const x = clamp(column.centre - wanted / 2, 0, width - wanted);
  return { x: Math.round(x), y, width: Math.floor(wanted) };
}

/**
 * The place of one tile.
 * @param {Column} column
 * @param {number} index
 * @returns {Box}
 */
export function tileBox(column, index) {
  const step = column.tile + column.gap;
  return {
    x: column.box.x + Math.floor(index / column.rows) * step,
    y: column.tops?.[index] ?? column.box.y + (index % column.rows) * step,
    width: column.tile,
    height: column.tile,
  };
}
