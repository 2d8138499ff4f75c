/** The initializer of a run looked at alone: for the chosen layer, or for one of any size. */

import { blockLayersOf } from "../controls/blocks.js";
import { fillSelect, make, makeButton } from "../controls/dom.js";
import { createField, wrapField } from "../controls/field.js";
import { findEntry, limitOf } from "../state/catalog.js";
import { declare } from "../state/tab_settings.js";
import { createLatest } from "../stream/question.js";
import { createLayerChoice, createRunChoice } from "./choices.js";
import { createInitializerCard } from "./initializer_card.js";
import { layersOf, loadInspection, specOfLayer } from "./inspection.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("./inspector.js").InspectorContext} InspectorContext */
/** @typedef {import("./inspection.js").InspectionQuestion} InspectionQuestion */
/** @typedef {import("./inspection.js").Place} Place */

/** Large enough for a histogram to show its law. */
const LARGE = Object.freeze({ fan_in: 256, fan_out: 256 });
const AS_THE_LAYER = Object.freeze({ fan_in: null, fan_out: null });

/**
 * @param {HTMLElement} host
 * @param {InspectorContext} context
 */
export function createInitializerTab(host, { onSelect, onHover, settingsOf, onSettings }) {
  /** @type {State | null} */
  let state = null;
  const chosen = () => {
    const at = placeOf(/** @type {State} */ (state));
    return { run: at.run, layer_index: at.layer_index, neuron: null };
  };
  const run = createRunChoice((value) => onSelect({ ...chosen(), run: value }));
  const layer = createLayerChoice((layer_index) => {
    onSettings(AS_THE_LAYER);
    onSelect({ ...chosen(), layer_index });
  });
  const what = make("select");
  fillSelect(what, [
    { name: "weights", label: "Weights" },
    { name: "bias", label: "Biases" },
  ]);
  what.addEventListener("change", () => onSettings({ of: what.value }));
  /** @type {Map<"fan_in" | "fan_out", import("../controls/field.js").Field>} */
  const fans = new Map();
  const fields = make(
    "div",
    { class: "fields" },
    run.element,
    layer.element,
    wrapField("Of its", what).element,
  );
  host.append(fields);
  const card = createInitializerCard(host, { onHover });
  const latest = createLatest({
    ask: loadInspection,
    onAnswer: (answer) => card.show(answer),
    onError: (error) => card.complain(error.message),
  });

  /** @param {Catalog} catalog */
  const makeFans = (catalog) => {
    const most = limitOf(catalog, "inspected_fan");
    for (const [name, label] of /** @type {const} */ ([
      ["fan_in", "Inputs (fan in)"],
      ["fan_out", "Neurons (fan out)"],
    ])) {
      const field = createField({
        parameter: declare({ name, kind: "integer", default: 1, minimum: 1, maximum: most }),
        label,
        stretch: null,
        onChange: (value) => onSettings({ [name]: value }),
      });
      fans.set(name, field);
      fields.append(field.element);
    }
    const resize = (/** @type {typeof LARGE | typeof AS_THE_LAYER} */ size) => () =>
      onSettings(size);
    const sizes = make(
      "div",
      { class: "size-buttons" },
      makeButton(`${LARGE.fan_in} by ${LARGE.fan_out}`, resize(LARGE), { class: "quiet" }),
      makeButton("As in the network", resize(AS_THE_LAYER), { class: "quiet" }),
    );
    fields.append(sizes);
  };

  const show = () => {
    if (state?.catalog == null || state.experiment === null) return;
    const { catalog, experiment } = state;
    if (fans.size === 0) makeFans(catalog);
    const at = placeOf(state);
    run.update(experiment.runs, at.run);
    layer.update(at.layers, at.layer_index);
    const settings = settingsOf(state);
    what.value = String(settings.of);
    const is_bias = settings.of === "bias";
    const own = sizeOf(at.layers[at.layer_index], settings);
    for (const [name, field] of fans) field.update(own[name]);
    const patch = experiment.runs[at.run];
    const loose = is_bias
      ? (patch.bias_initializer ?? experiment.bias_initializer)
      : (patch.initializer ?? experiment.initializer);
    const spec = specOfLayer(loose, at.layer_index);
    const entries = is_bias ? catalog.bias_initializers : catalog.initializers;
    if (spec === null || findEntry(entries, spec.name) === undefined) return;
    latest.want({
      spec,
      place: {
        ...own,
        layer_index: at.layer_index,
        depth: at.layers.length,
        block_layers: blockLayersOf(patch.architecture ?? experiment.architecture),
        activation: patch.activation ?? experiment.activation,
        seed: patch.seed ?? experiment.seed,
        bias: is_bias,
      },
    });
  };

  return {
    /** @param {State} next called for every frame that is played */
    update(next) {
      const before = state;
      state = next;
      const same =
        before?.experiment === next.experiment &&
        before.selection === next.selection &&
        settingsOf(before) === settingsOf(next) &&
        before.result?.started === next.result?.started;
      if (!same) show();
    },
  };
}

/**
 * The run and the layer that are chosen, kept to what the experiment has.
 * @param {State} state
 */
function placeOf({ experiment, catalog, result, selection }) {
  if (experiment === null || catalog === null) return { run: 0, layer_index: 0, layers: [] };
  const layers = layersOf(experiment, catalog, result);
  return {
    run: Math.min(selection.run, experiment.runs.length - 1),
    layer_index: Math.min(selection.layer_index, layers.length - 1),
    layers,
  };
}

/**
 * @param {{fan_in: number, fan_out: number}} layer
 * @param {import("../state/tab_settings.js").Settings} settings
 */
function sizeOf(layer, { fan_in, fan_out }) {
  return { fan_in: Number(fan_in ?? layer.fan_in), fan_out: Number(fan_out ?? layer.fan_out) };
}
