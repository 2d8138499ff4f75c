/** A number for each sample as a bar above or below a common zero. */

/** @typedef {import("../theme.js").Theme} Theme */

/**
 * @param {readonly (number | null)[]} values
 * @param {number} width px
 * @param {number} height px
 * @returns {{x: number, y: number, width: number, height: number, value: number}[]} boxes of the
 *   values that are not 0; the largest fills its half
 */
export function stripBars(values, width, height) {
  const known = values.map((value) => (value !== null && Number.isFinite(value) ? value : 0));
  const most = known.reduce((limit, value) => Math.max(limit, Math.abs(value)), 0);
  const step = width / Math.max(1, values.length);
  const gap = step > 4 ? 1 : 0;
  const zero = height / 2;
  return known.flatMap((value, i) => {
    if (value === 0) return [];
    const tall = Math.max(1, (Math.abs(value) / most) * (zero - 1));
    const y = value > 0 ? zero - tall : zero;
    return [{ x: i * step, y, width: Math.max(0.5, step - gap), height: tall, value }];
  });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly (number | null)[]} values
 * @param {{width: number, height: number}} size
 * @param {Theme} theme
 */
export function drawStrip(ctx, values, { width, height }, theme) {
  for (const bar of stripBars(values, width, height)) {
    ctx.fillStyle = theme.color[bar.value < 0 ? "signed-negative" : "signed-positive"];
    ctx.fillRect(bar.x, bar.y, bar.width, bar.height);
  }
  ctx.fillStyle = theme.color["line-strong"];
  ctx.fillRect(0, Math.round(height / 2), width, 1);
}
