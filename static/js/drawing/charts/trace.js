/** The path of a curve over epochs. */

/** @typedef {import("./line_chart.js").ChartScales} ChartScales */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly number[]} epochs
 * @param {readonly (number | null)[]} values null leaves a gap
 * @param {Pick<ChartScales, "x" | "y">} scales
 */
export function traceCurve(ctx, epochs, values, { x, y }) {
  ctx.beginPath();
  let pen_down = false;
  values.forEach((value, i) => {
    if (value === null || !Number.isFinite(value)) {
      pen_down = false;
      return;
    }
    if (pen_down) ctx.lineTo(x(epochs[i]), y(value));
    else ctx.moveTo(x(epochs[i]), y(value));
    pen_down = true;
  });
}
