/**
 * A closer look in place: one neuron, or one weight into it, beside the network, and what can be
 * done to it by hand.
 */

import { make, makeButton, setText } from "../../controls/dom.js";
import { explain } from "../../controls/explain.js";
import { neuronName, sourceName } from "../../drawing/network/words.js";
import { formatLayer, formatNumber } from "../../words/format.js";
import { createSpreadView } from "../spread_view.js";
import { chosenOf } from "./chosen.js";
import { createDeltas } from "./deltas.js";
import { createHistoryView, weightThrough } from "./history_view.js";
import { describeKin } from "./kin.js";
import { createLanesStrip } from "./lanes_strip.js";
import { outputRange, spreadOutputs } from "./outputs.js";
import { createPictureView } from "./picture_view.js";
import { countShown, createWeightsView } from "./weights_view.js";

/** @typedef {import("../../types.js").Selection} Selection */
/** @typedef {import("../../types.js").State} State */
/** @typedef {import("./chosen.js").Chosen} Chosen */

/**
 * @typedef {object} CloserOptions
 * @property {import("../../types.js").Catalog} catalog
 * @property {{element: HTMLElement, update: (state: State) => void}} hands what can be done to the
 *   neuron
 * @property {(selection: Selection) => void} onSelect
 * @property {(run: number) => void} onOpen a neuron of this lane is shown that was not before
 * @property {(hover: import("../../types.js").Hover) => void} onHover
 */

/**
 * @param {HTMLElement} host
 * @param {CloserOptions} options
 */
export function createCloser(host, { catalog, hands, onSelect, onOpen, onHover }) {
  /** @type {Chosen | null} */
  let chosen = null;
  /** @type {Element | null} what had the focus when the panel took it */
  let opener = null;

  const title = make("h2", { tabindex: -1 });
  const lane_name = make("p", { class: "closer-lane-of" });
  const clear = () => chosen && onSelect({ ...placeOf(chosen), neuron: null, from: null });
  const close = makeButton("Close", clear, { class: "quiet" });
  const edge = make("p", { class: "closer-edge" });
  const facts = createFacts();
  const picture_host = make("div", { class: "closer-picture" });
  const picture = createPictureView(picture_host, { onHover });
  const strip = createLanesStrip((run) => chosen && onSelect({ ...placeOf(chosen), run }));
  const parts = [
    strip,
    createWeights((from) => chosen && onSelect({ ...placeOf(chosen), from }), onHover),
    createHistory(onHover),
    createOutputs(catalog, onHover),
  ];
  const deltas = createDeltas(onHover);
  host.append(
    make("div", { class: "closer-head" }, make("div", {}, title, lane_name), close),
    make(
      "div",
      { class: "closer-body" },
      edge,
      make("div", { class: "closer-figure" }, picture_host, facts.element),
      hands.element,
      ...parts.map(({ element }) => element),
      deltas.element,
    ),
  );
  host.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    clear();
  });

  /** @param {Chosen} now */
  const show = (now) => {
    const { result, lane, layer_index, neuron, from, frame_index, epoch } = now;
    const { started } = result;
    const name = neuronName(started, layer_index, neuron);
    const inputs = started.layers[0].fan_in;
    const source = from === null ? "" : sourceName(layer_index, from, inputs);
    const [target] = name.toLowerCase().split(",");
    const layer_name = formatLayer(layer_index, started.layers.length);
    setText(title, from === null ? name : `Weight: ${source} \u2192 ${target}`);
    const where = from === null ? "" : `into ${layer_name} of `;
    setText(lane_name, `${where}${lane.label}, epoch ${epoch}`);
    edge.hidden = from === null;
    if (from !== null) setText(edge, describeEdge(now, from));
    facts.update(now);
    picture.update({ started, lane, frame_index, layer_index, neuron });
    for (const part of parts) part.update(now);
    host.setAttribute("aria-label", `Closer look: ${name}, ${lane.label}`);
  };

  return {
    /** @returns {boolean} whether there was something to close */
    close() {
      const was_open = chosen !== null;
      clear();
      return was_open;
    },
    /** Take the focus, to give it back when it closes. */
    focus() {
      if (chosen === null) return;
      if (!host.contains(document.activeElement)) opener = document.activeElement;
      title.focus({ preventScroll: true });
    },
    /** @param {State} state */
    update(state) {
      hands.update(state);
      const before = chosen;
      chosen = chosenOf(state);
      const had_focus = host.contains(document.activeElement);
      if ((chosen === null) !== (before === null) || host.hidden === (chosen !== null)) {
        host.hidden = chosen === null;
        document.body.classList.toggle("has-closer", chosen !== null);
      }
      if (chosen === null) {
        if (had_focus && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
        opener = null;
        return;
      }
      show(chosen);
      deltas.update(chosen, !state.playing && state.status === "complete");
      if (before?.lane.lane_id !== chosen.lane.lane_id) onOpen(chosen.run);
    },
  };
}

