/** The network of one lane: tiles, edges, clone marks and weight histograms, on one canvas. */

import { createCanvasView } from "../drawing/canvas_view.js";
import { pickNeuron } from "../drawing/network/pick.js";
import { frameAt, rangesFor } from "../drawing/network/pictures.js";
import { networkLabel } from "../drawing/network/words.js";
import { describeNetwork } from "./describe.js";
import { drawChosenEdge, handleEdges } from "./hands_edge.js";
import { handleNetworkInput } from "./network_input.js";
import { createNetworkPainter } from "./network_painter.js";

/** @typedef {import("../drawing/network/network.js").Neuron} Neuron */
/** @typedef {import("../drawing/scale.js").Interval} Interval */
/** @typedef {import("../wire_types.js").Started} Started */
/** @typedef {import("../types.js").LaneResult} LaneResult */

/**
 * @typedef {object} NetworkProps
 * @property {Started} started
 * @property {LaneResult} lane
 * @property {number} frame_index
 * @property {readonly number[]} epochs recorded so far
 * @property {readonly Interval[]} [ranges] of the weights of each layer, common to all lanes
 *   (`weightRanges(result.lanes)`); this lane's own when left out
 * @property {(Neuron & {from?: number | null}) | null} [selection] the neuron chosen in this lane,
 *   and what the chosen weight leads from
 * @property {boolean} [histograms] default true
 * @property {number | null} [room] px that the picture may be high; without it the width decides
 */

/**
 * @typedef {object} NetworkCallbacks
 * @property {(neuron: Neuron) => void} [onSelect]
 * @property {() => void} [onEnter] the neuron was chosen by a key
 * @property {(edge: import("./hands_edge.js").Edge) => void} [onEdge] an edge is chosen
 * @property {(edge: import("./hands_edge.js").Edge, value: number) => void} [onWeight] it has been
 *   dragged
 * @property {(hover: import("../types.js").Hover) => void} [onHover]
 */

/**
 * @param {HTMLElement} host
 * @param {NetworkCallbacks} [callbacks]
 * @returns {import("../types.js").View<NetworkProps>}
 */
export function createNetworkView(host, callbacks = {}) {
  const painter = createNetworkPainter();
  const view = createCanvasView(host, callbacks, {
    depends: dependencies,
    label: ({ started, lane, frame_index }) =>
      networkLabel(started, lane, frameAt(lane, frame_index)),
    draw(surface, props, theme, time) {
      if (painter.draw(surface, props, theme, time)) view.redraw();
      const layout = painter.layout();
      if (layout) drawChosenEdge(surface.ctx, layout, props, theme);
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
      return describeNetwork(layout, props, x, y);
    },
    leave() {
      if (painter.hover(null)) view.redraw();
    },
  });
  const stopInput = handleNetworkInput(view, painter, callbacks);
  const stopEdges = handleEdges(view, painter, callbacks);
  return {
    update: view.update,
    destroy() {
      stopInput();
      stopEdges();
      view.destroy();
    },
  };
}

/** @param {NetworkProps} props */
function dependencies(props) {
  const { started, lane, frame_index, selection, histograms, room, ranges } = props;
  const at = frameAt(lane, frame_index);
  const chosen = selection ? `${selection.layer_index} ${selection.neuron} ${selection.from}` : "";
  const domain = `${rangesFor(lane, ranges)}`;
  return [started, at?.frame, at?.stale, lane.diverged, chosen, histograms, room, domain];
}
