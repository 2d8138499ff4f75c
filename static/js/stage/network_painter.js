/** Paints a network and remembers between two drawings what need not be painted again. */

import { createCached } from "../drawing/canvas.js";
import { drawHistogramStrip } from "../drawing/charts/histogram_strip.js";
import { createOpening } from "../drawing/network/bracket_opening.js";
import { createDecks, deckTops } from "../drawing/network/deck.js";
import { HEADER_HEIGHT, layoutNetwork } from "../drawing/network/layout.js";
import { drawNetwork } from "../drawing/network/network.js";
import { drawHeaders } from "../drawing/network/network_labels.js";
import {
  frameAt,
  imageSide,
  inputPicture,
  layerPicture,
  rangesFor,
} from "../drawing/network/pictures.js";
import { drawPoints } from "../drawing/network/points.js";
import { createTileSheet } from "../drawing/network/tiles.js";
import { divergedWords } from "../drawing/network/words.js";
import { serialOf } from "../drawing/serial.js";
import { fontOf } from "../drawing/theme.js";

/** @typedef {import("../drawing/canvas.js").Surface} Surface */
/** @typedef {import("../drawing/network/layout.js").NetworkLayout} NetworkLayout */
/** @typedef {import("../drawing/network/network.js").NetworkScene} NetworkScene */
/** @typedef {import("../drawing/network/network.js").Neuron} Neuron */
/** @typedef {import("../drawing/theme.js").Theme} Theme */
/** @typedef {import("../drawing/network/tiles.js").TileSheet} TileSheet */
/** @typedef {import("../types.js").RunFrame} RunFrame */
/** @typedef {import("../wire_types.js").Started} Started */
/** @typedef {import("./network_view.js").NetworkProps} NetworkProps */

/** Smallest side on which data points do not hide the surface. */
const POINTS_FROM_PX = 56;
/** Opacity of the last picture of a run that diverged. */
const STALE_OPACITY = 0.5;

/**
 * @typedef {object} NetworkPainter
 * @property {() => NetworkLayout | null} layout of what was drawn last
 * @property {() => Neuron | null} focused
 * @property {(neuron: Neuron | null) => boolean} hover whether that is news
 * @property {(neuron: Neuron | null) => boolean} focus whether that is news
 * @property {(surface: Surface, props: NetworkProps, theme: Theme, time: number) => boolean} draw
 *   whether something still moves
 */

/** @returns {NetworkPainter} */
export function createNetworkPainter() {
  const parts = createParts();
  const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const opening = createOpening(isStill);
  const decks = createDecks(isStill);
  /** @type {NetworkLayout | null} */
  let layout = null;
  /** @type {NetworkLayout | null} */
  let bare_layout = null;
  let layout_key = "";
  /** @type {Neuron | null} */
  let hovered = null;
  /** @type {Neuron | null} */
  let focused = null;
  /**
   * A neuron, if the network that is drawn has it: another one may have taken its place.
   * @param {Neuron | null | undefined} neuron
   */
  const existing = (neuron) =>
    neuron && neuron.neuron < (layout?.columns[neuron.layer_index + 1]?.count ?? 0) ? neuron : null;

  return {
    layout: () => layout,
    focused: () => existing(focused),
    hover(neuron) {
      const is_news = !sameNeuron(hovered, neuron);
      hovered = neuron;
      return is_news;
    },
    focus(neuron) {
      const is_news = !sameNeuron(focused, neuron);
      focused = neuron;
      return is_news;
    },
    draw(surface, props, theme, time) {
      const { started, lane, frame_index } = props;
      const at = frameAt(lane, frame_index);
      const shape = shapeOf(props, surface.width());
      if (shape.width < 1) return false;
      const shape_key = JSON.stringify(shape);
      if (shape_key !== layout_key || !bare_layout) bare_layout = layoutNetwork(shape);
      layout_key = shape_key;
      layout ??= bare_layout;
      if (!surface.begin(shape.width, bare_layout.height) || !at) return false;
      const ranges = rangesFor(lane, props.ranges);
      const visible = eyeOf(at.frame);
      const first_visible = eyeOf(lane.frames[0] ?? at.frame);
      const parting = opening.step(
        visible.map((classes, i) => (countOf(classes) > countOf(first_visible[i]) ? 1 : 0)),
        time,
      );
      const standing = bare_layout;
      const goals = visible.map((classes, i) => {
        const column = standing.columns[i + 1];
        return deckTops(column, at.frame.layers[i].clone_class, classes);
      });
      const sliding = decks.step(goals, shape_key, time);
      layout = withTops(standing, decks.tops());
      const scene = {
        started,
        layout,
        frame: at.frame,
        visible,
        first_visible,
        openness: opening.values(),
        limits: ranges.map(([, high]) => high),
        image_inputs: imageSide(started) !== null,
        ratio: surface.ratio(),
        selected: existing(props.selection),
        hovered: existing(hovered),
        focused: existing(focused),
      };
      surface.ctx.globalAlpha = at.stale ? STALE_OPACITY : 1;
      const { epochs } = props;
      const key = `${layout_key}|${theme.version}|${serialOf(lane.frames)}`;
      const total = started.request.epochs;
      const strip = { layout, lane, index: at.index, epochs, total, ranges, key };
      parts.draw(surface, scene, strip, theme);
      surface.ctx.globalAlpha = 1;
      if (at.stale) drawDiverged(surface.ctx, layout, divergedWords(lane), theme);
      return parting || sliding;
    },
  };
}

