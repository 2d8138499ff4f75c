/** The network of one lane: tiles, edges, clone marks and weight histograms, on one canvas. */

import { createCached } from "../draw/canvas.js";
import { drawHistogramStrip } from "../draw/histogram_strip.js";
import { HEADER_HEIGHT, layoutNetwork } from "../draw/layout.js";
import { drawHeaders, drawNetwork } from "../draw/network.js";
import { createOpening } from "../draw/opening.js";
import { pickNeuron, stepNeuron } from "../draw/pick.js";
import {
  frameAt,
  imageSide,
  inputPicture,
  layerPicture,
  splitEpoch,
  weightRanges,
} from "../draw/pictures.js";
import { drawPoints } from "../draw/points.js";
import { createTileSheet } from "../draw/tiles.js";
import { divergedWords, networkLabel } from "../draw/words.js";
import { fontOf } from "../draw/theme.js";
import { createCanvasView } from "./base.js";
import { describeNetwork } from "./describe.js";

/** @typedef {import("../draw/network.js").Neuron} Neuron */
/** @typedef {import("../draw/theme.js").Theme} Theme */
/** @typedef {import("../draw/canvas.js").Surface} Surface */
/** @typedef {import("../draw/layout.js").NetworkLayout} NetworkLayout */
/** @typedef {import("../draw/scale.js").Interval} Interval */
/** @typedef {import("../draw/tiles.js").TileSheet} TileSheet */
/** @typedef {import("../types.js").Started} Started */
/** @typedef {import("../types.js").RunFrame} RunFrame */
/** @typedef {import("../types.js").LaneResult} LaneResult */

/**
 * @typedef {object} NetworkProps
 * @property {Started} started
 * @property {LaneResult} lane
 * @property {number} frame_index
 * @property {readonly number[]} epochs recorded so far
 * @property {readonly Interval[]} [ranges] of the weights of each layer, common to all lanes
 *   (`weightRanges(result.lanes)`); this lane's own when left out
 * @property {Neuron | null} [selection] the neuron chosen in this lane
 * @property {boolean} [histograms] default true
 */

/**
 * @typedef {object} NetworkCallbacks
 * @property {(neuron: Neuron) => void} [onSelect]
 * @property {(hover: import("../types.js").Hover) => void} [onHover]
 */

/** Smallest side on which data points do not hide the surface. */
const POINTS_FROM_PX = 56;

/**
 * @param {HTMLElement} host
 * @param {NetworkCallbacks} [callbacks]
 * @returns {import("../types.js").View<NetworkProps>}
 */
export function createNetworkView(host, callbacks = {}) {
  const painter = createNetworkPainter();
  const view = createCanvasView(host, callbacks, {
    depends: painter.depends,
    label: ({ started, lane, frame_index }) =>
      networkLabel(started, lane, frameAt(lane, frame_index)?.frame ?? null),
    draw(surface, props, theme, time) {
      if (painter.draw(surface, props, theme, time)) view.redraw();
    },
    describe(x, y, props) {
      const layout = painter.layout();
      if (!layout) return null;
      const hit = pickNeuron(layout, x, y);
      const neuron =
        hit && hit.column.layer_index >= 0
          ? { layer_index: hit.column.layer_index, neuron: hit.index }
          : null;
      if (painter.hover(neuron)) view.redraw();
      view.surface.canvas.style.cursor = neuron ? "pointer" : "default";
      return describeNetwork(layout, props, rangesOf(props), x, y);
    },
    leave() {
      if (painter.hover(null)) view.redraw();
    },
  });
  const stopInput = handleInput(view, painter, callbacks);
  return {
    update: view.update,
    destroy() {
      stopInput();
      view.destroy();
    },
  };
}

/** @param {NetworkProps} props */
function rangesOf({ ranges, lane }) {
  return ranges ?? weightRanges([lane]);
}

/**
 * @param {ReturnType<typeof createCanvasView<NetworkProps>>} view
 * @param {ReturnType<typeof createNetworkPainter>} painter
 * @param {NetworkCallbacks} callbacks
 * @returns {() => void} stops handling
 */
