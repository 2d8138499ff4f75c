/** Axes: hairlines, ticks and numbers. */

import { formatExact } from "../../words/format.js";
import { fontOf } from "../theme.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../network/layout.js").Box} Box */

/**
 * @typedef {object} Axis
 * @property {readonly number[]} ticks
 * @property {(value: number) => number} scale
 * @property {string} [title] quantity and unit
 */

const TICK_PX = 4;

/**
 * Numbers under a plot; the title at the right end of the line.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} plot
 * @param {Axis} axis
 * @param {Theme} theme
 */
export function drawBottomAxis(ctx, plot, { ticks, scale, title }, theme) {
  const y = plot.y + plot.height;
  ctx.strokeStyle = theme.color["line-strong"];
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(plot.x, y + 0.5);
  ctx.lineTo(plot.x + plot.width, y + 0.5);
  for (const tick of ticks) {
    const x = Math.round(scale(tick)) + 0.5;
    ctx.moveTo(x, y);
    ctx.lineTo(x, y + TICK_PX);
  }
  ctx.stroke();
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.textBaseline = "top";
  let free = plot.x + plot.width;
  if (title) {
    ctx.textAlign = "right";
    ctx.fillText(title, plot.x + plot.width, y + TICK_PX + 2);
    free -= ctx.measureText(title).width + 8;
  }
  ctx.textAlign = "center";
  for (const tick of ticks) {
    const label = formatExact(tick);
    if (scale(tick) + ctx.measureText(label).width / 2 > free + (title ? 0 : 12)) continue;
    ctx.fillText(label, scale(tick), y + TICK_PX + 2);
  }
}

/**
 * Numbers to the left of a plot, hairlines through it, the title over its top left corner.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} plot
 * @param {Axis} axis
 * @param {Theme} theme
 */
export function drawLeftAxis(ctx, plot, { ticks, scale, title }, theme) {
  ctx.strokeStyle = theme.color["grid-line"];
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const tick of ticks) {
    const y = Math.round(scale(tick)) + 0.5;
    ctx.moveTo(plot.x, y);
    ctx.lineTo(plot.x + plot.width, y);
  }
  ctx.stroke();
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const tick of ticks) ctx.fillText(formatExact(tick), plot.x - 6, scale(tick));
  if (!title) return;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.fillText(title, 0, plot.y - 4);
}
