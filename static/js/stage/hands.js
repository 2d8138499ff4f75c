/** Hands on: what can be done to the chosen neuron or weight, and what was done in its lane. */

import { fillSelect, make, makeButton, setText } from "../controls/dom.js";
import { sourceName } from "../drawing/network/words.js";
import { clampSelection } from "../state/selection.js";
import { NotAllowed, parseValue } from "../state/values.js";
import { formatNumber } from "../words/format.js";
import { createChangeList } from "./hands_changes.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").LaneResult} LaneResult */
/** @typedef {import("../types.js").State} State */

/**
 * The chosen neuron with the numbers of the shown epoch.
 * @typedef {object} Chosen
 * @property {LaneResult} lane
 * @property {number} run its index in the experiment
 * @property {number} epoch
 * @property {number} last epoch of the training
 * @property {number} layer_index
 * @property {number} neuron
 * @property {number} from
 * @property {number} inputs
 * @property {number} layer_count
 * @property {import("../types.js").LayerFrame} layer
 */

/**
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {import("../state/store.js").Store<State>} options.store
 * @param {ReturnType<typeof import("../state/actions.js").createActions>} options.actions
 */
export function createHands({ catalog, store, actions }) {
  /** @type {Chosen | null} */
  let chosen = null;
  /** @param {string} action @param {Record<string, unknown>} fields */
  const act = (action, fields) => {
    if (chosen === null) return;
    const { epoch, run } = chosen;
    actions.intervene({ action, epoch, run, ...fields });
  };
  const neuron = () => ({ layer_index: chosen?.layer_index, neuron: chosen?.neuron });
  const weight = () => ({ ...neuron(), from: chosen?.from });

  const when = make("p", { class: "hands-when" });
  const error = make("p", { class: "field-error", role: "alert", hidden: true });
  const source = make("select", { "aria-label": "Weight from" });
  source.addEventListener("change", () => {
    const { selection } = store.get();
    store.set({ selection: { ...selection, from: Number(source.value) } });
  });
  const target = make("select", { "aria-label": "Copy onto" });
  const typed = /** @param {string} name @param {string} label @param {() => object} place */ (
    name,
    label,
    place,
  ) =>
    createTyped({
      catalog,
      name,
      label,
      error,
      onSet: (value) => act(name, { ...place(), value }),
    });
  const weights = typed("set_weight", "Weight", weight);
  const biases = typed("set_bias", "Bias", neuron);
  const rates = typed("set_learning_rate", "Learning rate", () => ({}));
  const nudge = makeButton("Nudge by 1 ulp", () => act("nudge_weight", weight()), {
    "data-term": "ulp",
    "data-hint": "The weight moves by that much.",
  });
  const copy = makeButton(
    "Copy",
    () => act("copy_neuron", { ...neuron(), to: Number(target.value) }),
    {
      "data-hint": "That neuron becomes an exact clone of this one",
    },
  );
  const redraw = makeButton("Draw anew", () => act("redraw_neuron", neuron()), {
    "data-hint": "Fresh random weights and bias, by this run's initializer",
  });
  const changes = createChangeList({ store, onRemove: actions.takeBack });
  const copying = group("Copy onto", target, copy);
  const element = make(
    "section",
    { class: "hands", "aria-label": "Hands on", hidden: true },
    make("h3", {}, "Change it by hand"),
    when,
    group("Weight from", source),
    group("", weights.input, weights.button, nudge),
    group("Bias", biases.input, biases.button, redraw),
    copying,
    group("Learning rate", rates.input, rates.button),
    error,
    changes.element,
  );

  return {
    element,
    /** @param {State} state */
    update(state) {
      const before = chosen;
      chosen = findChosen(state);
      element.hidden = chosen === null;
      if (chosen === null) return;
      const { layer, layer_index, from, epoch, last, inputs } = chosen;
      const place = /** @param {Chosen | null} one */ (one) =>
        one && [one.lane.lane_id, one.layer_index, one.neuron, one.from].join();
      if (place(before) !== place(chosen)) error.hidden = true;
      setText(
        when,
        epoch < last
          ? `A change is made at epoch ${epoch}; the training goes on from there.`
          : "The training ends here: go to an earlier epoch to see it go on.",
      );
      choices(source, layer.fan_in, (index) => sourceName(layer_index, index, inputs));
      source.value = String(from);
      const others = [...Array(layer.fan_out).keys()].filter((index) => index !== chosen?.neuron);
      copying.hidden = others.length === 0;
      options(
        target,
        others.map((index) => [index, `neuron ${index + 1}`]),
      );
      weights.show(layer.weights[from * layer.fan_out + chosen.neuron]);
      biases.show(layer.bias[chosen.neuron]);
      rates.show(rateAt(state, chosen));
      changes.update(state, chosen);
    },
  };
}

