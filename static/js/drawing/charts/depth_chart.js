/**
 * A quantity against depth on a logarithmic axis: one curve for each initializer with its band over
 * seeds, the theory dashed, names at the ends of the lines.
 */

import { linear, ticks } from "../scale.js";
import { fontOf } from "../theme.js";
import { drawBottomAxis } from "./axis.js";
import { drawCurveNames } from "./depth_names.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../network/layout.js").Box} Box */
/** @typedef {import("../scale.js").Interval} Interval */
/** @typedef {readonly (number | null)[]} Values one a layer */

/**
 * @typedef {object} DepthCurve
 * @property {string} name
 * @property {number} series which colour
 * @property {Values} mean
 * @property {Values} low
 * @property {Values} high
 * @property {Values | null} theory
 */

/**
 * @typedef {object} DepthChart
 * @property {readonly DepthCurve[]} curves
 * @property {"right" | "left"} ends side on which the curves end and have their names
 * @property {number} depth layers
 */

/**
 * @typedef {object} DepthScales
 * @property {Box} plot
 * @property {Interval} domain
 * @property {(layer: number) => number} x layers count from 1
 * @property {(value: number) => number} y
 */

/** Six decades either way are shown: what is beyond has gone, whatever its number. */
const FARTHEST = 6;
const MARGIN = { top: 8, bottom: 22, axis: 46, names: 128 };
/** Narrower than this, names get less room. */
const WIDE_PX = 420;
const NARROW_NAMES = 92;
const BAND_ALPHA = 0.16;

/**
 * Whole decades that hold all measured values, as far as they are shown.
 * @param {readonly DepthCurve[]} curves
 * @returns {Interval}
 */
export function depthDomain(curves) {
  let low = 0;
  let high = 0;
  for (const { mean } of curves) {
    for (const value of mean) {
      if (value === null || !(value > 0)) continue;
      const power = Math.log10(value);
      low = Math.min(low, Math.floor(power));
      high = Math.max(high, Math.ceil(power));
    }
  }
  const bottom = Math.max(low, -FARTHEST);
  const top = Math.min(high, FARTHEST);
  return [10 ** (bottom === top ? bottom - 1 : bottom), 10 ** top];
}

/**
 * @param {DepthChart} chart
 * @param {number} width
 * @param {number} height
 * @returns {DepthScales}
 */
