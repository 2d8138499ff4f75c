/** Line charts: curves over epochs, the lane in question in ink and the others in grey. */

import { decades, linear, logarithmic, roundUp, ticks } from "../scale.js";
import { fontOf } from "../theme.js";
import { drawBottomAxis, drawLeftAxis } from "./axis.js";
import { drawCurveBand } from "./curve_band.js";
import { traceCurve } from "./trace.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../network/layout.js").Box} Box */
/** @typedef {import("../scale.js").Interval} Interval */

/**
 * @typedef {object} Curve
 * @property {string} name
 * @property {readonly (number | null)[]} values one per epoch; null leaves a gap
 * @property {"train" | "test" | "other"} kind
 */

/**
 * @typedef {object} LineChart
 * @property {readonly number[]} epochs rising
 * @property {number} total last epoch of the whole run
 * @property {readonly Curve[]} curves the later lie on top
 * @property {import("./curve_band.js").CurveBand | null} [band] behind the curves
 * @property {Interval} domain of the vertical axis
 * @property {boolean} log
 * @property {string} title of the vertical axis
 */

/**
 * @typedef {object} ChartScales
 * @property {Box} plot
 * @property {(epoch: number) => number} x
 * @property {(value: number) => number} y
 * @property {number[]} x_ticks
 * @property {number[]} y_ticks
 */

/** Room for numbers beside a plot, so that charts under each other share their epochs. */
export const CHART_SIDES = Object.freeze({ left: 40, right: 8 });
const MARGIN = { ...CHART_SIDES, top: 21, bottom: 19 };
/** A logarithmic axis spans at most this many decades below its top. */
const MOST_DECADES = 8;

/**
 * The interval of an axis that holds all values, from 0 on a linear one.
 * @param {Iterable<number | null>} values those that are no finite numbers are passed over
 * @param {boolean} log
 * @returns {Interval}
 */
export function valueDomain(values, log) {
  let low = Infinity;
  let high = 0;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    if (value > high) high = value;
    if (value > 0 && value < low) low = value;
  }
  if (high <= 0) return log ? [0.1, 1] : [0, 1];
  if (!log) return [0, roundUp(high)];
  const top = 10 ** Math.ceil(Math.log10(high) - 1e-9);
  const bottom = 10 ** Math.floor(Math.log10(low) + 1e-9);
  return [Math.max(Math.min(bottom, top / 10), top / 10 ** MOST_DECADES), top];
}

/**
 * @param {LineChart} chart
 * @param {number} width
 * @param {number} height
 * @returns {ChartScales}
 */
export function chartScales(chart, width, height) {
  const plot = {
    x: MARGIN.left,
    y: MARGIN.top,
    width: width - MARGIN.left - MARGIN.right,
    height: height - MARGIN.top - MARGIN.bottom,
  };
  const { domain } = chart;
  const vertical = /** @type {Interval} */ ([plot.y + plot.height, plot.y]);
  const last = Math.max(1, chart.total, ...chart.epochs.slice(-1));
  return {
    plot,
    x: linear([0, last], [plot.x, plot.x + plot.width]),
    y: chart.log ? logarithmic(domain, vertical) : linear(domain, vertical),
    // There is no half epoch.
    x_ticks: ticks([0, last], Math.max(1, Math.floor(plot.width / 70))).filter(Number.isInteger),
    y_ticks: chart.log ? decades(domain, 5) : ticks(domain, 3),
  };
}

/**
 * The axes, which stand still while the current epoch moves.
 * @param {CanvasRenderingContext2D} ctx
 * @param {LineChart} chart
 * @param {ChartScales} scales
 * @param {Theme} theme
 */
export function drawAxes(ctx, chart, scales, theme) {
  const { plot, y, x } = scales;
  drawLeftAxis(ctx, plot, { ticks: scales.y_ticks, scale: y, title: chart.title }, theme);
  drawBottomAxis(ctx, plot, { ticks: scales.x_ticks, scale: x, title: "epoch" }, theme);
}

/**
 * The whole curves; the reader sees them up to the current epoch.
 * @param {CanvasRenderingContext2D} ctx
 * @param {LineChart} chart
 * @param {ChartScales} scales
 * @param {Theme} theme
 */
export function drawCurves(ctx, chart, scales, theme) {
  const { plot } = scales;
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.x, plot.y - 2, plot.width + 2, plot.height + 3);
  ctx.clip();
  ctx.lineJoin = "round";
  if (chart.band) drawCurveBand(ctx, chart.band, chart.epochs, scales, theme);
  for (const curve of chart.curves) {
    applyStroke(ctx, curve.kind, theme);
    traceCurve(ctx, chart.epochs, curve.values, scales);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  ctx.restore();
}

