/** Names at the ends of curves over depth, or where a curve leaves the picture. */

import { fontOf } from "../theme.js";
import { spreadLabels } from "./label_spread.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("./depth_chart.js").DepthChart} DepthChart */
/** @typedef {import("./depth_chart.js").DepthCurve} DepthCurve */
/** @typedef {import("./depth_chart.js").DepthScales} DepthScales */

const LABEL_GAP = 15;

/**
 * Where a curve is seen last, on its way to the side of its end.
 * @param {DepthCurve} curve
 * @param {DepthScales} scales
 * @param {"right" | "left"} ends
 * @returns {{index: number, leaves: "no" | "below" | "above"}} index -1 if it is never seen
 */
export function curveEnd({ mean }, { domain }, ends) {
  const step = ends === "right" ? 1 : -1;
  const last = ends === "right" ? mean.length - 1 : 0;
  let index = -1;
  for (let i = mean.length - 1 - last; i >= 0 && i < mean.length; i += step) {
    const value = mean[i];
    // A hair of slack for values that set the bounds.
    if (value === null || value > domain[1] * 1.001) return { index, leaves: "above" };
    if (value < domain[0] * 0.999) return { index, leaves: "below" };
    index = i;
  }
  return { index, leaves: "no" };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {DepthChart} chart
 * @param {DepthScales} scales
 * @param {Theme} theme
 */
export function drawCurveNames(ctx, { curves, ends }, scales, theme) {
  const { plot, x, y } = scales;
  const bottom = plot.y + plot.height;
  const seen = curves.map((curve) => ({ curve, ...curveEnd(curve, scales, ends) }));
  const out = ends === "right" ? 1 : -1;
  const edge = ends === "right" ? plot.x + plot.width : plot.x;
  ctx.font = fontOf(theme, "small", 600);
  ctx.textBaseline = "middle";
  ctx.textAlign = ends === "right" ? "left" : "right";

  const whole = seen.filter(({ leaves }) => leaves === "no");
  const wanted = whole.map(({ curve, index }) => y(/** @type {number} */ (curve.mean[index])));
  const placed = spreadLabels(wanted, LABEL_GAP, plot.y + 4, bottom - 4);
  whole.forEach(({ curve }, i) => {
    ctx.strokeStyle = theme.series[curve.series];
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(edge + 2 * out, wanted[i]);
    ctx.lineTo(edge + 9 * out, placed[i]);
    ctx.stroke();
    ctx.fillStyle = theme.series[curve.series];
    ctx.fillText(curve.name, edge + 12 * out, placed[i]);
  });

  // Those that leave the picture are named where they leave, one above the other.
  let rank = 0;
  for (const { curve, index, leaves } of seen) {
    if (leaves === "no") continue;
    const start = ends === "right" ? 1 : curve.mean.length;
    const from = x(index < 0 ? start : index + 1) + 16 * out;
    const sign = leaves === "below" ? "\u2193" : "\u2191";
    const offset = 10 + rank * LABEL_GAP;
    rank += 1;
    ctx.fillStyle = theme.series[curve.series];
    const at = leaves === "below" ? bottom - offset : plot.y + offset;
    ctx.fillText(ends === "right" ? `${sign} ${curve.name}` : `${curve.name} ${sign}`, from, at);
  }
}
