/** One lane: a run's settings, its verdict, and the views of its network. */

import { make } from "../controls/dom.js";
import { createLaneForm } from "../controls/lane_form.js";
import { layoutNetwork } from "../drawing/network/layout.js";
import { createCountView } from "./count_view.js";
import { createLossView } from "./loss_view.js";
import { createMomentLine } from "./moment_line.js";
import { createNetworkView } from "./network_view.js";
import { currentRoom } from "./room.js";
import { createVerdictLine } from "./verdict_line.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").FieldError} FieldError */
/** @typedef {import("../types.js").Hover} Hover */
/** @typedef {import("../types.js").LaneResult} LaneResult */
/** @typedef {import("../types.js").RunPatch} RunPatch */
/** @typedef {import("../types.js").Selection} Selection */
/** @typedef {import("../types.js").Result} Result */
/** @typedef {import("../stream/runner.js").Pace} Pace */

/**
 * @typedef {object} LaneCallbacks
 * @property {(patch: RunPatch, pace: Pace) => void} onChange
 * @property {() => void} onRemove
 * @property {(neuron: {layer_index: number, neuron: number}) => void} onSelect
 * @property {() => void} onEnter the neuron was chosen by a key
 * @property {(neuron: {layer_index: number, neuron: number}) => void} onExplain
 * @property {(edge: import("./hands_edge.js").Edge) => void} onEdge
 * @property {(edge: import("./hands_edge.js").Edge, value: number) => void} onWeight
 * @property {() => void} onFork
 * @property {() => void} onOwn weights of one's own are asked for
 * @property {(hover: Hover) => void} onHover
 */

/**
 * What a lane draws.
 * @typedef {object} LaneProps
 * @property {Result} result
 * @property {LaneResult} lane
 * @property {number} frame
 * @property {readonly (readonly [number, number])[]} ranges of the weights of each layer, common to
 *   all lanes
 * @property {Selection} selection
 */

/**
 * @param {Catalog} catalog
 * @param {LaneCallbacks} callbacks
 */
export function createLane(catalog, callbacks) {
  const form = createLaneForm({
    catalog,
    onChange: callbacks.onChange,
    onRemove: callbacks.onRemove,
    onFork: callbacks.onFork,
    onOwn: callbacks.onOwn,
  });
  const verdict = createVerdictLine(callbacks.onExplain, (patch) =>
    callbacks.onChange(patch, "now"),
  );
  const moment = createMomentLine(catalog);
  const said = make("div", { class: "lane-said" }, verdict.element, moment.element);
  const stage = make("div", { class: "lane-stage" });
  const counts = make("div", { class: "lane-counts" });
  const loss = make("div", { class: "lane-loss" }, verdict.detail);
  const charts = make("div", { class: "lane-charts" }, counts, loss);
  const element = make(
    "section",
    { class: "lane is-waiting" },
    form.head,
    form.settings,
    said,
    stage,
    charts,
  );
  const network = createNetworkView(stage, {
    onSelect: callbacks.onSelect,
    onEnter: callbacks.onEnter,
    onEdge: callbacks.onEdge,
    onWeight: callbacks.onWeight,
    onHover: callbacks.onHover,
  });
  const counting = createCountView(counts, { onHover: callbacks.onHover });
  const losses = createLossView(loss, { onHover: callbacks.onHover });

  return {
    element,
    /**
     * @param {RunPatch} run
     * @param {ExperimentState} experiment
     */
    edit(run, experiment) {
      form.update(run, experiment, experiment.runs.length === 1);
      if (element.classList.contains("is-waiting")) reserve(stage, catalog, experiment);
      element.setAttribute("aria-label", `${run.label ?? "Run"}, network and settings`);
    },
    /**
     * @param {FieldError[]} errors
     * @param {number} run
     */
    complain: (errors, run) => form.complain(errors, run),
    /**
     * @param {LaneProps | null} props null until there is something to draw
     * @param {string} absent why there is nothing, where it is not that it is being computed
     */
    draw(props, absent = "") {
      element.classList.toggle("is-waiting", props === null);
      verdict.update(props?.lane ?? null, props?.frame ?? 0, props?.result.started ?? null, absent);
      if (props === null) return;
      const { result, lane, frame: frame_index, ranges, selection: chosen } = props;
      const { started, lanes, epochs } = result;
      const { run, layer_index, neuron, from } = chosen;
      const selection = run === lane.run && neuron !== null ? { layer_index, neuron, from } : null;
      moment.update(lane, epochs, frame_index);
      const room = currentRoom();
      network.update({
        started,
        lane,
        frame_index,
        epochs,
        ranges,
        selection,
        room: room.network,
      });
      const total = started.request.epochs;
      counting.update({ lane, epochs, frame_index, total, height: room.counts });
      const own = lanes.indexOf(lane);
      losses.update({ lanes, run: own, epochs, frame_index, total, height: room.loss });
    },
    /** Bring the network into sight. */
    reveal: () => stage.scrollIntoView({ block: "nearest" }),
    /** Bring the lane into sight, and let the arrow keys walk through it. */
    focus() {
      element.scrollIntoView({ block: "nearest" });
      stage.querySelector("canvas")?.focus();
    },
    destroy() {
      network.destroy();
      counting.destroy();
      losses.destroy();
      element.remove();
    },
  };
}

/**
 * Keeps free the height the network will need, so that nothing below it moves when it comes.
 * @param {HTMLElement} stage
 * @param {Catalog} catalog
 * @param {ExperimentState} experiment
 */
function reserve(stage, catalog, { dataset, hidden_layers }) {
  const width = stage.clientWidth;
  if (width === 0) return;
  const input_size = catalog.datasets.find(({ name }) => name === dataset.name)?.input_size ?? 2;
  const { height } = layoutNetwork({
    width,
    inputs: input_size > 2 ? 1 : input_size, // an image is one tile
    hidden: hidden_layers,
    outputs: 1,
    histograms: true,
    room: currentRoom().network,
  });
  stage.style.setProperty("--stage-height", `${height}px`);
}
