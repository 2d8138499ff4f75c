/** Edges of a network: coloured by the sign of the weight, sized by its magnitude. */

import { isVector, newPath } from "../vector.js";
import { tileBox } from "./layout.js";

/** @typedef {import("./layout.js").Column} Column */
/** @typedef {import("../theme.js").Theme} Theme */

/** Steps of magnitude: edges of one step and sign are one path, so a layer is a few strokes. */
export const MAGNITUDE_STEPS = 7;
/** Share of the limit below which a weight is drawn as a hairline. */
const HAIRLINE_SHARE = 1e-3;
/** Opacity of the other edges while those of one neuron are shown. */
const DIMMED = 0.22;
const WIDEST_PX = 3.6;
const NARROWEST_PX = 0.9;
const THINNEST_PX = 0.5;
/** Up to this many edges over such a distance are drawn at full width; more are finer. */
const EASY_EDGES = 40;
const EASY_DISTANCE_PX = 70;
/** More edges than this between two layers are a grey cloud: only the strongest are drawn. */
export const MOST_EDGES = 360;

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
 * @typedef {object} EdgeChoice
 * @property {number} [into] only the edges into this neuron
 * @property {number} [out_of] only the edges out of this neuron
 * @property {boolean} [dim] the background of such
 */

/**
 * Draws the edges between two layers.
 * @param {CanvasRenderingContext2D} ctx
 * @param {EdgeSet} set
 * @param {Theme} theme
 * @param {number} ratio device pixels per CSS px
 * @param {EdgeChoice} [only]
 */
export function drawEdges(ctx, set, theme, ratio, only = {}) {
  const { weights, from, to } = set;
  const chosen = only.into !== undefined || only.out_of !== undefined;
  const distance = to.x[0] - from.x[0];
  const widest = chosen ? WIDEST_PX : widestEdge(Math.min(weights.length, MOST_EDGES), distance);
  const buckets = createBuckets(ctx, widest, ratio);
  if (chosen) addChosen(buckets, set, only);
  else addWidest(buckets, set);
  strokeBuckets(ctx, buckets, theme, only.dim ? DIMMED : (widest / WIDEST_PX) ** 0.4);
}

/**
 * @param {Bucket[]} buckets
 * @param {EdgeSet} set
 * @param {EdgeChoice} only
 */
function addChosen(buckets, { weights, fan_in, fan_out, from, to, limit }, only) {
  const last_in = only.out_of ?? fan_in - 1;
  const last_out = only.into ?? fan_out - 1;
  for (let i = only.out_of ?? 0; i <= last_in; i++) {
    for (let j = only.into ?? 0; j <= last_out; j++) {
      const bucket = edgeBucket(weights[i * fan_out + j], limit) + MAGNITUDE_STEPS;
      addEdge(buckets[bucket], from, to, i, j);
    }
  }
}

/**
 * Adds the edges from the threshold on. Equal magnitudes at the threshold would all be kept: only
 * every so many are.
 * @param {Bucket[]} buckets
 * @param {EdgeSet} set
 */
function addWidest(buckets, { weights, fan_out, from, to, limit, threshold }) {
  const stride =
    threshold > 0 ? Math.max(1, Math.round(countAbove(weights, threshold) / MOST_EDGES)) : 1;
  let kept = 0;
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at];
    if (Math.abs(weight) < threshold || kept++ % stride !== 0) continue;
    const bucket = buckets[edgeBucket(weight, limit) + MAGNITUDE_STEPS];
    addEdge(bucket, from, to, Math.floor(at / fan_out), at % fan_out);
  }
}

/**
 * Edges of one sign and magnitude. Canvases draw lines of at most one device pixel many times
 * faster than wider ones, so a wide edge is a bundle of such strands; a vector is one line.
 * @typedef {object} Bucket
 * @property {() => Path2D} begin
 * @property {Path2D | null} path null while empty
 * @property {number} strands
 * @property {number} strand_width CSS px
 */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} widest CSS px
 * @param {number} ratio
 * @returns {Bucket[]} from the most negative to the most positive
 */
function createBuckets(ctx, widest, ratio) {
  const strand = isVector(ctx) ? Infinity : 1 / ratio;
  const begin = () => newPath(ctx);
  return Array.from({ length: 2 * MAGNITUDE_STEPS + 1 }, (_, i) => {
    const share = Math.abs(i - MAGNITUDE_STEPS) / MAGNITUDE_STEPS;
    const width = share === 0 ? 1 / ratio : THINNEST_PX + (widest - THINNEST_PX) * share;
    const strands = Math.max(1, Math.ceil(width / strand - 0.25));
    return { begin, path: null, strands, strand_width: Math.min(width / strands, strand) };
  });
}

/**
 * @param {Bucket} bucket
 * @param {Ends} from
 * @param {Ends} to
 * @param {number} i
 * @param {number} j
 */
function addEdge(bucket, from, to, i, j) {
  bucket.path ??= bucket.begin();
  const [x0, y0, x1, y1] = [from.x[i], from.y[i], to.x[j], to.y[j]];
  const { strands, strand_width, path } = bucket;
  if (strands === 1) {
    path.moveTo(x0, y0);
    path.lineTo(x1, y1);
    return;
  }
  // Strands lie side by side across the edge, their ends on the tiles' sides.
  const across = (strand_width * Math.hypot(x1 - x0, y1 - y0)) / (x1 - x0);
  for (let strand = 0; strand < strands; strand++) {
    const shift = (strand - (strands - 1) / 2) * across;
    path.moveTo(x0, y0 + shift);
    path.lineTo(x1, y1 + shift);
  }
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
 * Width of the strongest edge: many edges over a short way would run into one surface.
 * @param {number} edges drawn
 * @param {number} distance between the columns, px
 */
export function widestEdge(edges, distance) {
  const crowd = Math.sqrt(EASY_EDGES / Math.max(EASY_EDGES, edges));
  const near = Math.min(1, distance / EASY_DISTANCE_PX);
  return Math.max(NARROWEST_PX, WIDEST_PX * crowd * near ** 0.5);
}

/**
 * Weak edges first, so that strong ones lie on top.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Bucket[]} buckets
 * @param {Theme} theme
 * @param {number} strength factor on the opacity
 */
function strokeBuckets(ctx, buckets, theme, strength) {
  const { color } = theme;
  ctx.save();
  const inherited = ctx.globalAlpha;
  for (let step = 0; step <= MAGNITUDE_STEPS; step++) {
    const opacity = step === 0 ? 0.35 : 0.3 + (0.6 * step) / MAGNITUDE_STEPS;
    ctx.globalAlpha = inherited * opacity * strength;
    for (const sign of step === 0 ? [0] : [-1, 1]) {
      const { path, strand_width } = buckets[MAGNITUDE_STEPS + sign * step];
      if (!path) continue;
      const name = sign < 0 ? "signed-negative" : "signed-positive";
      ctx.strokeStyle = sign === 0 ? color["line-strong"] : color[name];
      ctx.lineWidth = strand_width;
      ctx.stroke(path);
    }
  }
  ctx.restore();
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
