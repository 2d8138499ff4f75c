/** The weight histograms under a network, one for each weight layer. */

import { fontOf } from "../theme.js";
import { ridgeFrames, shapeOf } from "./bins.js";
import { drawFront, drawHistogramAxis, drawRidges } from "./histogram.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../canvas.js").Cached} Cached */
/** @typedef {import("../network/layout.js").NetworkLayout} NetworkLayout */
/** @typedef {import("../network/layout.js").Box} Box */
/** @typedef {import("../scale.js").Interval} Interval */
/** @typedef {import("../../types.js").LaneResult} LaneResult */

/**
 * @typedef {object} Strip
 * @property {NetworkLayout} layout
 * @property {LaneResult} lane
 * @property {number} index of the current frame
 * @property {readonly number[]} epochs recorded
 * @property {number} total epochs of the whole run
 * @property {readonly Interval[]} ranges one per weight layer
 * @property {string} key differs between lanes, results, layouts and themes
 */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Strip} strip
 * @param {Cached} cached ridges and axes, which change only now and then
 * @param {number} ratio device pixels per CSS px
 * @param {Theme} theme
 */
export function drawHistogramStrip(ctx, strip, cached, ratio, theme) {
  const { layout, lane, index, ranges } = strip;
  const boxes = layout.histograms;
  const frame = lane.frames[index];
  if (boxes.length === 0 || !frame) return;
  const { y, height } = boxes[0];
  const ridges = ridgeFrames(strip.epochs, index, strip.total);
  const key = [strip.key, ridges.length, ranges].join("|");
  const box = { x: 0, y, width: layout.width, height };
  cached.draw(ctx, { key, box, ratio }, (offscreen) => {
    offscreen.translate(0, -y);
    drawStatic(offscreen, strip, ridges, theme);
  });
  frame.layers.forEach((layer, i) => {
    drawFront(ctx, boxes[i], shapeOf(layer, ranges[i]), ranges[i], theme);
  });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Strip} strip
 * @param {readonly {index: number, slot: number}[]} ridges
 * @param {Theme} theme
 */
function drawStatic(ctx, { layout, lane, ranges }, ridges, theme) {
  layout.histograms.forEach((box, i) => {
    const shapes = ridges.flatMap(({ index, slot }) => {
      const layer = lane.frames[index]?.layers[i];
      return layer ? [{ shape: shapeOf(layer, ranges[i]), slot }] : [];
    });
    drawRidges(ctx, box, shapes, ranges[i], theme);
    drawHistogramAxis(ctx, box, ranges[i], theme);
  });
  drawCaption(ctx, layout.histograms[0], theme);
}

/** Height of a line of the caption, and where its first begins above the strip's foot, px. */
const LINE = 14;
const LINES_ABOVE_FOOT = 58;

/**
 * What the strip is, where there is room to the left of the first histogram.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} first
 * @param {Theme} theme
 */
function drawCaption(ctx, first, theme) {
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  const lines = ["weights", "past epochs", "behind"];
  const room = first.x - 4;
  const fitting = ctx.measureText(lines[1]).width <= room ? lines : lines.slice(0, 1);
  if (ctx.measureText(fitting[0]).width > room) return;
  const top = Math.max(first.y, first.y + first.height - LINES_ABOVE_FOOT);
  fitting.forEach((line, i) => {
    ctx.fillStyle = theme.color[i === 0 ? "ink-2" : "ink-3"];
    ctx.fillText(line, 0, top + i * LINE);
  });
}
