/** Weight histograms on a fixed range, with ridges through the epochs behind the current one. */

import { formatExact } from "../../words/format.js";
import { clamp, linear } from "../scale.js";
import { fontOf } from "../theme.js";
import { newPath } from "../vector.js";
import { RIDGES } from "./bins.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../network/layout.js").Box} Box */
/** @typedef {import("../scale.js").Interval} Interval */
/** @typedef {import("./bins.js").Shape} Shape */

const AXIS_HEIGHT = 15;
const FRONT_SHARE = 0.5;
const RIDGE_HEIGHT_SHARE = 0.26;
const SPIKE_PX = 3;
/** Narrower ones have no room for any number: better none than one here and there. */
const NARROWEST_LABELLED = 30;
/** Room between the three numbers of an axis, and to those of the next one. */
const LABELS_APART_EM = 2.4;

/**
 * The plot's parts within a box.
 * @param {Box} box
 */
function parts(box) {
  const bottom = box.y + box.height - AXIS_HEIGHT;
  const height = box.height - AXIS_HEIGHT;
  const ridge_height = height * RIDGE_HEIGHT_SHARE;
  const step = (height - ridge_height - 4) / RIDGES;
  return {
    bottom,
    front_height: height * FRONT_SHARE,
    ridge_height,
    /** @param {number} slot */
    baseline: (slot) => box.y + ridge_height + slot * step,
  };
}

/** @param {Uint32Array} counts */
function peakOf(counts) {
  let peak = 1;
  for (let i = 0; i < counts.length; i++) if (counts[i] > peak) peak = counts[i];
  return peak;
}

/**
 * The outline of a histogram as a path along its bins.
 * @param {CanvasRenderingContext2D} ctx that will draw it
 * @param {Shape} shape
 * @param {Box} box
 * @param {Interval} range
 * @param {number} baseline
 * @param {number} height of the tallest bin
 */
function outline(ctx, shape, box, range, baseline, height) {
  const path = newPath(ctx);
  if (shape.single !== null) {
    const value = clamp(shape.single, range[0], range[1]);
    const x = linear(range, [box.x, box.x + box.width])(value);
    path.moveTo(x - SPIKE_PX / 2, baseline);
    path.lineTo(x, baseline - height);
    path.lineTo(x + SPIKE_PX / 2, baseline);
  } else {
    const { counts } = shape;
    const bin = box.width / counts.length;
    const peak = peakOf(counts);
    // Only where there are weights: nine empty baselines would be a grid of lines.
    const first = counts.findIndex((count) => count > 0);
    const last = counts.findLastIndex((count) => count > 0);
    path.moveTo(box.x + (first - 0.5) * bin, baseline);
    for (let i = first; i <= last; i++) {
      path.lineTo(box.x + (i + 0.5) * bin, baseline - (counts[i] / peak) * height);
    }
    path.lineTo(box.x + (last + 1.5) * bin, baseline);
  }
  return path;
}

/**
 * The ridges of past epochs, oldest at the back.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {readonly {shape: Shape, slot: number}[]} ridges
 * @param {Interval} range
 * @param {Theme} theme
 */
export function drawRidges(ctx, box, ridges, range, theme) {
  const { baseline, ridge_height } = parts(box);
  ctx.lineJoin = "round";
  for (const { shape, slot } of ridges) {
    const path = outline(ctx, shape, box, range, baseline(slot), ridge_height);
    ctx.fillStyle = theme.color["ridge-fill"];
    ctx.globalAlpha = 0.75;
    ctx.fill(path);
    ctx.globalAlpha = 0.35 + (0.55 * slot) / RIDGES;
    ctx.strokeStyle = theme.color["ridge-line"];
    ctx.lineWidth = 1;
    ctx.stroke(path);
  }
  ctx.globalAlpha = 1;
}

/**
 * The current epoch's histogram, coloured by sign, in front of everything.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {Shape} shape
 * @param {Interval} range
 * @param {Theme} theme
 */