/**
 * @param {Chosen} chosen
 * @returns {Selection}
 */
function placeOf({ run, layer_index, neuron, from }) {
  return { run, layer_index, neuron, from };
}

/**
 * @param {Chosen} chosen
 * @param {number} from
 */
function describeEdge(chosen, from) {
  const { layer, neuron } = chosen;
  const now = layer.weights[from * layer.fan_out + neuron];
  const first = weightThrough(chosen, from)[0];
  return `${formatNumber(now)} now, ${formatNumber(first)} at the start`;
}

/** The neuron's figures, each with its word. */
function createFacts() {
  const rows = ["Clone of", "To the eye like", "Bias", "Fan in"].map((word) => {
    const value = make("dd");
    return { term: make("dt", {}, ...explain(word)), value };
  });
  const [clones, alike, bias, fan_in] = rows.map(({ value }) => value);
  return {
    element: make(
      "dl",
      { class: "closer-facts" },
      ...rows.flatMap(({ term, value }) => [term, value]),
    ),
    /** @param {Chosen} chosen */
    update({ layer, neuron }) {
      const kin = describeKin(layer, neuron);
      setText(clones, kin.clones);
      setText(alike, kin.alike);
      setText(bias, formatNumber(layer.bias[neuron]));
      setText(fan_in, `${layer.fan_in}`);
    },
  };
}

/**
 * @param {(from: number) => void} onSelect
 * @param {CloserOptions["onHover"]} onHover
 */
function createWeights(onSelect, onHover) {
  const note = make("span", { class: "closer-note" });
  const host = make("div");
  const view = createWeightsView(host, { onSelect, onHover });
  return {
    element: section("Incoming weights", note, host),
    /** @param {Chosen} chosen */
    update(chosen) {
      const { fan_in } = chosen.layer;
      setText(note, countShown(chosen) < fan_in ? `strongest of ${fan_in}` : "");
      view.update(chosen);
    },
  };
}

/** @param {CloserOptions["onHover"]} onHover */
function createHistory(onHover) {
  const host = make("div");
  const view = createHistoryView(host, { onHover });
  return { element: section("Weights through the epochs", "", host), update: view.update };
}

/**
 * @param {CloserOptions["catalog"]} catalog
 * @param {CloserOptions["onHover"]} onHover
 */
function createOutputs(catalog, onHover) {
  const host = make("div", { class: "spread-canvas" });
  const std = make("span", { class: "closer-note" });
  const view = createSpreadView(host, { onHover });
  /** @type {readonly unknown[]} */
  let from = [];
  return {
    element: section("Outputs over the probe", std, host),
    /** @param {Chosen} chosen */
    update({ result, run, layer, layer_index, neuron }) {
      const range = outputRange(catalog, result, run, layer_index);
      const parts = [layer, neuron, ...range];
      if (parts.every((part, i) => part === from[i])) return;
      from = parts;
      const spread = spreadOutputs(layer, neuron, range);
      setText(std, `std ${formatNumber(spread.std)}`);
      view.update({ name: "Outputs of this neuron", spread });
    },
  };
}

/**
 * @param {string} name
 * @param {Node | string} note beside the name
 * @param {HTMLElement} body
 */
function section(name, note, body) {
  return make("section", {}, make("h3", {}, ...explain(name), " ", note), body);
}
