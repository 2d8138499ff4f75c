/** Hit testing: what stands under a point. */

/** @typedef {import("./layout.js").Column} Column */
/** @typedef {import("./layout.js").Box} Box */
/** @typedef {import("./layout.js").NetworkLayout} NetworkLayout */

/**
 * @param {Box} box
 * @param {number} x
 * @param {number} y
 */
export function inside(box, x, y) {
  return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
}

/**
 * The tile of a column under a point.
 * @param {Column} column
 * @param {number} x
 * @param {number} y
 * @returns {{index: number, u: number, v: number} | null} u, v in 0..1 from the tile's top left
 */
export function pickTile(column, x, y) {
  if (!inside(column.box, x, y)) return null;
  if (column.tops) return pickCard(column, column.tops, x, y);
  const step = column.tile + column.gap;
  const across = (x - column.box.x) / step;
  const down = (y - column.box.y) / step;
  const index = Math.floor(across) * column.rows + Math.floor(down);
  const u = ((across - Math.floor(across)) * step) / column.tile;
  const v = ((down - Math.floor(down)) * step) / column.tile;
  return index < column.count && u < 1 && v < 1 ? { index, u, v } : null;
}

/**
 * The card of a deck under a point: of several the lowest, which lies on top.
 * @param {Column} column
 * @param {readonly number[]} tops
 * @param {number} x
 * @param {number} y
 */
function pickCard({ box, tile }, tops, x, y) {
  let index = -1;
  tops.forEach((top, i) => {
    if (y < top || y >= top + tile) return;
    if (index < 0 || top >= tops[index]) index = i;
  });
  return index < 0 ? null : { index, u: (x - box.x) / tile, v: (y - tops[index]) / tile };
}

/**
 * The tile of a network under a point.
 * @param {NetworkLayout} layout
 * @param {number} x
 * @param {number} y
 * @returns {{column: Column, index: number, u: number, v: number} | null}
 */
export function pickNeuron(layout, x, y) {
  for (const column of layout.columns) {
    const hit = pickTile(column, x, y);
    if (hit) return { column, ...hit };
  }
  return null;
}

/**
 * The point of a tile's grid under a place in the tile.
 * @param {number} rows
 * @param {number} cols
 * @param {number} u across, 0..1
 * @param {number} v down, 0..1
 */
export function pickPoint(rows, cols, u, v) {
  const row = Math.min(rows - 1, Math.max(0, Math.floor(v * rows)));
  const col = Math.min(cols - 1, Math.max(0, Math.floor(u * cols)));
  return row * cols + col;
}

/**
 * The index of the number nearest to one asked for; numbers rise.
 * @param {ArrayLike<number>} rising at least one
 * @param {number} wanted
 */
export function nearestIndex(rising, wanted) {
  let low = 0;
  let high = rising.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (rising[middle] <= wanted) low = middle;
    else high = middle;
  }
  return Math.abs(rising[high] - wanted) < Math.abs(rising[low] - wanted) ? high : low;
}

/** Which way an arrow key goes. */
const STEPS = /** @type {Record<string, readonly [number, number]>} */ ({
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
});

/**
 * Where an arrow key leads from a neuron. Left and right cross to the next layer once the block of
 * tiles ends, at about the same height; inputs are passed over.
 * @param {NetworkLayout} layout
 * @param {{layer_index: number, neuron: number}} from
 * @param {string} key
 * @returns {{layer_index: number, neuron: number}} the same object if the key leads nowhere
 */
export function stepNeuron(layout, from, key) {
  const step = STEPS[key];
  const column = layout.columns[from.layer_index + 1];
  if (!step || !column) return from;
  const [across, down] = step;
  const row = from.neuron % column.rows;
  if (down !== 0) {
    const neuron = from.neuron + down;
    const stays = row + down >= 0 && row + down < column.rows && neuron < column.count;
    return stays ? { layer_index: from.layer_index, neuron } : from;
  }
  const sideways = from.neuron + across * column.rows;
  if (sideways >= 0 && sideways < column.count) {
    return { layer_index: from.layer_index, neuron: sideways };
  }
  const next = layout.columns[from.layer_index + 1 + across];
  if (!next || next.role === "input") return from;
  const height = column.box.y + row * (column.tile + column.gap) + column.tile / 2;
  const raw = Math.round((height - next.box.y - next.tile / 2) / (next.tile + next.gap));
  const next_row = Math.min(next.rows - 1, Math.max(0, raw));
  const first = across > 0 ? 0 : (next.cols - 1) * next.rows;
  return { layer_index: next.layer_index, neuron: Math.min(next.count - 1, first + next_row) };
}
