/** The picture of a network: edges, clone marks, tiles and the counts above them. */

import { bracketsFit, cloneGroups, drawBracket, drawLetters } from "./clone_marks.js";
import { drawEdges, edgeEnds, edgeThreshold, MOST_EDGES } from "./edges.js";
import { tileBox } from "./layout.js";
import { drawLabels } from "./network_labels.js";
import { placeTile } from "./tiles.js";

/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("./layout.js").Column} Column */
/** @typedef {import("./layout.js").NetworkLayout} NetworkLayout */
/** @typedef {import("./tiles.js").Picture} Picture */
/** @typedef {import("./edges.js").EdgeSet} EdgeSet */
/** @typedef {import("../../wire_types.js").Started} Started */
/** @typedef {import("../../types.js").RunFrame} RunFrame */
/** @typedef {import("../../types.js").LayerFrame} LayerFrame */

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
 * @property {readonly number[][]} visible per hidden layer, for each neuron the first that looks
 *   the same
 * @property {readonly number[][]} first_visible the same at the first recorded epoch
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
  drawLabels(ctx, scene, theme);
  drawRings(ctx, scene, theme);
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
  ctx.lineWidth = 0.5;
  ctx.beginPath();
  for (let i = 0; i < to.count; i++) {
    const box = tileBox(to, i);
    ctx.moveTo(from.box.x + from.box.width, from.box.y + from.box.height / 2);
    ctx.lineTo(box.x, box.y + box.height / 2);
  }
  ctx.stroke();
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
  for (const i of paintOrder(column)) {
    const { x, y, width, height } = tileBox(column, i);
    ctx.fillRect(x, y, width, height);
    const inner = { x: x + rim, y: y + rim, width: width - 2 * rim, height: height - 2 * rim };
    placeTile(ctx, sheet, picture, i, inner);
  }
}

/**
 * Tiles as they are painted: of a deck the lower card lies over the upper one.
 * @param {Column} column
 */
function paintOrder({ count, tops }) {
  const order = Array.from({ length: count }, (_, i) => i);
  return tops ? order.sort((a, b) => tops[a] - tops[b] || a - b) : order;
}

/**
 * A closed bracket around exact clones, a dashed one around neurons that only look alike, and an
 * open one where all that began alike have parted.
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
    const visible = scene.visible[layer.layer_index];
    const groups = cloneGroups(visible).map((group) => ({
      ...group,
      near: group.members.some(
        (neuron) => layer.clone_class[neuron] !== layer.clone_class[group.members[0]],
      ),
    }));
    if (groups.length > 0) {
      if (!bracketsFit(column, groups, free)) continue;
      const lettered = groups.length > 1;
      for (const group of groups) {
        drawBracket(ctx, column, { group, openness: 0, near: group.near, lettered }, theme);
      }
      continue;
    }
    const openness = scene.openness[layer.layer_index];
    const parted = cloneGroups(scene.first_visible[layer.layer_index]);
    if (openness === 0 || parted.length === 0 || !bracketsFit(column, parted, free)) continue;
    for (const group of parted) {
      drawBracket(ctx, column, { group, openness, near: false, lettered: false }, theme);
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
  const { ink, accent, surface } = theme.color;
  const marked = scene.hovered ?? scene.focused ?? scene.selected;
  for (const twin of marked ? twinsOf(frame, marked) : []) {
    ringAround(ctx, layout, twin, { color: accent, width: 1.5, distance: 2 });
  }
  ringAround(ctx, layout, scene.hovered, { color: ink, width: 1.5, distance: 1 });
  ringAround(ctx, layout, scene.selected, { color: accent, width: 2.5, distance: 2 });
  ringAround(ctx, layout, scene.focused, { color: surface, width: 5, distance: 3 });
  ringAround(ctx, layout, scene.focused, { color: ink, width: 2.5, distance: 3 });
}

/**
 * The other neurons of a neuron's clone class.
 * @param {RunFrame} frame
 * @param {Neuron} neuron
 * @returns {Neuron[]}
 */
function twinsOf(frame, { layer_index, neuron }) {
  const { clone_class } = frame.layers[layer_index];
  return clone_class.flatMap((first, other) =>
    first === clone_class[neuron] && other !== neuron ? [{ layer_index, neuron: other }] : [],
  );
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkLayout} layout
 * @param {Neuron | null} neuron
 * @param {{color: string, width: number, distance: number}} style px; distance from the tile
 */
function ringAround(ctx, layout, neuron, { color, width, distance }) {
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