export function drawFront(ctx, box, shape, range, theme) {
  const { bottom, front_height } = parts(box);
  markBeyond(ctx, box, bottom - front_height / 2, shape.beyond, theme);
  const x_of = linear(range, [box.x, box.x + box.width]);
  if (shape.single !== null) {
    const value = clamp(shape.single, range[0], range[1]);
    const sign = value > 0 ? "signed-positive" : "signed-negative";
    ctx.fillStyle = value === 0 ? theme.color["ridge-front"] : theme.color[sign];
    ctx.fillRect(x_of(value) - SPIKE_PX / 2, bottom - front_height, SPIKE_PX, front_height);
    return;
  }
  const { counts } = shape;
  const bin = box.width / counts.length;
  const zero = linear(range, [0, counts.length])(0);
  const peak = peakOf(counts);
  // First a ground a little larger, which sets the bars off from the ridges behind.
  ctx.fillStyle = theme.color.surface;
  for (let i = 0; i < counts.length; i++) {
    const height = (counts[i] / peak) * front_height;
    if (height > 0) ctx.fillRect(box.x + i * bin - 1, bottom - height - 1, bin + 2, height + 1);
  }
  for (let i = 0; i < counts.length; i++) {
    if (i === 0 || i - 0.5 < zero !== i + 0.5 < zero) {
      ctx.fillStyle = theme.color[i + 0.5 < zero ? "signed-negative" : "signed-positive"];
    }
    const height = (counts[i] / peak) * front_height;
    if (height > 0) ctx.fillRect(box.x + i * bin, bottom - height, bin + 0.25, height);
  }
}

/** Width of the arrowhead at an end beyond which there are weights, px. */
const BEYOND_PX = 5;

/**
 * An arrowhead at each end of the range beyond which there are weights.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {number} middle y
 * @param {Shape["beyond"]} beyond
 * @param {Theme} theme
 */
function markBeyond(ctx, box, middle, [below, above], theme) {
  ctx.fillStyle = theme.color.warning;
  for (const [shown, end, direction] of /** @type {const} */ ([
    [below, box.x, -1],
    [above, box.x + box.width, 1],
  ])) {
    if (!shown) continue;
    ctx.beginPath();
    ctx.moveTo(end + direction * (BEYOND_PX + 1), middle);
    ctx.lineTo(end + direction, middle - BEYOND_PX);
    ctx.lineTo(end + direction, middle + BEYOND_PX);
    ctx.fill();
  }
}

/**
 * Baseline, the place of zero, and the numbers at the ends.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {Interval} range
 * @param {Theme} theme
 */
export function drawHistogramAxis(ctx, box, range, theme) {
  const { bottom } = parts(box);
  const zero = linear(range, [box.x, box.x + box.width])(0);
  ctx.strokeStyle = theme.color["line-strong"];
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(box.x, bottom + 0.5);
  ctx.lineTo(box.x + box.width, bottom + 0.5);
  ctx.moveTo(Math.round(zero) + 0.5, bottom);
  ctx.lineTo(Math.round(zero) + 0.5, bottom + 4);
  ctx.stroke();
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.textBaseline = "bottom";
  const y = box.y + box.height + 1;
  const labels = [formatExact(range[0]), "0", formatExact(range[1])];
  const apart = LABELS_APART_EM * theme.small_size;
  const wide = labels.reduce((sum, label) => sum + ctx.measureText(label).width, apart) < box.width;
  if (!wide) {
    ctx.textAlign = "center";
    if (box.width >= NARROWEST_LABELLED) ctx.fillText(`±${labels[2]}`, zero, y);
    return;
  }
  ctx.textAlign = "left";
  ctx.fillText(labels[0], box.x, y);
  ctx.textAlign = "center";
  ctx.fillText(labels[1], zero, y);
  ctx.textAlign = "right";
  ctx.fillText(labels[2], box.x + box.width, y);
}
