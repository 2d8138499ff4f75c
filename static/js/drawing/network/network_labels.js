/** The words and numbers of a network's picture. */

import { formatExact } from "../../words/format.js";
import { fontOf } from "../theme.js";
import { MOST_EDGES } from "./edges.js";
import { HEADER_HEIGHT, tileBox } from "./layout.js";
import { inputName } from "./words.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("./layout.js").Column} Column */
/** @typedef {import("./network.js").NetworkScene} NetworkScene */

/**
 * What stands on and between the tiles.
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
export function drawLabels(ctx, scene, theme) {
  drawInputNames(ctx, scene, theme);
  drawClassNames(ctx, scene, theme);
  drawColorLimits(ctx, scene, theme);
  drawEdgeCounts(ctx, scene, theme);
}

/**
 * What stands over the columns; it changes only when a count does.
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
export function drawHeaders(ctx, scene, theme) {
  const stride = countStride(ctx, scene, theme);
  for (const column of scene.layout.columns) {
    if (column.role !== "hidden" || column.layer_index % stride === 0) {
      drawHeader(ctx, column, scene, theme);
    }
  }
}

/**
 * Every so many layers have their count, so that counts do not touch in a deep network.
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
function countStride(ctx, { layout, frame }, theme) {
  const hidden = layout.columns.filter(({ role }) => role === "hidden");
  if (hidden.length < 2) return 1;
  ctx.font = fontOf(theme, "text", 700);
  const widths = frame.layers
    .slice(0, -1)
    .map(({ fan_out }) => ctx.measureText(`${fan_out}`).width);
  const pitch = hidden[1].centre - hidden[0].centre;
  return Math.max(1, Math.ceil((Math.max(...widths) + COUNT_GAP) / pitch));
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
function drawInputNames(ctx, { layout, image_inputs }, theme) {
  const column = layout.columns[0];
  if (image_inputs || column.tile < 14 || column.count > 10) return;
  ctx.font = fontOf(theme, "small", 600);
  ctx.fillStyle = theme.color.ink;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (let i = 0; i < column.count; i++) {
    const box = tileBox(column, i);
    ctx.fillText(inputName(i, column.count), box.x + box.width / 2, box.y + box.height / 2);
  }
}

const CLASS_CHIP_PX = 13;

/**
 * The class of each output, in the corner of its tile.
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
function drawClassNames(ctx, { layout, started }, theme) {
  const column = layout.columns[layout.columns.length - 1];
  if (started.dataset.task !== "classification" || column.count < 2 || column.tile < 20) return;
  ctx.font = fontOf(theme, "small", 600);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (let i = 0; i < column.count; i++) {
    const box = tileBox(column, i);
    ctx.fillStyle = theme.color.surface;
    ctx.fillRect(box.x + 1, box.y + 1, CLASS_CHIP_PX, CLASS_CHIP_PX);
    ctx.fillStyle = theme.color.ink;
    ctx.fillText(String(i), box.x + 1 + CLASS_CHIP_PX / 2, box.y + 1.5 + CLASS_CHIP_PX / 2);
  }
}

const FOOT_GAP = 4;
/** Half the width of a short colour limit, px. */
const LIMIT_ROOM = 56;

/**
 * Under a layer whose colours do not end at 1, where they do.
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
function drawColorLimits(ctx, { layout, painted }, theme) {
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  for (const [i, column] of layout.columns.entries()) {
    const { high, table } = painted[i].picture.encoding;
    if (column.role !== "hidden" || table !== "diverging" || high === 1) continue;
    const words = [`full colour at ±${formatExact(high)}`, `±${formatExact(high)}`];
    const fitting = words.find((text) => ctx.measureText(text).width < column.room - 6);
    const y = layout.stage.y + layout.stage.height + FOOT_GAP;
    if (fitting) ctx.fillText(fitting, column.centre, y);
  }
}

/**
 * Where not all edges are drawn, how many are.
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
function drawEdgeCounts(ctx, { layout, frame, image_inputs, painted }, theme) {
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  const y = layout.stage.y + layout.stage.height + FOOT_GAP;
  for (const { layer_index, weights } of frame.layers) {
    if (weights.length <= MOST_EDGES || (layer_index === 0 && image_inputs)) continue;
    // A layer that tells its colours needs the room under it.
    const [from, to] = [layer_index, layer_index + 1].map((i) => {
      const { centre, role } = layout.columns[i];
      const told = role === "hidden" && painted[i].picture.encoding.high !== 1;
      return centre + (told ? LIMIT_ROOM * (i === layer_index ? 1 : -1) : 0);
    });
    const all = weights.length;
    const words = [
      `${MOST_EDGES} of ${all} edges drawn`,
      `${MOST_EDGES} of ${all} edges`,
      `${MOST_EDGES} edges`,
    ];
    const fitting = words.find((text) => ctx.measureText(text).width < to - from - 6);
    if (fitting) ctx.fillText(fitting, (from + to) / 2, y);
  }
}

/** Least distance between counts, px. */
const COUNT_GAP = 5;
const UPPER_LINE = HEADER_HEIGHT - 20;
const LOWER_LINE = HEADER_HEIGHT - 7;

/**
 * Counts over a hidden layer, a plain name over the others.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Column} column
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
function drawHeader(ctx, column, scene, theme) {
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "center";
  if (column.role === "hidden") {
    drawCount(ctx, column, scene, theme);
    return;
  }
  const words = column.role === "output" ? "output" : scene.image_inputs ? "image" : "input";
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  const half = ctx.measureText(words).width / 2;
  ctx.fillText(words, Math.max(half, column.centre), LOWER_LINE);
}

/**
 * How many neurons the eye tells apart, and below it how many differ in any bit.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Column} column
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
function drawCount(ctx, column, { frame, visible }, theme) {
  const { distinct_neurons, fan_out } = frame.layers[column.layer_index];
  const seen = new Set(visible[column.layer_index]).size;
  const room = column.room - 4;
  const alike = seen < fan_out;
  ctx.fillStyle = alike ? theme.color.accent : theme.color.ink;
  ctx.font = fontOf(theme, "text", alike ? 700 : 600);
  fillFitting(
    ctx,
    [`${seen} to the eye`, `${seen} seen`, `${seen}`],
    column.centre,
    UPPER_LINE,
    room,
  );
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color[distinct_neurons < fan_out ? "accent" : "ink-3"];
  const counted = `${distinct_neurons} of ${fan_out}`;
  fillFitting(
    ctx,
    [`${counted} distinct`, `${distinct_neurons} distinct`, counted, ""],
    column.centre,
    LOWER_LINE,
    room,
  );
}

/**
 * The longest of some wordings that fits.
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly string[]} wordings the last is written if it fits or not
 * @param {number} x
 * @param {number} y
 * @param {number} room px
 */
function fillFitting(ctx, wordings, x, y, room) {
  const fitting = wordings.find((words) => ctx.measureText(words).width <= room);
  ctx.fillText(fitting ?? wordings[wordings.length - 1], x, y);
}
