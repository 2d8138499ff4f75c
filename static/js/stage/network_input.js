/** The network by mouse, touch and keyboard. */

import { tileBox } from "../drawing/network/layout.js";
import { pickNeuron, stepNeuron } from "../drawing/network/pick.js";
import { describeNetwork } from "./describe.js";

/** @typedef {import("../drawing/network/network.js").Neuron} Neuron */
/** @typedef {import("./network_view.js").NetworkProps} NetworkProps */
/** @typedef {import("./network_view.js").NetworkCallbacks} NetworkCallbacks */

/**
 * @param {ReturnType<typeof import("../drawing/canvas_view.js").createCanvasView<NetworkProps>>} view
 * @param {import("./network_painter.js").NetworkPainter} painter
 * @param {NetworkCallbacks} callbacks
 * @returns {() => void} stops handling
 */
export function handleNetworkInput(view, painter, callbacks) {
  const { canvas } = view.surface;
  canvas.tabIndex = 0;
  /** @type {Neuron | null} the neuron that had the focus last, which it comes back to */
  let last = null;
  /** @param {Neuron | null} neuron */
  const focus = (neuron) => {
    last = neuron ?? last;
    if (painter.focus(neuron)) view.redraw();
  };
  /** @param {Neuron} neuron */
  const tell = (neuron) => {
    const props = view.props();
    const layout = painter.layout();
    if (!props || !layout) return;
    const tile = tileBox(layout.columns[neuron.layer_index + 1], neuron.neuron);
    const x = tile.x + tile.width / 2;
    const y = tile.y + tile.height / 2;
    const text = describeNetwork(layout, props, x, y);
    const box = canvas.getBoundingClientRect();
    callbacks.onHover?.(text === null ? null : { text, x: box.left + x, y: box.top + y });
  };
  const start = () =>
    painter.focused() ?? view.props()?.selection ?? last ?? { layer_index: 0, neuron: 0 };
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
      const first = start();
      focus(first);
      tell(first);
    },
    blur() {
      focus(null);
      callbacks.onHover?.(null);
    },
    /** @param {KeyboardEvent} event */
    keydown(event) {
      const layout = painter.layout();
      if (!layout) return;
      const from = start();
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        callbacks.onSelect?.({ layer_index: from.layer_index, neuron: from.neuron });
        callbacks.onEnter?.();
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
