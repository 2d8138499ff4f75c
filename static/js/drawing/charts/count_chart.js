/** Steps through the epochs, one line for each hidden layer, that end at the current epoch. */

import { linear } from "../scale.js";
import { fontOf } from "../theme.js";
import { CHART_SIDES } from "./line_chart.js";

/** @typedef {import("../theme.js").Theme} Theme */

/**
 * @typedef {object} CountChart
 * @property {readonly number[]} epochs recorded
 * @property {readonly (readonly number[])[]} counts for each hidden layer, one number an epoch
 * @property {readonly number[]} widths of the hidden layers
 * @property {number} index of the current epoch
 * @property {number} total last epoch of the whole run
 * @property {number} height px
 */

const TOP = 17;
const BOTTOM = 4;
const TITLE = "neurons to the eye";
/** Lines that coincide lie this far apart, px, so that each is seen. */
const APART = 3;
/** More layers than this have no names of their own. */
const NAMED = 6;
const DOT_PX = 3;

/**
 * @param {CountChart} chart
 * @param {number} width
 */
export function countScales({ epochs, widths, total, height }, width) {
  const { left, right } = CHART_SIDES;
  const plot = { x: left, y: TOP, width: width - left - right, height: height - TOP - BOTTOM };
  const last = Math.max(1, total, ...epochs.slice(-1));
  const most = Math.max(2, ...widths);
  return {
    plot,
    most,
    x: linear([0, last], [plot.x, plot.x + plot.width]),
    y: linear([1, most], [plot.y + plot.height - DOT_PX, plot.y + DOT_PX]),
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {CountChart} chart
 * @param {number} width
 * @param {Theme} theme
 */
export function drawCountChart(ctx, chart, width, theme) {
  const scales = countScales(chart, width);
  drawFrame(ctx, scales, theme);
  const { counts, epochs, index } = chart;
  counts.forEach((layer, i) => {
    const many = counts.length > NAMED;
    const shift = many ? 0 : (i - (counts.length - 1) / 2) * Math.min(APART, 9 / counts.length);
    ctx.strokeStyle = many ? theme.color["curve-test"] : theme.series[i];
    ctx.lineWidth = many ? 1 : 2;
    ctx.beginPath();
    for (let at = 0; at <= Math.min(index, layer.length - 1); at++) {
      const [x, y] = [scales.x(epochs[at]), scales.y(layer[at]) + shift];
      if (at === 0) ctx.moveTo(x, y);
      else {
        ctx.lineTo(x, scales.y(layer[at - 1]) + shift);
        ctx.lineTo(x, y);
      }
    }
    ctx.stroke();
  });
  drawNow(ctx, chart, scales, theme);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {ReturnType<typeof countScales>} scales
 * @param {Theme} theme
 */
function drawFrame(ctx, { plot, most, y }, theme) {
  ctx.strokeStyle = theme.color["grid-line"];
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const value of [1, most]) {
    const line = Math.round(y(value)) + 0.5;
    ctx.moveTo(plot.x, line);
    ctx.lineTo(plot.x + plot.width, line);
  }
  ctx.stroke();
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const value of [1, most]) ctx.fillText(String(value), plot.x - 6, y(value));
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.fillText(TITLE, 0, plot.y - 6);
}

/**
 * The current epoch, and what the lines are.
 * @param {CanvasRenderingContext2D} ctx
 * @param {CountChart} chart
 * @param {ReturnType<typeof countScales>} scales
 * @param {Theme} theme
 */
function drawNow(ctx, { counts, epochs, index }, { plot, x }, theme) {
  const at = Math.round(x(epochs[index])) + 0.5;
  ctx.strokeStyle = theme.color.accent;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(at, plot.y);
  ctx.lineTo(at, plot.y + plot.height + BOTTOM);
  ctx.stroke();
  if (counts.length > NAMED) return;
  ctx.font = fontOf(theme, "small", 600);
  ctx.textAlign = "right";
  ctx.textBaseline = "alphabetic";
  let right = plot.x + plot.width;
  for (let i = counts.length - 1; i >= 0; i--) {
    const layer = counts[i];
    const words = `layer ${i + 1}: ${layer[Math.min(index, layer.length - 1)]}`;
    const wide = ctx.measureText(words).width;
    if (right - wide < plot.x + ctx.measureText(TITLE).width - 20) break;
    ctx.fillStyle = theme.series[i];
    ctx.fillText(words, right, plot.y - 6);
    right -= wide + 10;
  }
}