/**
 * The classes that the eye sees in each hidden layer.
 * @param {RunFrame} frame
 */
function eyeOf({ layers }) {
  return layers.slice(0, -1).map(({ visible_class }) => visible_class);
}

/** @param {readonly number[]} classes */
function countOf(classes) {
  return new Set(classes).size;
}

/**
 * @param {NetworkLayout} layout
 * @param {readonly (number[] | null)[]} tops of the tiles of each hidden layer
 * @returns {NetworkLayout}
 */
function withTops(layout, tops) {
  const columns = layout.columns.map((column, i) => {
    const own = tops[i - 1];
    return own ? { ...column, tops: own } : column;
  });
  return { ...layout, columns };
}

/**
 * @param {NetworkProps} props
 * @param {number} width
 * @returns {import("../drawing/network/layout.js").NetworkShape}
 */
function shapeOf({ started, histograms = true, room = null }, width) {
  const hidden = started.layers.slice(0, -1).map((layer) => layer.fan_out);
  const outputs = started.layers[hidden.length].fan_out;
  return { width, inputs: inputPicture(started).tiles, hidden, outputs, histograms, room };
}

/** The bitmaps of a network: tiles by layer, headers, data points, ridges. */
function createParts() {
  /** @type {TileSheet[]} */
  const sheets = [];
  const points = createCached();
  const trail = createCached();
  const headers = createCached();
  return {
    /**
     * @param {Surface} surface
     * @param {Omit<NetworkScene, "painted">} bare
     * @param {import("../drawing/charts/histogram_strip.js").Strip} strip
     * @param {Theme} theme
     */
    draw({ ctx, ratio }, bare, strip, theme) {
      const { started, layout, frame, limits } = bare;
      const painted = layout.columns.map((_, i) => {
        const picture =
          i === 0
            ? inputPicture(started)
            : layerPicture(started, frame.layers[i - 1], limits[i - 1]);
        sheets[i] ??= createTileSheet();
        return { picture, sheet: sheets[i].paint(picture, theme) };
      });
      const scene = { ...bare, painted };
      drawNetwork(ctx, scene, theme);
      const counts = frame.layers.map((layer) => layer.distinct_neurons);
      const seen = bare.visible.map(countOf);
      const key = [strip.key, counts, seen, bare.image_inputs].join("|");
      const top = { x: 0, y: 0, width: layout.width, height: HEADER_HEIGHT };
      headers.draw(ctx, { key, box: top, ratio: ratio() }, (offscreen) =>
        drawHeaders(offscreen, scene, theme),
      );
      drawOutputPoints(ctx, scene, points, theme);
      drawHistogramStrip(ctx, strip, trail, ratio(), theme);
    },
  };
}

/**
 * @param {Neuron | null} a
 * @param {Neuron | null} b
 */
function sameNeuron(a, b) {
  return a?.layer_index === b?.layer_index && a?.neuron === b?.neuron;
}

/**
 * The data over the output, once painted and kept.
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkScene} scene
 * @param {import("../drawing/canvas.js").Cached} cached
 * @param {Theme} theme
 */
function drawOutputPoints(ctx, { started, layout, ratio }, cached, theme) {
  const { box, tile, count } = layout.columns[layout.columns.length - 1];
  if (count !== 1 || tile < POINTS_FROM_PX || !started.probe.x_range) return;
  const key = `${serialOf(started)}|${theme.version}`;
  const radius = Math.max(1.3, tile / 64);
  const whole = { x: 0, y: 0, width: tile, height: tile };
  cached.draw(ctx, { key, box: { ...whole, x: box.x, y: box.y }, ratio }, (offscreen) =>
    drawPoints(offscreen, started, whole, { radius, test: false }, theme),
  );
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkLayout} layout
 * @param {string} words
 * @param {Theme} theme
 */
function drawDiverged(ctx, layout, words, theme) {
  ctx.font = fontOf(theme, "text", 600);
  const half = ctx.measureText(words).width / 2 + 10;
  const x = layout.width / 2;
  const y = layout.stage.y + layout.stage.height / 2;
  ctx.fillStyle = theme.color.surface;
  ctx.fillRect(x - half, y - 15, 2 * half, 30);
  ctx.strokeStyle = theme.color.warning;
  ctx.lineWidth = 1;
  ctx.strokeRect(x - half + 0.5, y - 14.5, 2 * half - 1, 29);
  ctx.fillStyle = theme.color.warning;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(words, x, y);
}
