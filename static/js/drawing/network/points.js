/** Data points over a picture of the input plane. */

import { cssOf } from "../color.js";
import { fontOf } from "../theme.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("./layout.js").Box} Box */
/** @typedef {import("../../wire_types.js").Started} Started */

/**
 * The colour of a target: its class, or the diverging scale for a regression target.
 * @param {Started} started
 * @param {number | number[]} target
 * @param {Theme} theme
 * @param {number} limit regression target in full colour
 */
function targetColor({ dataset }, target, theme, limit) {
  if (dataset.task === "classification") {
    return theme.classes[Number(target) % theme.classes.length];
  }
  const value = Array.isArray(target) ? target[0] : target;
  const entry = Math.min(255, Math.max(0, Math.round(127.5 + (127.5 * value) / limit)));
  return cssOf(theme.diverging[entry]);
}

/** @param {readonly (number | number[])[]} targets */
function largestTarget(targets) {
  return targets.reduce((/** @type {number} */ most, target) => {
    return Math.max(most, Math.abs(Array.isArray(target) ? target[0] : target));
  }, 1e-12);
}

/**
 * @typedef {object} PointStyle
 * @property {number} radius px
 * @property {boolean} test also the test points, as rings
 */

/**
 * Training points as discs, test points as rings, coloured by target. Nothing for data that are not
 * in the plane.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Started} started
 * @param {Box} box the input plane's square
 * @param {PointStyle} style
 * @param {Theme} theme
 */
export function drawPoints(ctx, started, box, { radius, test }, theme) {
  const { x_range, y_range } = started.probe;
  if (!x_range || !y_range) return;
  const { train_inputs, train_targets, test_inputs, test_targets } = started.dataset;
  const limit = largestTarget(train_targets);
  /** @param {number[]} point */
  const at = ([x, y]) => ({
    x: box.x + ((x - x_range[0]) / (x_range[1] - x_range[0])) * box.width,
    y: box.y + ((y_range[1] - y) / (y_range[1] - y_range[0])) * box.height,
  });
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.x, box.y, box.width, box.height);
  ctx.clip();
  // Class colours stand on their own ground only with a bright rim, pale targets with a dark one.
  const regression = started.dataset.task === "regression";
  ctx.strokeStyle = theme.color[regression ? "ink-2" : "point-outline"];
  ctx.lineWidth = regression ? 0.75 : Math.max(0.6, radius * 0.35);
  train_inputs.forEach((input, i) => {
    const { x, y } = at(input);
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = targetColor(started, train_targets[i], theme, limit);
    ctx.fill();
    ctx.stroke();
  });
  if (test) {
    test_inputs.forEach((input, i) => {
      const { x, y } = at(input);
      drawRing(ctx, x, y, radius, targetColor(started, test_targets[i], theme, limit), theme);
    });
  }
  ctx.restore();
}

/**
 * A disc of the outline's colour with a coloured rim: hollow, and visible on any ground.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {string} color
 * @param {Theme} theme
 */
export function drawRing(ctx, x, y, radius, color, theme) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = theme.color["point-outline"];
  ctx.fill();
  ctx.lineWidth = Math.max(0.75, radius * 0.4);
  ctx.strokeStyle = color;
  ctx.stroke();
  ctx.lineWidth = Math.max(0.6, radius * 0.35);
  ctx.strokeStyle = theme.color["point-outline"];
}

/**
 * What discs and rings mean.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y middle of the line
 * @param {boolean} test there are test points too
 * @param {Theme} theme
 */
export function drawPointKey(ctx, x, y, test, theme) {
  const grey = theme.color["ink-3"];
  ctx.font = fontOf(theme, "small");
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillStyle = grey;
  ctx.beginPath();
  ctx.arc(x + 4, y, 3.5, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillText("train", x + 12, y);
  if (!test) return;
  const next = x + 12 + ctx.measureText("train").width + 14;
  drawRing(ctx, next + 4, y, 3, grey, theme);
  ctx.fillStyle = grey;
  ctx.fillText("test", next + 12, y);
}
