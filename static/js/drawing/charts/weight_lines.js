/** The weights into one neuron through the epochs, each a line that ends at the current one. */

import { linear, ticks } from "../scale.js";
import { fontOf } from "../theme.js";
import { drawBottomAxis, drawLeftAxis } from "./axis.js";
import { spreadLabels } from "./label_spread.js";
import { CHART_SIDES } from "./line_chart.js";
import { traceCurve } from "./trace.js";

/** @typedef {import("../theme.js").Theme} Theme */

/**
 * @typedef {object} WeightLine
 * @property {string} name what it leads from
 * @property {readonly (number | null)[]} values one for each epoch up to the current one
 * @property {boolean} chosen
 */

/**
 * @typedef {object} WeightChart
 * @property {readonly number[]} epochs recorded
 * @property {readonly WeightLine[]} lines
 * @property {import("../scale.js").Interval} range of the weights
 * @property {number} total last epoch of the whole run
 */

const TOP = 8;
const BOTTOM = 19;
/** Room for names beside the ends, px. */
const NAMES_PX = 56;
const NAME_GAP = 12;
/** More lines than this have no colours and names of their own. */
const MOST_NAMED = 9;

/**
 * @param {WeightChart} chart
 * @param {number} width
 * @param {number} height
 */
export function weightScales({ epochs, lines, range, total }, width, height) {
  const { left } = CHART_SIDES;
  const right = lines.length <= MOST_NAMED ? NAMES_PX : CHART_SIDES.right;
  const plot = { x: left, y: TOP, width: width - left - right, height: height - TOP - BOTTOM };
  const last = Math.max(1, total, ...epochs.slice(-1));
  return {
    plot,
    x: linear([0, last], [plot.x, plot.x + plot.width]),
    y: linear(range, [plot.y + plot.height, plot.y]),
    x_ticks: ticks([0, last], Math.max(1, Math.floor(plot.width / 70))),
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {WeightChart} chart
 * @param {{width: number, height: number}} size
 * @param {Theme} theme
 */
export function drawWeightLines(ctx, chart, { width, height }, theme) {
  const scales = weightScales(chart, width, height);
  const { plot, x, y, x_ticks } = scales;
  drawLeftAxis(ctx, plot, { ticks: [chart.range[0], 0, chart.range[1]], scale: y }, theme);
  drawBottomAxis(ctx, plot, { ticks: x_ticks, scale: x, title: "epoch" }, theme);
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.x, plot.y - 1, plot.width + 1, plot.height + 2);
  ctx.clip();
  ctx.lineJoin = "round";
  for (const [line, color] of inOrder(chart.lines, theme)) {
    ctx.strokeStyle = color;
    ctx.lineWidth = line.chosen ? 2.5 : 1.25;
    traceCurve(ctx, chart.epochs, line.values, scales);
    ctx.stroke();
  }
  ctx.restore();
  drawNow(ctx, chart, scales, theme);
}

/**
 * The lines with their colours, the chosen one last, on top of the others. Where one is chosen the
 * others step back.
 * @param {readonly WeightLine[]} lines
 * @param {Theme} theme
 * @returns {[WeightLine, string][]}
 */
function inOrder(lines, theme) {
  const is_chosen = lines.some(({ chosen }) => chosen);
  const coloured = lines.map(
    (line, i) =>
      /** @type {[WeightLine, string]} */ ([
        line,
        line.chosen
          ? theme.color.accent
          : is_chosen || lines.length > MOST_NAMED
            ? theme.color["ridge-line"]
            : theme.series[i],
      ]),
  );
  return coloured.sort(([a], [b]) => Number(a.chosen) - Number(b.chosen));
}

/**
 * The current epoch, and the names of the lines where they end.
 * @param {CanvasRenderingContext2D} ctx
 * @param {WeightChart} chart
 * @param {ReturnType<typeof weightScales>} scales
 * @param {Theme} theme
 */
function drawNow(ctx, { epochs, lines }, { plot, x, y }, theme) {
  const index = Math.max(0, (lines[0]?.values.length ?? 1) - 1);
  const at = Math.round(x(epochs[index])) + 0.5;
  ctx.strokeStyle = theme.color.accent;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(at, plot.y);
  ctx.lineTo(at, plot.y + plot.height);
  ctx.stroke();
  if (lines.length > MOST_NAMED) return;
  const ends = inOrder(lines, theme).flatMap(([line, color]) => {
    const value = line.values[index];
    return value === null || value === undefined ? [] : [{ ...line, color, at: y(value) }];
  });
  // The names stand at the right end, so that they do not run about with the time.
  const places = spreadLabels(
    ends.map((end) => end.at),
    NAME_GAP,
    plot.y,
    plot.y + plot.height,
  );
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ends.forEach(({ name, color, chosen }, i) => {
    ctx.font = fontOf(theme, "small", chosen ? 700 : 400);
    ctx.fillStyle = color;
    ctx.fillText(name, plot.x + plot.width + 6, places[i], NAMES_PX - 6);
  });
}
