/** Choosing an edge of a network, and setting its weight by dragging it up or down. */

import { pickEdge } from "../drawing/network/edges.js";
import { edgeSet } from "../drawing/network/network.js";
import { pickNeuron } from "../drawing/network/pick.js";
import { frameAt, imageSide, rangesFor } from "../drawing/network/pictures.js";
import { formatNumber } from "../words/format.js";

/** @typedef {import("./network_view.js").NetworkProps} NetworkProps */
/** @typedef {import("./network_view.js").NetworkCallbacks} NetworkCallbacks */
/** @typedef {{layer_index: number, from: number, neuron: number, weight: number}} Edge */

/** How near to an edge the pointer must be, px; a finger covers more than the tip of an arrow. */
const REACH = 5;
const FINGER_REACH = 14;
/** A pointer that has moved less, px, has chosen the edge, not dragged it. */
const LEAST_DRAG = 4;
/** So many px change a weight by the largest one of its layer. */
const FULL_DRAG = 120;
/** Digits of a dragged weight: more cannot be aimed at. */
const DIGITS = 3;

/**
 * @param {import("../drawing/network/layout.js").NetworkLayout} layout
 * @param {NetworkProps} props
 * @param {number} x
 * @param {number} y
 * @param {number} [reach] px
 * @returns {Edge | null} the nearest edge, of those within reach
 */
export function edgeAt(layout, { started, lane, frame_index }, x, y, reach = REACH) {
  const frame = frameAt(lane, frame_index)?.frame;
  if (!frame || pickNeuron(layout, x, y)) return null;
  for (const layer of frame.layers) {
    const { layer_index } = layer;
    if (layer.weights.length === 0 || (layer_index === 0 && imageSide(started) !== null)) continue;
    const hit = pickEdge(edgeSet(layout, layer, 1), x, y, reach);
    if (hit) return { layer_index, from: hit.from, neuron: hit.to, weight: hit.weight };
  }
  return null;
}

/**
 * @param {number} weight at the start
 * @param {number} up px that the pointer has been moved up
 * @param {number} limit magnitude of the largest weight of the layer
 * @returns {number}
 */
export function draggedWeight(weight, up, limit) {
  return Number((weight + (up / FULL_DRAG) * (limit || 1)).toPrecision(DIGITS));
}

/**
 * @param {ReturnType<typeof import("../drawing/canvas_view.js").createCanvasView<NetworkProps>>} view
 * @param {import("./network_painter.js").NetworkPainter} painter
 * @param {NetworkCallbacks} callbacks
 * @returns {() => void} stops handling
 */
export function handleEdges(view, painter, callbacks) {
  const { canvas } = view.surface;
  /** @type {{edge: Edge, y: number, limit: number, value: number | null, drags: boolean} | null} */
  let held = null;
  /** @param {number} x @param {number} y @param {number} [reach] */
  const find = (x, y, reach) => {
    const [props, layout] = [view.props(), painter.layout()];
    return props && layout ? edgeAt(layout, props, x, y, reach) : null;
  };
  /** @param {Edge} edge */
  const isChosen = (edge) => {
    const chosen = view.props()?.selection;
    return (
      edge.layer_index === chosen?.layer_index &&
      edge.neuron === chosen.neuron &&
      edge.from === chosen.from
    );
  };
  const drop = () => {
    held = null;
    callbacks.onHover?.(null);
  };
  const events = {
    /** @param {PointerEvent} event */
    pointerdown(event) {
      const is_mouse = event.pointerType === "mouse";
      const reach = is_mouse ? REACH : FINGER_REACH;
      const edge = event.button === 0 ? find(event.offsetX, event.offsetY, reach) : null;
      const props = view.props();
      if (!edge || !props) return;
      const [, limit] = rangesFor(props.lane, props.ranges)[edge.layer_index];
      // A finger drags an edge that is chosen already; any other it may only mean to scroll across.
      const drags = is_mouse || isChosen(edge);
      held = { edge, y: event.clientY, limit, value: null, drags };
      if (drags) canvas.setPointerCapture(event.pointerId);
      if (is_mouse) callbacks.onEdge?.(edge);
    },
    /** @param {PointerEvent} event */
    pointermove(event) {
      if (!held) {
        if (find(event.offsetX, event.offsetY)) canvas.style.cursor = "ns-resize";
        return;
      }
      if (!held.drags) return;
      const up = held.y - event.clientY;
      if (held.value === null && Math.abs(up) < LEAST_DRAG) return;
      held.value = draggedWeight(held.edge.weight, up, held.limit);
      const text = `weight ${formatNumber(held.edge.weight)} \u2192 ${formatNumber(held.value)}`;
      callbacks.onHover?.({ text, x: event.clientX, y: event.clientY });
    },
    pointerup() {
      const now = held;
      drop();
      if (now && now.value !== null) callbacks.onWeight?.(now.edge, now.value);
      else if (now && !isChosen(now.edge)) callbacks.onEdge?.(now.edge);
    },
    pointercancel: drop,
    /** @param {KeyboardEvent} event */
    keydown(event) {
      if (event.key !== "Escape" || !held) return;
      event.preventDefault();
      drop();
    },
    /** @param {TouchEvent} event */
    touchstart(event) {
      // Held by the pointer's own event, which comes first; what is not dragged scrolls the page.
      if (held?.drags) event.preventDefault();
    },
  };
  const entries = /** @type {[string, EventListener][]} */ (Object.entries(events));
  for (const [name, listener] of entries) {
    canvas.addEventListener(name, listener, { passive: name !== "touchstart" });
  }
  return () => {
    for (const [name, listener] of entries) canvas.removeEventListener(name, listener);
  };
}

/**
 * The chosen edge, over the others.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../drawing/network/layout.js").NetworkLayout} layout
 * @param {NetworkProps} props
 * @param {import("../drawing/theme.js").Theme} theme
 */
export function drawChosenEdge(ctx, layout, { lane, frame_index, selection }, theme) {
  const layer = frameAt(lane, frame_index)?.frame.layers[selection?.layer_index ?? -1];
  const from = selection?.from ?? null;
  if (!layer || !selection || from === null) return;
  const set = edgeSet(layout, layer, 1);
  if (from >= set.from.x.length || selection.neuron >= set.to.x.length) return; // images: one tile
  ctx.strokeStyle = theme.color.accent;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(set.from.x[from], set.from.y[from]);
  ctx.lineTo(set.to.x[selection.neuron], set.to.y[selection.neuron]);
  ctx.stroke();
}