function handleInput(view, painter, callbacks) {
  const { canvas } = view.surface;
  canvas.tabIndex = 0;
  /** @param {Neuron | null} neuron */
  const focus = (neuron) => {
    if (painter.focus(neuron)) view.redraw();
  };
  /** @param {Neuron} neuron */
  const tell = (neuron) => {
    const props = view.props();
    const layout = painter.layout();
    if (!props || !layout) return;
    const column = layout.columns[neuron.layer_index + 1];
    const step = column.tile + column.gap;
    const x = column.box.x + (Math.floor(neuron.neuron / column.rows) + 0.5) * step;
    const y = column.box.y + ((neuron.neuron % column.rows) + 0.5) * step - column.gap / 2;
    const text = describeNetwork(layout, props, rangesOf(props), x, y);
    const box = canvas.getBoundingClientRect();
    callbacks.onHover?.(text === null ? null : { text, x: box.left + x, y: box.top + y });
  };
  const events = {
    /** @param {PointerEvent} event */
    click(event) {
      const layout = painter.layout();
      const hit = layout && pickNeuron(layout, event.offsetX, event.offsetY);
      if (!hit || hit.column.layer_index < 0) return;
      callbacks.onSelect?.({ layer_index: hit.column.layer_index, neuron: hit.index });
    },
    focus() {
      // Only the keyboard needs a ring: a click has its own mark, the selection.
      if (!canvas.matches(":focus-visible")) return;
      const start = painter.focused() ?? view.props()?.selection ?? { layer_index: 0, neuron: 0 };
      focus(start);
      tell(start);
    },
    blur() {
      focus(null);
      callbacks.onHover?.(null);
    },
    /** @param {KeyboardEvent} event */
    keydown(event) {
      const layout = painter.layout();
      if (!layout) return;
      const from = painter.focused() ?? view.props()?.selection ?? { layer_index: 0, neuron: 0 };
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        callbacks.onSelect?.(from);
      } else if (event.key.startsWith("Arrow")) {
        event.preventDefault();
        const to = painter.focused() ? stepNeuron(layout, from, event.key) : from;
        focus(to);
        tell(to);
      }
    },
  };
  const entries = /** @type {[string, EventListener][]} */ (Object.entries(events));
  for (const [name, listener] of entries) canvas.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of entries) canvas.removeEventListener(name, listener);
  };
}

