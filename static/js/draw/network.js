/** The picture of a network: edges, clone marks, tiles and the counts above them. */

import { bracketsFit, cloneGroups, drawBracket, drawLetters, holds } from "./clone_marks.js";
import { drawEdges, edgeEnds, edgeThreshold, MOST_EDGES } from "./edges.js";
import { HEADER_HEIGHT, tileBox } from "./layout.js";
import { fontOf } from "./theme.js";
import { placeTile } from "./tiles.js";
import { inputName } from "./words.js";

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./layout.js").Column} Column */
/** @typedef {import("./layout.js").NetworkLayout} NetworkLayout */
/** @typedef {import("./tiles.js").Picture} Picture */
/** @typedef {import("./edges.js").EdgeSet} EdgeSet */
/** @typedef {import("../types.js").Started} Started */
/** @typedef {import("../types.js").RunFrame} RunFrame */
/** @typedef {import("../types.js").LayerFrame} LayerFrame */

/** @typedef {{layer_index: number, neuron: number}} Neuron */

/**
 * The tiles of a column as they are to be put in place.
 * @typedef {{picture: Picture, sheet: HTMLCanvasElement}} Painted
 */

/**
 * @typedef {object} NetworkScene
 * @property {Started} started
 * @property {NetworkLayout} layout
 * @property {RunFrame} frame
 * @property {readonly number[][]} first_classes clone classes at the first recorded epoch
 * @property {readonly (number | null)[]} splits per layer, the epoch at which clones parted
 * @property {readonly number[]} openness per layer, 0..1, of brackets whose class has split
 * @property {readonly number[]} limits per weight layer, magnitude of the widest edge
 * @property {readonly Painted[]} painted one per column
 * @property {number} ratio device pixels per CSS px
 * @property {boolean} image_inputs the inputs are the pixels of one image
 * @property {Neuron | null} selected
 * @property {Neuron | null} hovered
 * @property {Neuron | null} focused
 */

/**
 * The edges between two columns.
 * @param {NetworkLayout} layout
 * @param {LayerFrame} layer
 * @param {number} limit
 * @returns {EdgeSet}
 */
