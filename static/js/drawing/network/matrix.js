/** Matrices as heat maps, and the order of their rows. */

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("./layout.js").Box} Box */
/** @typedef {import("./tiles.js").Picture} Picture */
/** @typedef {import("../../wire_types.js").Started} Started */

/**
 * @typedef {object} RowOrder
 * @property {Uint32Array} points probe points in the order of the rows
 * @property {Int32Array} classes of each row; -1 where there are no classes
 * @property {string} words what the rows are
 */

/** @type {WeakMap<Started, RowOrder>} */
const orders = new WeakMap();

/**
 * The place of a cell along a Hilbert curve, which visits neighbours one after the other.
 * Source: Hilbert (1891), as the usual bit-wise conversion.
 * @param {number} col
 * @param {number} row
 * @param {number} bits the square has 2 ** bits cells on a side
 */
export function hilbertIndex(col, row, bits) {
  let [x, y, index] = [col, row, 0];
  for (let side = 2 ** (bits - 1); side >= 1; side /= 2) {
    const right = (x & side) > 0 ? 1 : 0;
    const down = (y & side) > 0 ? 1 : 0;
    index += side * side * ((3 * right) ^ down);
    if (down === 0) {
      if (right === 1) [x, y] = [side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))];
      [x, y] = [y, x];
    }
  }
  return index;
}

/**
 * The probe points sorted by class: their own, or on the input plane that of the nearest training
 * sample. Within a class, points of the plane follow a curve that keeps neighbours together, so
 * that a smooth output is a smooth column.
 * @param {Started} started
 * @returns {RowOrder}
 */
export function rowOrder(started) {
  const known = orders.get(started);
  if (known) return known;
  const { probe, dataset } = started;
  const keys = probe.labels ? probe.labels.map(Number) : nearestTargets(started);
  const points = Uint32Array.from(probe.inputs.keys());
  const bits = Math.ceil(Math.log2(Math.max(2, probe.rows, probe.cols)));
  const along = probe.inputs.map((_, point) =>
    probe.kind === "grid"
      ? hilbertIndex(point % probe.cols, Math.floor(point / probe.cols), bits)
      : point,
  );
  points.sort((a, b) => keys[a] - keys[b] || along[a] - along[b]);
  const classified = dataset.task === "classification";
  const what = probe.kind === "grid" ? "points of the input plane" : "samples";
  const key = classified ? "class" : "target";
  const by = probe.kind === "grid" ? `${key} of the nearest sample` : key;
  const order = {
    points,
    classes: Int32Array.from(points, (point) => (classified ? keys[point] : -1)),
    words: `${points.length} ${what}, sorted by ${by}`,
  };
  orders.set(started, order);
  return order;
}

/**
 * @param {Started} started
 * @returns {number[]} for each probe point the target of the nearest training sample
 */
function nearestTargets({ probe, dataset }) {
  return probe.inputs.map((point) => {
    let best = Infinity;
    let target = 0;
    dataset.train_inputs.forEach((input, i) => {
      let distance = 0;
      for (let d = 0; d < point.length; d++) distance += (input[d] - point[d]) ** 2;
      if (distance >= best) return;
      best = distance;
      const nearest = dataset.train_targets[i];
      target = Array.isArray(nearest) ? nearest[0] : nearest;
    });
    return target;
  });
}

/**
 * Rows of a point-major matrix in another order.
 * @param {Float32Array} values rows * cols
 * @param {number} cols
 * @param {Uint32Array} order
 * @returns {Float32Array}
 */
export function reorderRows(values, cols, order) {
  const result = new Float32Array(order.length * cols);
  order.forEach((from, to) => {
    for (let col = 0; col < cols; col++) result[to * cols + col] = values[from * cols + col];
  });
  return result;
}

/**
 * The strip of classes beside the rows.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Int32Array} classes of each row
 * @param {Box} box
 * @param {Theme} theme
 */
export function drawClassStrip(ctx, classes, box, theme) {
  const step = box.height / classes.length;
  let start = 0;
  for (let row = 1; row <= classes.length; row++) {
    if (row < classes.length && classes[row] === classes[start]) continue;
    if (classes[start] >= 0) {
      ctx.fillStyle = theme.classes[classes[start] % theme.classes.length];
      ctx.fillRect(box.x, box.y + start * step, box.width, Math.max(0.5, (row - start) * step - 1));
    }
    start = row;
  }
}

/**
 * The cell of a matrix under a point.
 * @param {Box} box
 * @param {number} rows
 * @param {number} cols
 * @param {number} x
 * @param {number} y
 * @returns {{row: number, col: number} | null}
 */
export function pickCell(box, rows, cols, x, y) {
  const col = Math.floor(((x - box.x) / box.width) * cols);
  const row = Math.floor(((y - box.y) / box.height) * rows);
  return row >= 0 && row < rows && col >= 0 && col < cols ? { row, col } : null;
}
