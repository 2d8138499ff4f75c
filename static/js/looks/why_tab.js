/** Why one weight has the gradient it has, factor by factor, at the shown epoch. */

import { fillSelect, make, setText } from "../controls/dom.js";
import { wrapField } from "../controls/field.js";
import { clampSelection } from "../state/selection.js";
import { createLatest, describeTrouble } from "../stream/question.js";
import { lastFrame } from "../stream/result.js";
import { formatNumber } from "../words/format.js";
import { createLayerChoice, createRunChoice } from "./choices.js";
import { createFactors } from "./factors.js";
import { explanationQuestion, loadExplanation, reasonsOf } from "./gradient.js";

/** @typedef {import("../types.js").LaneResult} LaneResult */
/** @typedef {import("../types.js").Result} Result */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("./inspector.js").InspectorContext} InspectorContext */
/** @typedef {import("./gradient.js").Explanation} Explanation */
/** @typedef {import("./gradient.js").Place} Place */

/**
 * @param {HTMLElement} host
 * @param {InspectorContext} context
 */
export function createWhyTab(host, { onSelect, onHover, settingsOf, onSettings }) {
  /** @type {State | null} */
  let state = null;
  const chosen = () => clampSelection(/** @type {State} */ (state));
  const run = createRunChoice((value) => onSelect({ ...chosen(), run: value }));
  const layer = createLayerChoice((layer_index) =>
    onSelect({ ...chosen(), layer_index, neuron: 0, from: null }),
  );
  const from = make("select");
  const to = make("select");
  const samples = make("select");
  fillSelect(samples, [
    { name: "next", label: "the next minibatch" },
    { name: "all", label: "the whole training set" },
  ]);
  from.addEventListener("change", () => {
    const { neuron, ...place } = chosen();
    onSelect({ ...place, neuron: neuron ?? 0, from: Number(from.value) });
  });
  to.addEventListener("change", () => onSelect({ ...chosen(), neuron: Number(to.value) }));
  samples.addEventListener("change", () => onSettings({ samples: samples.value }));
  const status = make("p", { class: "panel-status", role: "status" });
  const title = make("h3");
  const reasons = make("div", { class: "why-reasons" });
  const formula = make("div", { class: "why-formula" });
  const results = make("div", { class: "why-results" }, title, reasons, formula);
  results.hidden = true;
  host.append(
    make(
      "div",
      { class: "fields" },
      run.element,
      layer.element,
      wrapField("Weight from", from).element,
      wrapField("to neuron", to).element,
      wrapField("Samples", samples).element,
    ),
    status,
    results,
  );
  const factors = createFactors(formula, onHover);

  const latest = createLatest({
    ask: loadExplanation,
    onAnswer(/** @type {Explanation} */ answer, question) {
      results.removeAttribute("aria-busy");
      results.hidden = false;
      setText(status, "");
      const place = /** @type {Place} */ (/** @type {unknown} */ (question));
      const layers = state?.result?.started.layers ?? [];
      setText(title, describeWeight(answer, place));
      reasons.replaceChildren(...reasonsOf(answer).map((text) => make("p", {}, text)));
      factors.show(answer, place.layer_index, layers.length);
    },
    onError(error) {
      results.removeAttribute("aria-busy");
      setText(status, describeTrouble(error));
    },
  });

  /**
   * @param {Result} result
   * @returns {Pick<Place, "layer_index" | "from_neuron" | "to_neuron"> & {lane: LaneResult}} what is
   *   chosen
   */
  const showChoices = (result) => {
    const { run: index, layer_index, neuron, from: source } = chosen();
    const [from_neuron, to_neuron] = [source ?? 0, neuron ?? 0];
    const lane = result.lanes[index];
    const shape = result.started.layers[layer_index];
    run.update(result.lanes, index);
    layer.update(result.started.layers, layer_index);
    listNeurons(from, shape.fan_in, layer_index === 0);
    listNeurons(to, shape.fan_out, false);
    from.value = String(from_neuron);
    to.value = String(to_neuron);
    return { layer_index, from_neuron, to_neuron, lane };
  };

  const sayWaiting = () => {
    setText(status, results.hidden ? "Pause the training to see it." : "");
    if (!results.hidden) results.setAttribute("aria-busy", "true");
  };

  const show = () => {
    const result = state?.result ?? null;
    if (state === null || result === null) return;
    const { lane, ...weight } = showChoices(result);
    const { samples: chosen_samples } = settingsOf(state);
    samples.value = String(chosen_samples);
    // Each question trains as far as the epoch; while epochs fly past nobody could read answers.
    if (state.playing || state.status !== "complete") {
      sayWaiting();
      return;
    }
    const frame = lane.frames[lastFrame(lane, state.frame)] ?? null;
    if (frame === null) {
      setText(status, "This run has exploded: its numbers are no longer finite.");
      return;
    }
    const minibatch = chosen_samples === "all" ? /** @type {const} */ ("all") : 0;
    const question = { ...weight, run: lane.run, epoch: frame.epoch, minibatch };
    const asks = latest.want(explanationQuestion(result, question));
    if (asks) results.setAttribute("aria-busy", "true");
    else if (status.textContent === "") results.removeAttribute("aria-busy");
  };

  return {
    /** @param {State} next */
    update(next) {
      state = next;
      show();
    },
  };
}

/**
 * @param {HTMLSelectElement} select
 * @param {number} count
 * @param {boolean} are_inputs
 */
function listNeurons(select, count, are_inputs) {
  const word = are_inputs ? "input" : "neuron";
  const signature = `${word} ${count}`;
  if (select.dataset.listed === signature) return;
  select.dataset.listed = signature;
  const names = are_inputs && count === 2 ? ["x", "y"] : [];
  fillSelect(
    select,
    Array.from({ length: count }, (_, i) => ({
      name: String(i),
      label: names[i] ?? `${word} ${i + 1}`,
    })),
  );
}

/**
 * @param {Explanation} explanation
 * @param {Place} place
 */
function describeWeight({ weight, gradient }, { epoch }) {
  const value = `This weight is ${formatNumber(weight)}`;
  if (gradient === 0) return `${value}. At epoch ${epoch} its gradient is exactly 0. Why?`;
  return `${value}. At epoch ${epoch} its gradient is ${formatNumber(gradient)}.`;
}