/** Everything a network's canvas remembers between two drawings. */
function createNetworkPainter() {
  /** @type {TileSheet[]} */
  const sheets = [];
  const points = createCached();
  const trail = createCached();
  const headers = createCached();
  const opening = createOpening(() => matchMedia("(prefers-reduced-motion: reduce)").matches);
  /** @type {NetworkLayout | null} */
  let layout = null;
  let layout_key = "";
  /** @type {Neuron | null} */
  let hovered = null;
  /** @type {Neuron | null} */
  let focused = null;

  /**
   * @param {NetworkProps} props
   * @param {number} width
   */
  function layoutFor({ started, histograms = true }, width) {
    const hidden = started.layers.slice(0, -1).map((layer) => layer.fan_out);
    const shape = {
      width,
      inputs: inputPicture(started).tiles,
      hidden,
      outputs: started.layers[hidden.length].fan_out,
      histograms,
    };
    const key = JSON.stringify(shape);
    if (key !== layout_key || !layout) layout = layoutNetwork(shape);
    layout_key = key;
    return layout;
  }

  return {
    layout: () => layout,
    focused: () => focused,
    /** @param {Neuron | null} neuron */
    hover(neuron) {
      if (sameNeuron(hovered, neuron)) return false;
      hovered = neuron;
      return true;
    },
    /** @param {Neuron | null} neuron */
    focus(neuron) {
      if (sameNeuron(focused, neuron)) return false;
      focused = neuron;
      return true;
    },
    /** @param {NetworkProps} props */
    depends(props) {
      const { started, lane, frame_index, selection, histograms } = props;
      const at = frameAt(lane, frame_index);
      const chosen = selection ? `${selection.layer_index} ${selection.neuron}` : "";
      return [started, at?.frame, at?.stale, lane.diverged, chosen, histograms, `${rangesOf(props)}`];
    },
    /**
     * @param {Surface} surface
     * @param {NetworkProps} props
     * @param {Theme} theme
     * @param {number} time
     * @returns {boolean} whether something still moves
     */
    draw(surface, props, theme, time) {
      const { started, lane, frame_index, selection = null } = props;
      const at = frameAt(lane, frame_index);
      const width = surface.width();
      if (width < 1) return false;
      const place = layoutFor(props, width);
      if (!surface.begin(width, place.height) || !at) return false;
      const { ctx } = surface;
      const ranges = rangesOf(props);
      const limits = ranges.map(([, high]) => high);
      const splits = at.frame.layers.map((_, i) => splitEpoch(lane, i, at.index));
      const goals = splits.map((epoch) => (epoch === null ? 0 : 1));
      const moving = opening.step(goals, time);
      if (at.stale) ctx.globalAlpha = 0.5;
      const painted = place.columns.map((column, i) => {
        sheets[i] ??= createTileSheet();
        const picture =
          i === 0
            ? inputPicture(started)
            : layerPicture(started, lane, at.frame.layers[i - 1], limits[i - 1]);
        return { picture, sheet: sheets[i].paint(picture, theme) };
      });
      const first_classes = (lane.frames[0] ?? at.frame).layers.map((layer) => layer.clone_class);
      const image_inputs = imageSide(started) !== null;
      const openness = opening.values();
      const scene = { started, layout: place, frame: at.frame, first_classes, splits,
        openness, limits, painted, image_inputs, ratio: surface.ratio(), selected: selection, hovered, focused };
      drawNetwork(ctx, scene, theme);
      const counts = at.frame.layers.map((layer) => layer.distinct_neurons);
      const header_key = `${layout_key}|${counts}|${splits}|${theme.version}`;
      const strip = headers.get(header_key, width, HEADER_HEIGHT, surface.ratio(), (strip_ctx) =>
        drawHeaders(strip_ctx, scene, theme),
      );
      ctx.drawImage(strip, 0, 0, width, HEADER_HEIGHT);
      drawOutputPoints(surface, started, place, points, theme);
      drawHistogramStrip(
        ctx,
        { layout: place, lane, index: at.index, epochs: props.epochs,
          total: started.request.epochs, ranges, lane_key: keyOf(lane) },
        trail,
        surface.ratio(),
        theme,
      );
      ctx.globalAlpha = 1;
      if (at.stale) drawDiverged(ctx, place, divergedWords(lane), theme);
      return moving;
    },
  };
}

/** @type {WeakMap<object, string>} */
const lane_keys = new WeakMap();
let next_key = 0;

/**
 * A name for a lane of a result: lanes are replaced when they end, their frames are not.
 * @param {LaneResult} lane
 */
function keyOf(lane) {
  const owner = lane.frames;
  const key = lane_keys.get(owner) ?? String(next_key++);
  lane_keys.set(owner, key);
  return key;
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
 * @param {Surface} surface
 * @param {Started} started
 * @param {NetworkLayout} layout
 * @param {import("../draw/canvas.js").Cached} cached
 * @param {Theme} theme
 */
function drawOutputPoints(surface, started, layout, cached, theme) {
  const { box, tile, count } = layout.columns[layout.columns.length - 1];
  if (count !== 1 || tile < POINTS_FROM_PX || !started.probe.x_range) return;
  const key = `${keyOfStarted(started)}|${theme.version}`;
  const radius = Math.max(1.3, tile / 64);
  const bitmap = cached.get(key, tile, tile, surface.ratio(), (ctx) => {
    const whole = { x: 0, y: 0, width: tile, height: tile };
    drawPoints(ctx, started, whole, { radius, test: false }, theme);
  });
  surface.ctx.drawImage(bitmap, box.x, box.y, tile, tile);
}

/** @param {Started} started */
function keyOfStarted(started) {
  const key = lane_keys.get(started) ?? String(next_key++);
  lane_keys.set(started, key);
  return key;
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