/** Side of the triangle that marks a curve leaving the picture, px. */
const MARK_PX = 7;
const BEYOND = "off the scale";
/** A curve that only grazes the top is no news. */
const CLEARLY = 1.25;

/**
 * A triangle where a curve runs out over the top, with words at the lane's own.
 * @param {CanvasRenderingContext2D} ctx
 * @param {LineChart} chart
 * @param {ChartScales} scales
 * @param {Theme} theme
 * @param {number} shown index of the epoch up to which the curves are seen
 */
export function drawBeyond(ctx, { curves, epochs, domain }, { plot, x }, theme, shown) {
  let told = false;
  for (const { kind, values } of [...curves].reverse()) {
    const index = values.findIndex((value) => value !== null && value > CLEARLY * domain[1]);
    if (index < 0 || index > shown) continue;
    const at = Math.min(
      Math.max(x(epochs[index]), plot.x + MARK_PX),
      plot.x + plot.width - MARK_PX,
    );
    ctx.fillStyle = theme.color[kind === "other" ? "curve-other" : "warning"];
    ctx.beginPath();
    ctx.moveTo(at, plot.y);
    ctx.lineTo(at - MARK_PX / 2, plot.y + MARK_PX);
    ctx.lineTo(at + MARK_PX / 2, plot.y + MARK_PX);
    ctx.fill();
    if (kind === "other" || told) continue;
    told = true;
    ctx.font = fontOf(theme, "small");
    ctx.textBaseline = "top";
    const left = at + MARK_PX + ctx.measureText(BEYOND).width > plot.x + plot.width;
    ctx.textAlign = left ? "right" : "left";
    const start = at + (left ? -MARK_PX : MARK_PX);
    const words = ctx.measureText(BEYOND).width;
    // A ground of its own: a curve may run through it.
    const color = ctx.fillStyle;
    ctx.fillStyle = theme.color.surface;
    ctx.fillRect(left ? start - words - 1 : start - 1, plot.y + 1, words + 2, theme.small_size + 2);
    ctx.fillStyle = color;
    ctx.fillText(BEYOND, start, plot.y + 1);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Curve["kind"] | "seeds"} kind
 * @param {Theme} theme
 */
function applyStroke(ctx, kind, theme) {
  ctx.setLineDash(kind === "test" ? [5, 3] : []);
  ctx.lineWidth = kind === "other" || kind === "seeds" ? 1.25 : 2;
  const name = kind === "train" ? "curve" : kind === "test" ? "curve-test" : "curve-other";
  ctx.strokeStyle = kind === "seeds" ? theme.series[0] : theme.color[name];
}

/** A line of the key, its distance from its name, and from the entry before, px. */
const KEY = Object.freeze({ line: 12, gap: 4, apart: 8 });

/**
 * What each kind of line means, at the top right.
 * @param {CanvasRenderingContext2D} ctx
 * @param {ChartScales} scales
 * @param {readonly {kind: Curve["kind"] | "seeds", name: string}[]} entries
 * @param {Theme} theme
 */
export function drawKey(ctx, { plot }, entries, theme) {
  ctx.font = fontOf(theme, "small");
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  let x = plot.x + plot.width;
  const y = plot.y - 4;
  for (const { kind, name } of [...entries].reverse()) {
    ctx.fillStyle = theme.color[kind === "other" ? "ink-3" : "ink-2"];
    ctx.fillText(name, x, y);
    x -= ctx.measureText(name).width + KEY.gap;
    applyStroke(ctx, kind, theme);
    ctx.beginPath();
    ctx.moveTo(x - KEY.line, y - 6);
    ctx.lineTo(x, y - 6);
    ctx.stroke();
    x -= KEY.line + KEY.apart;
  }
  ctx.setLineDash([]);
}

/**
 * The current epoch: a line, and a dot on each curve of the lane.
 * @param {CanvasRenderingContext2D} ctx
 * @param {LineChart} chart
 * @param {ChartScales} scales
 * @param {number} index of the epoch
 * @param {Theme} theme
 */
export function drawMarker(ctx, chart, { plot, x, y }, index, theme) {
  const at = x(chart.epochs[index]);
  ctx.strokeStyle = theme.color.accent;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(Math.round(at) + 0.5, plot.y);
  ctx.lineTo(Math.round(at) + 0.5, plot.y + plot.height);
  ctx.stroke();
  for (const { kind, values } of chart.curves) {
    const value = values[index];
    if (kind === "other" || value === null || value === undefined) continue;
    ctx.beginPath();
    ctx.arc(at, Math.max(plot.y, y(value)), 3.5, 0, 2 * Math.PI);
    ctx.fillStyle = theme.color[kind === "train" ? "curve" : "curve-test"];
    ctx.fill();
    ctx.strokeStyle = theme.color.surface;
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }
}