export function edgeSet(layout, layer, limit) {
  const { layer_index, weights, fan_in, fan_out } = layer;
  return {
    weights,
    fan_in,
    fan_out,
    from: edgeEnds(layout.columns[layer_index], "right"),
    to: edgeEnds(layout.columns[layer_index + 1], "left"),
    limit,
    threshold: edgeThreshold(weights, MOST_EDGES),
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
export function drawNetwork(ctx, scene, theme) {
  drawAllEdges(ctx, scene, theme);
  drawMarks(ctx, scene, theme);
  scene.layout.columns.forEach((column, i) => drawColumn(ctx, column, scene.painted[i], theme));
  drawInputNames(ctx, scene, theme);
  drawClassNames(ctx, scene, theme);
  drawEdgeCounts(ctx, scene, theme);
  drawRings(ctx, scene, theme);
}

/**
 * What stands over the columns; it changes only when a count does.
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
export function drawHeaders(ctx, scene, theme) {
  for (const column of scene.layout.columns) drawHeader(ctx, column, scene, theme);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
function drawAllEdges(ctx, scene, theme) {
  const { layout, frame, limits, image_inputs, ratio } = scene;
  const marked = scene.hovered ?? scene.focused;
  for (const layer of frame.layers) {
    const { layer_index } = layer;
    if (layer_index === 0 && image_inputs) {
      drawImageEdges(ctx, layout, theme);
      continue;
    }
    const set = edgeSet(layout, layer, limits[layer_index]);
    drawEdges(ctx, set, theme, ratio, { dim: marked !== null });
    if (!marked) continue;
    if (marked.layer_index === layer_index) {
      drawEdges(ctx, set, theme, ratio, { into: marked.neuron });
    }
    if (marked.layer_index === layer_index - 1) {
      drawEdges(ctx, set, theme, ratio, { out_of: marked.neuron });
    }
  }
}

/**
 * From an image to each neuron: the weights themselves are the neuron's picture, so the line says
 * only that they are joined.
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkLayout} layout
 * @param {Theme} theme
 */
function drawImageEdges(ctx, layout, theme) {
  const [from, to] = layout.columns;
  ctx.strokeStyle = theme.color["line-strong"];
  ctx.globalAlpha = 0.5;
  ctx.lineWidth = 0.75;
  ctx.beginPath();
  for (let i = 0; i < to.count; i++) {
    const box = tileBox(to, i);
    ctx.moveTo(from.box.x + from.box.width, from.box.y + from.box.height / 2);
    ctx.lineTo(box.x, box.y + box.height / 2);
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Column} column
 * @param {Painted} painted
 * @param {Theme} theme
 */
function drawColumn(ctx, column, { picture, sheet }, theme) {
  // The frame is a ground that the picture leaves a rim of: cheaper than a stroke, and what is no
  // number and stays unpainted shows as plain grey.
  ctx.fillStyle = theme.color["line-strong"];
  const rim = column.tile < 6 ? 0 : 1;
  for (let i = 0; i < column.count; i++) {
    const { x, y, width, height } = tileBox(column, i);
    ctx.fillRect(x, y, width, height);
    const inner = { x: x + rim, y: y + rim, width: width - 2 * rim, height: height - 2 * rim };
    placeTile(ctx, sheet, picture, i, inner);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
function drawMarks(ctx, scene, theme) {
  const { layout, frame } = scene;
  for (const layer of frame.layers.slice(0, -1)) {
    const column = layout.columns[layer.layer_index + 1];
    const before = layout.columns[layer.layer_index];
    const free = column.box.x - before.box.x - before.box.width;
    const groups = cloneGroups(layer.clone_class);
    const openness = scene.openness[layer.layer_index];
    if (openness > 0) {
      const parted = cloneGroups(scene.first_classes[layer.layer_index]).filter(
        (group) => !holds(group, layer.clone_class),
      );
      if (parted.length > 0 && bracketsFit(column, parted, free)) {
        for (const group of parted) drawBracket(ctx, column, group, openness, theme, false);
      }
    }
    if (groups.length > 0 && bracketsFit(column, groups, free)) {
      for (const group of groups) drawBracket(ctx, column, group, 0, theme, groups.length > 1);
    }
  }
}

/**
 * Letters lie on the tiles, so they come after them.
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
function drawRings(ctx, scene, theme) {
  const { layout, frame } = scene;
  for (const layer of frame.layers.slice(0, -1)) {
    const column = layout.columns[layer.layer_index + 1];
    const before = layout.columns[layer.layer_index];
    const groups = cloneGroups(layer.clone_class);
    const free = column.box.x - before.box.x - before.box.width;
    if (groups.length > 0 && !bracketsFit(column, groups, free)) {
      drawLetters(ctx, column, groups, theme);
    }
  }
  ringAround(ctx, layout, scene.hovered, theme.color.ink, 1.5, 1);
  ringAround(ctx, layout, scene.selected, theme.color.accent, 2.5, 2);
  if (scene.focused) {
    ringAround(ctx, layout, scene.focused, theme.color.surface, 5, 3);
    ringAround(ctx, layout, scene.focused, theme.color.ink, 2.5, 3);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkLayout} layout
 * @param {Neuron | null} neuron
 * @param {string} color
 * @param {number} width px
 * @param {number} distance from the tile, px
 */
function ringAround(ctx, layout, neuron, color, width, distance) {
  const column = neuron && layout.columns[neuron.layer_index + 1];
  if (!column || neuron.neuron >= column.count) return;
  const box = tileBox(column, neuron.neuron);
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.strokeRect(
    box.x - distance,
    box.y - distance,
    box.width + 2 * distance,
    box.height + 2 * distance,
  );
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

/**
 * Where not all edges are drawn, how many are.
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
function drawEdgeCounts(ctx, { layout, frame, image_inputs }, theme) {
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  const y = layout.stage.y + layout.stage.height + 4;
  for (const { layer_index, weights } of frame.layers) {
    if (weights.length <= MOST_EDGES || (layer_index === 0 && image_inputs)) continue;
    const from = layout.columns[layer_index].centre;
    const to = layout.columns[layer_index + 1].centre;
    const all = weights.length;
    const words = [
      `strongest ${MOST_EDGES} of ${all} edges`,
      `${MOST_EDGES} of ${all} edges`,
      `${MOST_EDGES} edges`,
    ];
    const fitting = words.find((text) => ctx.measureText(text).width < to - from - 6);
    if (fitting) ctx.fillText(fitting, (from + to) / 2, y);
  }
}

/**
 * 'k of n distinct' over a hidden layer, a plain name over the others.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Column} column
 * @param {NetworkScene} scene
 * @param {Theme} theme
 */
function drawHeader(ctx, column, scene, theme) {
  ctx.textBaseline = "alphabetic";
  const upper = HEADER_HEIGHT - 20;
  const lower = HEADER_HEIGHT - 7;
  if (column.role !== "hidden") {
    const words = column.role === "output" ? "output" : scene.image_inputs ? "image" : "input";
    ctx.font = fontOf(theme, "small");
    ctx.fillStyle = theme.color["ink-3"];
    const half = ctx.measureText(words).width / 2;
    const left = column.centre - half < 0;
    ctx.textAlign = left ? "left" : "center";
    ctx.fillText(words, left ? 0 : column.centre, lower);
    return;
  }
  const layer = scene.frame.layers[column.layer_index];
  const cloned = layer.distinct_neurons < layer.fan_out;
  ctx.textAlign = "center";
  ctx.fillStyle = cloned ? theme.color.accent : theme.color.ink;
  ctx.font = fontOf(theme, "text", cloned ? 700 : 600);
  const whole = `${layer.distinct_neurons} of ${layer.fan_out}`;
  if (ctx.measureText(whole).width <= column.room - 4) {
    ctx.fillText(whole, column.centre, upper);
    ctx.font = fontOf(theme, "small");
    ctx.fillStyle = cloned ? theme.color.accent : theme.color["ink-3"];
    const split = scene.splits[column.layer_index];
    const words = split === null ? ["distinct"] : [`since epoch ${split}`, "distinct"];
    const fitting = words.find((text) => ctx.measureText(text).width <= column.room - 4);
    if (fitting) ctx.fillText(fitting, column.centre, lower);
    return;
  }
  ctx.fillText(String(layer.distinct_neurons), column.centre, upper);
  ctx.font = fontOf(theme, "small");
  ctx.fillText(`of ${layer.fan_out}`, column.centre, lower);
}