/**
 * @param {State} state
 * @returns {Chosen | null}
 */
function findChosen(state) {
  const { result, frame, lane_ids } = state;
  const { run, layer_index, neuron, from } = clampSelection(state);
  const lane = result?.lanes[run];
  if (!result || !lane || neuron === null) return null;
  const layer = lane.frames[frame]?.layers[layer_index];
  const own = lane_ids.indexOf(lane.lane_id);
  if (!layer || layer.weights.length === 0 || own < 0) return null;
  const { layers, request } = result.started;
  return {
    lane,
    run: own,
    epoch: result.epochs[frame],
    last: request.epochs,
    layer_index,
    neuron,
    from: from ?? 0,
    inputs: layers[0].fan_in,
    layer_count: layers.length,
    layer,
  };
}

/**
 * @param {State} state
 * @param {Chosen} chosen
 * @returns {number} the learning rate that the next step has
 */
function rateAt({ experiment }, { lane, run, epoch }) {
  const last = experiment?.interventions.findLast(
    (one) => one.action === "set_learning_rate" && one.epoch <= epoch && (one.run ?? run) === run,
  );
  return Number(last?.value ?? lane.config.learning_rate);
}

/**
 * A number that can be typed, and the button that sets it.
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {string} options.name of the action
 * @param {string} options.label
 * @param {HTMLElement} options.error
 * @param {(value: number) => void} options.onSet
 */
function createTyped({ catalog, name, label, error, onSet }) {
  const parameter = catalog.actions
    .find((action) => action.name === name)
    ?.parameters.find((each) => each.name === "value");
  const input = make("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    class: "hands-value",
    "aria-label": label,
  });
  let is_edited = false;
  const set = () => {
    if (parameter === undefined) return;
    try {
      onSet(Number(parseValue(input.value, parameter)));
      is_edited = false;
      error.hidden = true;
      input.removeAttribute("aria-invalid");
    } catch (problem) {
      if (!(problem instanceof NotAllowed)) throw problem;
      setText(error, `${label} ${problem.message}.`);
      error.hidden = false;
      input.setAttribute("aria-invalid", "true");
    }
  };
  input.addEventListener("input", () => {
    is_edited = true;
  });
  input.addEventListener("blur", () => {
    // The button beside it takes what was typed.
    setTimeout(() => {
      if (document.activeElement !== button) is_edited = false;
    });
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") set();
  });
  const button = makeButton("Set", set, { "aria-label": `Set ${label.toLowerCase()}` });
  return {
    input,
    button,
    /** @param {number} value */
    show(value) {
      if (is_edited) return;
      const text = formatNumber(value);
      if (input.value !== text) input.value = text;
    },
  };
}

/**
 * @param {string} label
 * @param {...HTMLElement} parts
 */
function group(label, ...parts) {
  const name = make("span", { class: "hands-label", "aria-hidden": "true" }, label);
  return make("div", { class: "hands-group" }, name, ...parts);
}

/**
 * @param {HTMLSelectElement} select
 * @param {number} count
 * @param {(index: number) => string} nameOf
 */
function choices(select, count, nameOf) {
  options(
    select,
    Array.from({ length: count }, (_, index) => [index, nameOf(index)]),
  );
}

/**
 * Fills a select where its options are others than before.
 * @param {HTMLSelectElement} select
 * @param {[number, string][]} entries
 */
function options(select, entries) {
  const key = JSON.stringify(entries);
  if (select.dataset.key === key) return;
  select.dataset.key = key;
  const value = select.value;
  fillSelect(
    select,
    entries.map(([index, label]) => ({ name: String(index), label })),
  );
  if (entries.some(([index]) => String(index) === value)) select.value = value;
}
