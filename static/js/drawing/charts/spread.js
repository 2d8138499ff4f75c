/** A small histogram on a fixed range, with what lies outside it at either edge. */

import { formatExact } from "../../words/format.js";
import { fontOf } from "../theme.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../../types.js").Histogram & {below: number, above: number}} Bins */

/**
 * @typedef {object} SpreadBar
 * @property {number} x px
 * @property {number} width px
 * @property {number} share of the tallest bar, 0 to 1
 * @property {number} count
 * @property {number} from lower edge; minus infinity for what lies below the range
 * @property {number} to
 */

/** Room for what lies outside the range, at either edge. */
const EDGE_PX = 8;
const FOOT_PX = 16;

/**
 * @param {Bins} bins
 * @param {number} width px
 * @returns {SpreadBar[]} bars with counts alone, left to right
 */
export function spreadBars({ bin_edges, counts, below, above }, width) {
  const most = Math.max(1, below, above, ...counts);
  const inner = width - 2 * EDGE_PX;
  const low = bin_edges[0];
  const span = bin_edges[bin_edges.length - 1] - low || 1;
  const at = (/** @type {number} */ edge) => EDGE_PX + ((edge - low) / span) * inner;
  const bars = counts.map((count, i) => ({
    x: at(bin_edges[i]),
    width: at(bin_edges[i + 1]) - at(bin_edges[i]),
    share: count / most,
    count,
    from: bin_edges[i],
    to: bin_edges[i + 1],
  }));
  const outside = { width: EDGE_PX - 3 };
  return [
    { ...outside, x: 0, share: below / most, count: below, from: -Infinity, to: low },
    ...bars,
    {
      ...outside,
      x: width - outside.width,
      share: above / most,
      count: above,
      from: bin_edges[bin_edges.length - 1],
      to: Infinity,
    },
  ].filter(({ count }) => count > 0);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Bins} bins
 * @param {{width: number, height: number}} size
 * @param {Theme} theme
 */
export function drawSpread(ctx, bins, { width, height }, theme) {
  const floor = height - FOOT_PX;
  for (const bar of spreadBars(bins, width)) {
    const tall = Math.max(1, bar.share * (floor - 2));
    const is_outside = !Number.isFinite(bar.from) || !Number.isFinite(bar.to);
    const is_negative = bar.from + bar.to < 0;
    const color = is_outside ? "warning" : is_negative ? "signed-negative" : "signed-positive";
    ctx.fillStyle = theme.color[color];
    // A hair apart, so that bars can be told from one another.
    ctx.fillRect(bar.x + 0.25, floor - tall, Math.max(1, bar.width - 0.5), tall);
  }
  const { bin_edges } = bins;
  const [low, high] = [bin_edges[0], bin_edges[bin_edges.length - 1]];
  ctx.strokeStyle = theme.color["line-strong"];
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(EDGE_PX, floor + 0.5);
  ctx.lineTo(width - EDGE_PX, floor + 0.5);
  if (low < 0 && high > 0) {
    const zero = Math.round(EDGE_PX + (-low / (high - low)) * (width - 2 * EDGE_PX)) + 0.5;
    ctx.moveTo(zero, floor);
    ctx.lineTo(zero, floor + 4);
  }
  ctx.stroke();
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.textBaseline = "bottom";
  ctx.textAlign = "left";
  ctx.fillText(shortLimit(low), EDGE_PX - 2, height);
  ctx.textAlign = "right";
  ctx.fillText(shortLimit(high), width - EDGE_PX + 2, height);
}

/** @param {number} value */
function shortLimit(value) {
  return formatExact(Number(value.toPrecision(2)));
}
