/** Horizontal bars of signed numbers around a common zero. */

import { fontOf } from "../theme.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../network/layout.js").Box} Box */

/**
 * @typedef {object} Bar
 * @property {string} name
 * @property {number} value
 * @property {string} text the value as people read it
 * @property {boolean} [chosen]
 */

export const BAR_HEIGHT = 18;
const NAME_WIDTH = 62;
const NUMBER_WIDTH = 58;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {readonly Bar[]} bars
 * @param {number} limit magnitude of a bar that fills its half
 * @param {Theme} theme
 */
export function drawBars(ctx, box, bars, limit, theme) {
  const left = box.x + NAME_WIDTH;
  const half = (box.width - NAME_WIDTH - NUMBER_WIDTH) / 2;
  const zero = left + half;
  ctx.textBaseline = "middle";
  bars.forEach(({ name, value, text, chosen }, i) => {
    const middle = box.y + (i + 0.5) * BAR_HEIGHT;
    ctx.font = fontOf(theme, "small", chosen ? 700 : 400);
    ctx.textAlign = "left";
    ctx.fillStyle = theme.color[chosen ? "accent" : "ink-2"];
    ctx.fillText(name, box.x, middle, NAME_WIDTH - 6);
    const length = Math.min(1, Math.abs(value) / limit) * half;
    ctx.fillStyle = theme.color[value < 0 ? "signed-negative" : "signed-positive"];
    ctx.fillRect(value < 0 ? zero - length : zero, middle - 5, length, 10);
    ctx.textAlign = "right";
    ctx.fillStyle = theme.color.ink;
    ctx.fillText(text, box.x + box.width, middle);
  });
  ctx.strokeStyle = theme.color["line-strong"];
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(Math.round(zero) + 0.5, box.y);
  ctx.lineTo(Math.round(zero) + 0.5, box.y + bars.length * BAR_HEIGHT);
  ctx.stroke();
}
