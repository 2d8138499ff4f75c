/** A map: a field of coloured cells between two axes of names, with lines of theory over it. */

import { cssOf, TABLE_SIZE } from "../color.js";
import { clamp } from "../scale.js";
import { fontOf } from "../theme.js";

/** @typedef {import("../network/layout.js").Box} Box */
/** @typedef {import("../theme.js").Theme} Theme */

/**
 * @typedef {object} MapChart
 * @property {string[]} columns names along x
 * @property {string[]} rows names along y, the lowest first
 * @property {string} x_title
 * @property {string} y_title
 * @property {string} title what is coloured
 * @property {(number | null)[]} values of the cells, row by row from the lowest
 * @property {("missing" | "diverged" | "measured")[]} marks
 * @property {[number, number]} domain of the values
 * @property {boolean} log
 * @property {(value: number) => string} format
 * @property {readonly {label: string, points: readonly (readonly (number | null)[])[]}[]} lines through cells,
 *   in their indices
 */

const LEFT = 84;
const TOP = 26;
const RIGHT = 12;
const AXIS = 40;
const LEGEND = 44;
const TALLEST = 420;
const LOWEST_ROW = 22;

/**
 * @param {MapChart} chart
 * @param {number} width
 * @returns {{plot: Box, height: number}}
 */
export function placeMap({ columns, rows }, width) {
  const across = Math.max(40, width - LEFT - RIGHT);
  const side = Math.min(across / columns.length, TALLEST / rows.length);
  const tall = Math.round(
    rows.length * Math.max(side, Math.min(LOWEST_ROW, TALLEST / rows.length)),
  );
  const plot = { x: LEFT, y: TOP, width: across, height: tall };
  return { plot, height: TOP + tall + AXIS + LEGEND };
}

/**
 * The cell at a point, the nearest one where the point lies outside.
 * @param {MapChart} chart
 * @param {Box} plot
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
export function cellUnder({ columns, rows }, plot, x, y) {
  const column = Math.floor(((x - plot.x) / plot.width) * columns.length);
  const row = Math.floor(((plot.y + plot.height - y) / plot.height) * rows.length);
  return [clamp(column, 0, columns.length - 1), clamp(row, 0, rows.length - 1)];
}

/**
 * The cell whose value stands for one that is still to come: of ever coarser ones, the nearest.
 * @param {MapChart} chart
 * @param {number} column
 * @param {number} row
 * @returns {number} its index
 */
export function standIn({ columns, rows, marks }, column, row) {
  const at = (/** @type {number} */ x, /** @type {number} */ y) => y * columns.length + x;
  for (let stride = 1; stride < 2 * Math.max(columns.length, rows.length); stride *= 2) {
    const coarse = at(column - (column % stride), row - (row % stride));
    if (marks[coarse] !== "missing") return coarse;
  }
  return at(column, row);
}

/**
 * @param {MapChart} chart
 * @param {number} value
 * @returns {number} 0 to 1
 */