export function depthScales({ curves, ends, depth }, width, height) {
  const names = width < WIDE_PX ? NARROW_NAMES : MARGIN.names;
  const left = ends === "right" ? MARGIN.axis : names;
  const right = ends === "right" ? names : MARGIN.axis;
  const plot = {
    x: left,
    y: MARGIN.top,
    width: Math.max(1, width - left - right),
    height: height - MARGIN.top - MARGIN.bottom,
  };
  const domain = depthDomain(curves);
  const powers = /** @type {Interval} */ ([Math.log10(domain[0]), Math.log10(domain[1])]);
  const vertical = linear(powers, [plot.y + plot.height, plot.y]);
  return {
    plot,
    domain,
    x: linear([1, Math.max(2, depth)], [plot.x, plot.x + plot.width]),
    // Beyond the domain on purpose: the plot clips there, and a line leaves at its own slope.
    y: (value) => vertical(Math.log10(value)),
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {DepthChart} chart
 * @param {DepthScales} scales
 * @param {Theme} theme
 */
export function drawDepth(ctx, chart, scales, theme) {
  const { plot, x } = scales;
  drawPowers(ctx, chart, scales, theme);
  const layers = ticks([1, chart.depth], Math.max(2, Math.floor(plot.width / 60)));
  const shown = [1, ...layers.filter((tick) => tick > 1 && Number.isInteger(tick))];
  drawBottomAxis(ctx, plot, { ticks: shown, scale: x, title: "layer" }, theme);
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.x - 1, plot.y - 1, plot.width + 2, plot.height + 2);
  ctx.clip();
  ctx.lineJoin = "round";
  for (const curve of chart.curves) drawCurve(ctx, curve, scales, theme);
  ctx.restore();
  drawCurveNames(ctx, chart, scales, theme);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {DepthCurve} curve
 * @param {DepthScales} scales
 * @param {Theme} theme
 */
function drawCurve(ctx, { mean, low, high, theory, series }, scales, theme) {
  const color = theme.series[series];
  ctx.fillStyle = color;
  ctx.globalAlpha = BAND_ALPHA;
  drawBand(ctx, low, high, scales);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = color;
  ctx.lineWidth = 2;
  tracePath(ctx, mean, scales);
  ctx.stroke();
  if (theory === null) return;
  ctx.setLineDash([2, 4]);
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = theme.color.ink;
  tracePath(ctx, theory, scales);
  ctx.stroke();
  ctx.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Values} values
 * @param {DepthScales} scales
 */
function tracePath(ctx, values, { x, y }) {
  ctx.beginPath();
  let pen_down = false;
  values.forEach((value, i) => {
    if (value === null || !(value > 0)) {
      pen_down = false;
      return;
    }
    if (pen_down) ctx.lineTo(x(i + 1), y(value));
    else ctx.moveTo(x(i + 1), y(value));
    pen_down = true;
  });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Values} low
 * @param {Values} high
 * @param {DepthScales} scales
 */
function drawBand(ctx, low, high, { x, y, domain }) {
  const floor = domain[0] / 10; // what is 0 lies below all that is shown
  const at = (/** @type {number | null} */ value) => y(Math.max(value ?? floor, floor));
  const known = high.flatMap((value, i) => (value === null || !(value > 0) ? [] : [i]));
  if (known.length < 2) return;
  ctx.beginPath();
  for (const i of known) ctx.lineTo(x(i + 1), at(high[i]));
  for (const i of known.reverse()) ctx.lineTo(x(i + 1), at(low[i]));
  ctx.closePath();
  ctx.fill();
}

/**
 * Powers of ten as hairlines, numbered on the side away from the names; 1 a little stronger,
 * because there a signal keeps its size.
 * @param {CanvasRenderingContext2D} ctx
 * @param {DepthChart} chart
 * @param {DepthScales} scales
 * @param {Theme} theme
 */
function drawPowers(ctx, { ends }, { plot, domain, y }, theme) {
  ctx.font = fontOf(theme, "small");
  ctx.textBaseline = "middle";
  ctx.lineWidth = 1;
  const right = plot.x + plot.width;
  for (const power of powersFromOne(domain, Math.floor(plot.height / 26))) {
    const at = Math.round(y(power)) + 0.5;
    ctx.strokeStyle = theme.color[Math.abs(power - 1) < 1e-9 ? "line-strong" : "grid-line"];
    ctx.beginPath();
    ctx.moveTo(plot.x, at);
    ctx.lineTo(right, at);
    ctx.stroke();
    ctx.fillStyle = theme.color["ink-3"];
    ctx.textAlign = ends === "right" ? "right" : "left";
    ctx.fillText(nameOfPower(power), ends === "right" ? plot.x - 7 : right + 7, at);
  }
}

/**
 * Powers of ten within an interval, thinned to about the number asked for; 1 is always among them,
 * because the eye compares with it.
 * @param {Interval} domain holds 1
 * @param {number} wanted
 * @returns {number[]}
 */
export function powersFromOne([from, to], wanted) {
  const first = Math.round(Math.log10(from));
  const last = Math.round(Math.log10(to));
  const stride = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, wanted)));
  /** @type {number[]} */
  const found = [];
  for (let step = Math.ceil(first / stride); step * stride <= last; step++) {
    found.push(10 ** (step * stride));
  }
  return found;
}

const SUPERSCRIPTS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

/**
 * "1", "10", "0.1", and "10\u207b\u2074" where zeros would have to be counted.
 * @param {number} power a power of ten
 */
export function nameOfPower(power) {
  const exponent = Math.round(Math.log10(power));
  if (exponent >= -2 && exponent <= 2) return String(Number((10 ** exponent).toPrecision(1)));
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${exponent < 0 ? "\u207b" : ""}${digits.join("")}`;
}

/**
 * The layer under the pointer.
 * @param {CanvasRenderingContext2D} ctx
 * @param {DepthChart} chart
 * @param {DepthScales} scales
 * @param {number} index of the layer
 * @param {Theme} theme
 */
export function drawDepthMarker(ctx, { curves }, { plot, x, y, domain }, index, theme) {
  const at = Math.round(x(index + 1)) + 0.5;
  ctx.strokeStyle = theme.color.accent;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(at, plot.y);
  ctx.lineTo(at, plot.y + plot.height);
  ctx.stroke();
  for (const { mean, series } of curves) {
    const value = mean[index];
    if (value === null || value < domain[0] || value > domain[1]) continue;
    ctx.beginPath();
    ctx.arc(x(index + 1), y(value), 3.5, 0, 2 * Math.PI);
    ctx.fillStyle = theme.series[series];
    ctx.fill();
    ctx.strokeStyle = theme.color.surface;
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }
}
