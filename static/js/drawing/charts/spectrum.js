/** Singular values of a weight matrix, largest first: by how much a layer stretches a signal. */

import { linear, roundUp, ticks } from "../scale.js";
import { drawBottomAxis, drawLeftAxis } from "./axis.js";

/** @typedef {import("../theme.js").Theme} Theme */

/** Relative to the largest singular value and the larger side: below this a value counts as 0. */
const EPSILON = 2 ** -52;
/** Up to so many values each is a dot of its own. */
const MOST_DOTS = 64;
const MARGIN = { top: 10, right: 8, bottom: 22, left: 44 };

/**
 * The number of directions in which a matrix passes anything on.
 * @param {readonly number[]} values singular values, largest first
 * @param {number} larger_side of the matrix
 */
export function rankOf(values, larger_side) {
  const least = (values[0] ?? 0) * larger_side * EPSILON;
  return values.filter((value) => value > least).length;
}

/**
 * @param {readonly number[]} values
 * @param {number} width
 * @param {number} height
 */
export function spectrumScales(values, width, height) {
  const plot = {
    x: MARGIN.left,
    y: MARGIN.top,
    width: width - MARGIN.left - MARGIN.right,
    height: height - MARGIN.top - MARGIN.bottom,
  };
  const top = roundUp(values[0] ?? 0) || 1;
  return {
    plot,
    top,
    x: linear([0.5, values.length + 0.5], [plot.x, plot.x + plot.width]),
    y: linear([0, top], [plot.y + plot.height, plot.y]),
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly number[]} values
 * @param {number} width
 * @param {number} height
 * @param {Theme} theme
 */
export function drawSpectrum(ctx, values, width, height, theme) {
  const { plot, top, x, y } = spectrumScales(values, width, height);
  drawLeftAxis(ctx, plot, { ticks: ticks([0, top], 3), scale: y, title: "" }, theme);
  const wanted = Math.min(values.length, Math.max(2, Math.floor(plot.width / 30)));
  const x_ticks = ticks([1, Math.max(2, values.length)], wanted).filter(
    (tick) => Number.isInteger(tick) && tick <= values.length,
  );
  drawBottomAxis(ctx, plot, { ticks: x_ticks, scale: x, title: "" }, theme);
  ctx.strokeStyle = theme.color.curve;
  ctx.fillStyle = theme.color.curve;
  if (values.length > MOST_DOTS) {
    ctx.lineWidth = 2;
    ctx.beginPath();
    values.forEach((value, i) => ctx.lineTo(x(i + 1), y(value)));
    ctx.stroke();
    return;
  }
  const radius = Math.max(1.75, Math.min(4, plot.width / values.length / 3));
  ctx.lineWidth = 1;
  values.forEach((value, i) => {
    ctx.beginPath();
    ctx.moveTo(x(i + 1), y(0));
    ctx.lineTo(x(i + 1), y(value));
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(x(i + 1), y(value), radius, 0, 2 * Math.PI);
    ctx.fill();
  });
}