export function shareOfDomain({ domain: [low, high], log }, value) {
  if (high <= low) return 0.5;
  if (!log) return clamp((value - low) / (high - low), 0, 1);
  return clamp(Math.log(Math.max(low, value) / low) / Math.log(high / low), 0, 1);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {MapChart} chart
 * @param {Box} plot
 * @param {readonly [number, number] | null} at the cell of the point
 * @param {Theme} theme
 */
export function drawMap(ctx, chart, plot, at, theme) {
  const { columns, rows, marks, values } = chart;
  const [wide, tall] = [plot.width / columns.length, plot.height / rows.length];
  ctx.fillStyle = theme.color["surface-raised"];
  ctx.fillRect(plot.x, plot.y, plot.width, plot.height);
  for (let row = 0; row < rows.length; row++) {
    for (let column = 0; column < columns.length; column++) {
      const index = standIn(chart, column, row);
      if (marks[index] === "missing") continue;
      const x = Math.round(plot.x + column * wide);
      const y = Math.round(plot.y + plot.height - (row + 1) * tall);
      const box = {
        x,
        y,
        width: Math.round(plot.x + (column + 1) * wide) - x,
        height: Math.round(plot.y + plot.height - row * tall) - y,
      };
      drawCell(ctx, box, marks[index] === "diverged" ? null : values[index], chart, theme);
    }
  }
  ctx.strokeStyle = theme.color["line-strong"];
  ctx.lineWidth = 1;
  ctx.strokeRect(plot.x - 0.5, plot.y - 0.5, plot.width + 1, plot.height + 1);
  drawLines(ctx, chart, plot, theme);
  drawNames(ctx, chart, plot, theme);
  drawLegend(ctx, chart, plot, theme);
  if (at !== null) drawPoint(ctx, chart, plot, at, theme);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {number | null} value null for a cell without: crossed out
 * @param {MapChart} chart
 * @param {Theme} theme
 */
function drawCell(ctx, { x, y, width, height }, value, chart, theme) {
  if (value !== null) {
    const share = shareOfDomain(chart, value);
    ctx.fillStyle = cssOf(theme.magnitude[Math.round(share * (TABLE_SIZE - 1))]);
    ctx.fillRect(x, y, width, height);
    return;
  }
  ctx.fillStyle = theme.color.surface;
  ctx.fillRect(x, y, width, height);
  ctx.strokeStyle = theme.color.warning;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x + width, y + height);
  ctx.moveTo(x, y + height);
  ctx.lineTo(x + width, y);
  ctx.stroke();
}

/**
 * @param {MapChart} chart
 * @param {Box} plot
 * @param {readonly (number | null)[]} place in indices, of which halves lie between cells
 * @returns {[number, number]} the middle of that cell
 */
function middle({ columns, rows }, plot, [column, row]) {
  return [
    plot.x + (((column ?? 0) + 0.5) / columns.length) * plot.width,
    plot.y + plot.height - (((row ?? 0) + 0.5) / rows.length) * plot.height,
  ];
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {MapChart} chart
 * @param {Box} plot
 * @param {Theme} theme
 */
function drawLines(ctx, chart, plot, theme) {
  for (const { label, points } of chart.lines) {
    if (points.length === 0) continue;
    ctx.lineJoin = "round";
    ctx.beginPath();
    for (const point of points) ctx.lineTo(...middle(chart, plot, point));
    // A line is seen on light and on dark cells.
    ctx.strokeStyle = theme.color.surface;
    ctx.lineWidth = 5;
    ctx.stroke();
    ctx.strokeStyle = theme.color.accent;
    ctx.lineWidth = 2;
    ctx.stroke();
    const [x, y] = middle(chart, plot, points[points.length - 1]);
    ctx.font = fontOf(theme, "small", 600);
    ctx.textAlign = x > plot.x + plot.width / 2 ? "right" : "left";
    ctx.textBaseline = "top";
    const wide = ctx.measureText(label).width;
    ctx.fillStyle = theme.color.surface;
    ctx.fillRect(x - (ctx.textAlign === "right" ? wide : 0) - 2, y + 2, wide + 4, 18);
    ctx.fillStyle = theme.color.accent;
    ctx.fillText(label, x, y + 4);
  }
}

/** Room between two names along an axis, px. */
const GAP = 8;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {MapChart} chart
 * @param {Box} plot
 * @param {Theme} theme
 */
function drawNames(ctx, chart, plot, theme) {
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.textBaseline = "top";
  ctx.textAlign = "center";
  let free = 0;
  chart.columns.forEach((name, column) => {
    const [x] = middle(chart, plot, [column, 0]);
    const half = ctx.measureText(name).width / 2;
    if (x - half < free || x + half > plot.x + plot.width + RIGHT) return;
    ctx.fillText(name, x, plot.y + plot.height + 4);
    free = x + half + GAP;
  });
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  const every = Math.ceil(16 / (plot.height / chart.rows.length));
  chart.rows.forEach((name, row) => {
    if (row % every !== 0) return;
    ctx.fillText(name, plot.x - 6, middle(chart, plot, [0, row])[1], LEFT - 8);
  });
  ctx.fillStyle = theme.color["ink-2"];
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.fillText(chart.y_title, 0, plot.y - 6, plot.x + plot.width);
  ctx.textBaseline = "top";
  ctx.textAlign = "right";
  ctx.fillText(chart.x_title, plot.x + plot.width, plot.y + plot.height + 20, plot.width);
}

const BAR = 140;

/**
 * What the colours mean.
 * @param {CanvasRenderingContext2D} ctx
 * @param {MapChart} chart
 * @param {Box} plot
 * @param {Theme} theme
 */
function drawLegend(ctx, chart, plot, theme) {
  const top = plot.y + plot.height + AXIS;
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-2"];
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  ctx.fillText(`${chart.title}${chart.log ? ", on a logarithmic scale" : ""}`, 0, top);
  const y = top + 20;
  const [low, high] = chart.domain.map((value) => chart.format(value));
  ctx.textBaseline = "middle";
  ctx.fillText(low, 0, y + 5);
  const from = ctx.measureText(low).width + 6;
  for (let x = 0; x < BAR; x++) {
    ctx.fillStyle = cssOf(theme.magnitude[Math.round((x / (BAR - 1)) * (TABLE_SIZE - 1))]);
    ctx.fillRect(from + x, y, 1.5, 10);
  }
  ctx.fillStyle = theme.color["ink-2"];
  ctx.fillText(high, from + BAR + 6, y + 5);
  const beside = from + BAR + ctx.measureText(high).width + 24;
  drawCell(ctx, { x: beside, y: y - 1, width: 12, height: 12 }, null, chart, theme);
  ctx.fillStyle = theme.color["ink-2"];
  ctx.fillText("diverged, or no such number", beside + 18, y + 5);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {MapChart} chart
 * @param {Box} plot
 * @param {readonly [number, number]} at
 * @param {Theme} theme
 */
function drawPoint(ctx, chart, plot, at, theme) {
  const [x, y] = middle(chart, plot, at);
  for (const [color, width] of /** @type {const} */ ([
    [theme.color.surface, 5],
    [theme.color.accent, 2],
  ])) {
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.arc(x, y, 7, 0, 2 * Math.PI);
    ctx.stroke();
  }
}
