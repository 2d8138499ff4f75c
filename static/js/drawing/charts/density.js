/** A law and a draw from it: the draw's histogram as a density, the law's curve, atoms as stems. */

import { formatPercent } from "../../words/format.js";
import { linear, ticks } from "../scale.js";
import { fontOf } from "../theme.js";
import { drawBottomAxis, drawLeftAxis } from "./axis.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../network/layout.js").Box} Box */
/** @typedef {import("../scale.js").Interval} Interval */
/** @typedef {import("../../looks/inspection.js").Law} Law */
/** @typedef {import("../../looks/inspection.js").Sample} Sample */

/**
 * One bin as a bar: `height` is the share of the entries per unit of their value, without the share
 * that stems within the bin stand for.
 * @typedef {object} DensityBar
 * @property {number} from
 * @property {number} to
 * @property {number} count
 * @property {number} height
 */

/**
 * @typedef {object} DensityChart
 * @property {DensityBar[]} bars
 * @property {[number, number][]} curve of the law; empty where it has no continuous part
 * @property {{value: number, probability: number}[]} atoms
 * @property {Interval} domain of the values
 * @property {number} top of the densities; 0 where all there is are stems
 */

/** Room at either side of the values, as a share of their stretch. */
const MARGIN_SHARE = 0.05;
/** A bar taller than so many times the law's curve runs out of the picture. */
const TALLEST = 2.5;
/** The axis goes a little beyond what it shows, and so beyond its last number. */
const TOP_ROOM = 1.08;

/**
 * @param {Sample} sample
 * @param {Law | null} law
 * @returns {DensityChart | null} null where the values are beyond what can be drawn
 */
export function densityChart(sample, law) {
  const edges = /** @type {number[]} */ (sample.bin_edges);
  if (edges.some((edge) => edge === null)) return null;
  const atoms = law?.atoms ?? [];
  const total = sample.counts.reduce((sum, count) => sum + count, 0);
  const bars = sample.counts.map((count, i) => {
    const [from, to] = [edges[i], edges[i + 1]];
    const is_last = i === sample.counts.length - 1;
    const within = atoms.filter(({ value }) => value >= from && (value < to || is_last));
    const stems = within.reduce((sum, { probability }) => sum + probability, 0);
    const share = Math.max(0, count / total - stems);
    // What is promised with certainty is met or not; a rest of rounding is no bar.
    return { from, to, count, height: stems > 0.999 ? 0 : share / (to - from) };
  });
  const curve = law === null ? [] : curveOf(law);
  const [low, high] = [edges[0], edges[edges.length - 1]];
  const values = [low, high, ...curve.map(([x]) => x)];
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  const margin = (most - least) * MARGIN_SHARE;
  const highest = curve.reduce((peak, [, y]) => Math.max(peak, y), 0);
  const tallest = bars.reduce((peak, { height }) => Math.max(peak, height), 0);
  const room = highest > 0 ? Math.min(tallest, TALLEST * highest) : tallest;
  return {
    bars,
    curve,
    atoms,
    domain: [least - margin, most + margin],
    top: Math.max(room, highest) * TOP_ROOM,
  };
}

/**
 * The law's curve, which falls to 0 at the bounds it reaches.
 * @param {Law} law
 * @returns {[number, number][]}
 */
function curveOf({ density, minimum, maximum }) {
  if (density === null) return [];
  const { x, y } = density;
  const curve = x.map((value, i) => /** @type {[number, number]} */ ([value, y[i]]));
  const end = x[x.length - 1];
  if (minimum !== null && x[0] <= minimum) curve.unshift([x[0], 0]);
  if (maximum !== null && end >= maximum) curve.push([end, 0]);
  return curve;
}

const MARGIN = { top: 20, right: 8, bottom: 22, left: 44 };
const STEM_HEAD_PX = 4;
/** Stems of a whole law leave room for their number above them. */
const STEM_TOP_PX = 16;

/**
 * @param {DensityChart} chart
 * @param {number} width
 * @param {number} height
 */
export function densityScales(chart, width, height) {
  const plot = {
    x: MARGIN.left,
    y: MARGIN.top,
    width: width - MARGIN.left - MARGIN.right,
    height: height - MARGIN.top - MARGIN.bottom,
  };
  const bottom = plot.y + plot.height;
  return {
    plot,
    x: linear(chart.domain, [plot.x, plot.x + plot.width]),
    y: linear([0, chart.top || 1], [bottom, plot.y]),
    stem: linear([0, 1], [bottom, plot.y + STEM_TOP_PX]),
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {DensityChart} chart
 * @param {number} width
 * @param {number} height
 * @param {Theme} theme
 */
export function drawDensity(ctx, chart, width, height, theme) {
  const { plot, x, y, stem } = densityScales(chart, width, height);
  const bottom = plot.y + plot.height;
  const title = chart.top === 0 ? "probability" : "density";
  const y_ticks = chart.top === 0 ? [] : ticks([0, chart.top], 3);
  drawLeftAxis(ctx, plot, { ticks: y_ticks, scale: y, title }, theme);
  const x_ticks = ticks(chart.domain, Math.max(2, Math.floor(plot.width / 90)));
  drawBottomAxis(ctx, plot, { ticks: x_ticks, scale: x, title: "" }, theme);
  for (const bar of chart.bars) {
    if (bar.height === 0) continue;
    const top = Math.max(plot.y, y(bar.height));
    const name = bar.from + bar.to < 0 ? "signed-negative" : "signed-positive";
    ctx.fillStyle = theme.color[name];
    ctx.globalAlpha = 0.75;
    const left = x(bar.from);
    ctx.fillRect(left, top, Math.max(1, x(bar.to) - left - 0.5), bottom - top);
  }
  ctx.globalAlpha = 1;
  drawCurve(
    ctx,
    chart.curve.map(([value, density]) => [x(value), y(density)]),
    plot.y,
    theme,
  );
  for (const { value, probability } of chart.atoms) {
    drawStem(ctx, x(value), [bottom, stem(probability)], probability, theme);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number[][]} points
 * @param {number} ceiling y above which nothing is drawn
 * @param {Theme} theme
 */
function drawCurve(ctx, points, ceiling, theme) {
  if (points.length === 0) return;
  ctx.beginPath();
  points.forEach(([x, y], i) => {
    if (i === 0) ctx.moveTo(x, Math.max(ceiling, y));
    else ctx.lineTo(x, Math.max(ceiling, y));
  });
  ctx.lineJoin = "round";
  // A ground first: the curve must stand out on the bars of either colour.
  ctx.strokeStyle = theme.color.surface;
  ctx.lineWidth = 4.5;
  ctx.stroke();
  ctx.strokeStyle = theme.color.ink;
  ctx.lineWidth = 2;
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {Interval} ends y of its foot and of its head
 * @param {number} probability
 * @param {Theme} theme
 */
function drawStem(ctx, x, [foot, head], probability, theme) {
  ctx.strokeStyle = theme.color.ink;
  ctx.fillStyle = theme.color.ink;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(x, foot);
  ctx.lineTo(x, head);
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(x, head, STEM_HEAD_PX, 0, 2 * Math.PI);
  ctx.fill();
  ctx.font = fontOf(theme, "small");
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  ctx.fillText(formatPercent(probability), x, head - STEM_HEAD_PX - 2);
}
