/** Edges of a network: coloured by the sign of the weight, sized by its magnitude. */

import { tileBox } from "./layout.js";

/** @typedef {import("./layout.js").Column} Column */
/** @typedef {import("./theme.js").Theme} Theme */

/** Steps of magnitude: edges of one step and sign are one path, so a layer is a few strokes. */
export const MAGNITUDE_STEPS = 7;
/** Share of the limit below which a weight is drawn as a hairline. */
const HAIRLINE_SHARE = 1e-3;
const WIDEST_PX = 3.6;
const THINNEST_PX = 0.6;
/** More edges than this between two layers are a grey cloud: only the strongest are drawn. */
export const MOST_EDGES = 640;

/**
 * The bucket of a weight: 0 for a hairline, 1..MAGNITUDE_STEPS for positive and
 * -1..-MAGNITUDE_STEPS for negative weights.
 * @param {number} weight
 * @param {number} limit magnitude of the widest edge
 */
export function edgeBucket(weight, limit) {
  const share = Math.abs(weight) / limit;
  if (!(share > HAIRLINE_SHARE)) return 0;
  const step = Math.min(MAGNITUDE_STEPS, Math.max(1, Math.ceil(share * MAGNITUDE_STEPS)));
  return weight > 0 ? step : -step;
}

/**
 * Magnitude that the strongest `most` of the weights reach, 0 if all may be drawn.
 * @param {Float32Array} weights
 * @param {number} most
 */
export function edgeThreshold(weights, most) {
  if (weights.length <= most) return 0;
  const magnitudes = new Float32Array(weights.length);
  for (let i = 0; i < weights.length; i++) magnitudes[i] = Math.abs(weights[i]);
  magnitudes.sort();
  return magnitudes[weights.length - most];
}

/** @typedef {{x: Float32Array, y: Float32Array}} Ends */

/**
 * Where the edges of a column begin or end: the middle of a side of each tile.
 * @param {Column} column
 * @param {"left" | "right"} side
 * @returns {Ends}
 */
export function edgeEnds(column, side) {
  const x = new Float32Array(column.count);
  const y = new Float32Array(column.count);
  for (let i = 0; i < column.count; i++) {
    const box = tileBox(column, i);
    x[i] = side === "left" ? box.x : box.x + box.width;
    y[i] = box.y + box.height / 2;
  }
  return { x, y };
}

/**
 * @typedef {object} EdgeSet
 * @property {Float32Array} weights fan_in * fan_out, row-major
 * @property {number} fan_in
 * @property {number} fan_out
 * @property {Ends} from
 * @property {Ends} to
 * @property {number} limit magnitude of the widest edge
 * @property {number} threshold weaker edges are left out
 */

/**
 * Draws the edges between two layers.
 * @param {CanvasRenderingContext2D} ctx
 * @param {EdgeSet} set
 * @param {Theme} theme
 * @param {{into?: number, out_of?: number, dim?: boolean}} [only]
 *   only the edges into one neuron or out of one; `dim` for the background of such
 */
export function drawEdges(ctx, set, theme, only = {}) {
  const { weights, fan_in, fan_out, from, to, limit, threshold } = set;
  const paths = emptyPaths();
  // Equal magnitudes at the threshold would all be kept: stride over them instead.
  const stride =
    threshold > 0 ? Math.max(1, Math.round(countAbove(weights, threshold) / MOST_EDGES)) : 1;
  let kept = 0;
  const first_in = only.out_of ?? 0;
  const last_in = only.out_of ?? fan_in - 1;
  const first_out = only.into ?? 0;
  const last_out = only.into ?? fan_out - 1;
  for (let i = first_in; i <= last_in; i++) {
    for (let j = first_out; j <= last_out; j++) {
      const weight = weights[i * fan_out + j];
      if (only.into === undefined && only.out_of === undefined) {
        if (Math.abs(weight) < threshold) continue;
        if (stride > 1 && kept++ % stride !== 0) continue;
      }
      const path = paths[edgeBucket(weight, limit) + MAGNITUDE_STEPS];
      path.moveTo(from.x[i], from.y[i]);
      path.lineTo(to.x[j], to.y[j]);
    }
  }
  strokePaths(ctx, paths, theme, only.dim ? 0.22 : 1);
}

/** @returns {Path2D[]} one per bucket, from the most negative to the most positive */
function emptyPaths() {
  return Array.from({ length: 2 * MAGNITUDE_STEPS + 1 }, () => new Path2D());
}

/**
 * @param {Float32Array} weights
 * @param {number} threshold
 */
function countAbove(weights, threshold) {
  let count = 0;
  for (let i = 0; i < weights.length; i++) if (Math.abs(weights[i]) >= threshold) count++;
  return count;
}

/**
 * Weak edges first, so that strong ones lie on top.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Path2D[]} paths
 * @param {Theme} theme
 * @param {number} strength factor on the opacity
 */
function strokePaths(ctx, paths, theme, strength) {
  ctx.lineCap = "butt";
  ctx.strokeStyle = theme.color["line-strong"];
  ctx.globalAlpha = 0.35 * strength;
  ctx.lineWidth = 0.5;
  ctx.stroke(paths[MAGNITUDE_STEPS]);
  for (let step = 1; step <= MAGNITUDE_STEPS; step++) {
    const share = step / MAGNITUDE_STEPS;
    ctx.globalAlpha = (0.3 + 0.6 * share) * strength;
    ctx.lineWidth = THINNEST_PX + (WIDEST_PX - THINNEST_PX) * share;
    ctx.strokeStyle = theme.color["signed-negative"];
    ctx.stroke(paths[MAGNITUDE_STEPS - step]);
    ctx.strokeStyle = theme.color["signed-positive"];
    ctx.stroke(paths[MAGNITUDE_STEPS + step]);
  }
  ctx.globalAlpha = 1;
}

/**
 * The edge nearest to a point, if one is near.
 * @param {Pick<EdgeSet, "weights" | "fan_in" | "fan_out" | "from" | "to" | "threshold">} set
 * @param {number} x
 * @param {number} y
 * @param {number} reach px
 * @returns {{from: number, to: number, weight: number, distance: number} | null}
 */
export function pickEdge(set, x, y, reach) {
  const { weights, fan_in, fan_out, from, to, threshold } = set;
  let best = null;
  let nearest = reach;
  for (let i = 0; i < fan_in; i++) {
    for (let j = 0; j < fan_out; j++) {
      const weight = weights[i * fan_out + j];
      if (Math.abs(weight) < threshold) continue;
      const across = (x - from.x[i]) / (to.x[j] - from.x[i]);
      if (!(across > 0 && across < 1)) continue;
      const slope = (to.y[j] - from.y[i]) / (to.x[j] - from.x[i]);
      const distance = Math.abs(from.y[i] + slope * (x - from.x[i]) - y) / Math.hypot(1, slope);
      if (distance < nearest) {
        nearest = distance;
        best = { from: i, to: j, weight, distance };
      }
    }
  }
  return best;
}
