/** How a curve is spread over several seeds: the middle 80 % lightly filled, the median a line. */

import { traceCurve } from "./trace.js";

/** @typedef {import("../theme.js").Theme} Theme */

/**
 * One value an epoch, null where there is none: where so many seeds have diverged that the
 * quantile falls on one of them, or where the run has ended.
 * @typedef {object} CurveBand
 * @property {readonly (number | null)[]} low
 * @property {readonly (number | null)[]} median
 * @property {readonly (number | null)[]} high
 */

const ALPHA = 0.2;
const MEDIAN_PX = 1.25;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {CurveBand} band
 * @param {readonly number[]} epochs
 * @param {import("./line_chart.js").ChartScales} scales
 * @param {Theme} theme
 */
export function drawCurveBand(ctx, { low, median, high }, epochs, scales, theme) {
  const { plot, x, y } = scales;
  const known = low.flatMap((value, i) => (value === null ? [] : [i]));
  if (known.length === 0) return;
  ctx.beginPath();
  for (const i of known) ctx.lineTo(x(epochs[i]), y(/** @type {number} */ (low[i])));
  for (const i of known.reverse()) {
    const top = high[i];
    // Open to the top where seeds have diverged.
    ctx.lineTo(x(epochs[i]), top === null ? plot.y - plot.height : y(top));
  }
  ctx.closePath();
  ctx.fillStyle = theme.series[0];
  ctx.globalAlpha = ALPHA;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.strokeStyle = theme.series[0];
  ctx.lineWidth = MEDIAN_PX;
  ctx.setLineDash([]);
  traceCurve(ctx, epochs, median, scales);
  ctx.stroke();
}
