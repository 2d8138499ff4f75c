/** A model of dense layers as an experiment on the stage: its very weights, beside its laws. */

import { writeAddress } from "../state/address.js";
import { limitOf } from "../state/catalog.js";
import { baseExperiment, completeExperiment, toRequest } from "../state/experiment.js";
import { isKept } from "../state/kept_lists.js";
import { createNormal } from "./send_signals.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").RunPatch} RunPatch */
/** @typedef {import("../types.js").Spec} Spec */
/** @typedef {import("../wire_types.js").Identified} Identified */
/** @typedef {import("./dense_chain.js").DenseLayer} DenseLayer */
/** @typedef {Record<string, Float64Array>} Numbers by the tensor's name */

/** Samples of data that are drawn here because the page has none of the model's size. */
const DRAWN = 128;
/** Weights times samples times epochs of a lane: some seconds of the server. */
const WORK = 2e9;
const MOST_EPOCHS = 100;
const LEAST_EPOCHS = 5;
/** Samples taken for a dataset of the catalog. */
const USUAL_SAMPLES = 1500;

/**
 * @param {Catalog} catalog
 * @param {DenseLayer[]} layers
 * @returns {string | null} why the stage cannot show them; null if it can
 */
export function whyNotOnStage(catalog, layers) {
  const most = (/** @type {string} */ name) => limitOf(catalog, name) ?? Number.POSITIVE_INFINITY;
  const [inputs, outputs] = ends(layers);
  const hidden = layers.slice(0, -1).map(({ fan_out }) => fan_out);
  const widest = Math.max(0, ...hidden);
  const numbers = count(layers);
  if (hidden.length > most("hidden_layers")) {
    return `it has ${hidden.length} hidden layers; the stage shows at most ${most("hidden_layers")}`;
  }
  if (widest > most("width")) {
    return `a hidden layer has ${widest} neurons; the stage shows at most ${most("width")}`;
  }
  if (datasetFor(catalog, inputs, outputs) === null) {
    return (
      `it has ${inputs} inputs and ${outputs} outputs; the stage has data of at most ` +
      `${most("custom_inputs")} inputs and ${most("custom_classes")} outputs`
    );
  }
  // A number is written with some twenty digits.
  const room = Math.floor(most("body_bytes") / 22);
  if (numbers > room) {
    return `it has ${numbers} weights and biases; an experiment can carry about ${room}`;
  }
  return null;
}

/** @param {DenseLayer[]} layers @returns {[number, number]} inputs and outputs */
function ends(layers) {
  return [layers[0].fan_in, layers[layers.length - 1].fan_out];
}

/** @param {DenseLayer[]} layers weights and biases, those that are 0 too */
export function count(layers) {
  return layers.reduce((sum, { fan_in, fan_out }) => sum + (fan_in + 1) * fan_out, 0);
}

/**
 * Data of a model's size: the catalog's own, or points drawn at random.
 * @param {Catalog} catalog
 * @param {number} inputs
 * @param {number} outputs
 * @returns {{name: string, is_drawn: boolean} | null} null where there can be none
 */
export function datasetFor(catalog, inputs, outputs) {
  const own = catalog.datasets.find(
    ({ input_size, classes }) =>
      input_size === inputs && (classes === null || classes <= 2 ? 1 : classes) === outputs,
  );
  if (own !== undefined) return { name: own.name, is_drawn: false };
  const most = [limitOf(catalog, "custom_inputs"), limitOf(catalog, "custom_classes")];
  const fits = inputs <= (most[0] ?? Infinity) && outputs <= (most[1] ?? Infinity);
  return fits ? { name: "custom", is_drawn: true } : null;
}

/**
 * Normal inputs, with classes, or for two outputs numbers, that have nothing to do with them.
 * @param {number} inputs
 * @param {number} outputs
 * @returns {Spec}
 */
function drawnData(inputs, outputs) {
  const normal = createNormal();
  const rounded = () => Number(normal().toFixed(3));
  const points = Array.from({ length: DRAWN }, () => Array.from({ length: inputs }, rounded));
  const classes = Math.max(2, outputs);
  const is_regression = outputs === 2;
  const targets = points.map((_, i) => (is_regression ? [rounded(), rounded()] : i % classes));
  return {
    name: "custom",
    task: is_regression ? "regression" : "classification",
    inputs: points,
    targets,
    test_inputs: [],
    test_targets: [],
  };
}

/**
 * @param {DenseLayer} layer
 * @param {Numbers} numbers
 * @returns {number[][]} a row for each input
 */
function matrixOf({ name, layout, fan_in, fan_out }, numbers) {
  const flat = numbers[name];
  return Array.from({ length: fan_in }, (_, i) =>
    Array.from({ length: fan_out }, (__, j) =>
      layout === "out_in" ? flat[j * fan_in + i] : flat[i * fan_out + j],
    ),
  );
}

/**
 * The lane of the same laws drawn anew; where one is not known, that which suits the activation.
 * @param {Catalog} catalog
 * @param {DenseLayer[]} layers
 * @param {Identified} answer
 * @param {string} activation
 * @returns {RunPatch}
 */
function laneOfLaws({ initializers }, layers, answer, activation) {
  const suited = initializers.find(
    ({ group, name, suits }) =>
      group === "variance scaling" && name !== "variance_scaling" && suits.includes(activation),
  );
  const specs = layers.map(({ name }) => {
    const law = answer.tensors.find((tensor) => tensor.name === name)?.laws[0];
    if (law === undefined) return { name: suited?.name ?? "glorot_normal" };
    return /** @type {Spec} */ ({ ...law.parameters, name: law.name });
  });
  return { label: "By laws, drawn anew", initializer: specs };
}

/**
 * The law of a tensor in the initializer tab, at the tensor's size; none of its weights.
 * @param {Catalog} catalog
 * @param {import("../wire_types.js").TensorAnswer} tensor
 * @returns {string | null} null where there is no law, or the tab shows none of this size
 */
export function addressOfLaw(catalog, { kind, laws, fan_in, fan_out }) {
  const [law] = laws;
  const most = limitOf(catalog, "inspected_fan") ?? Number.POSITIVE_INFINITY;
  if (law === undefined || kind === "bias" || fan_in === null || fan_out === null) return null;
  if (Math.max(fan_in, fan_out) > most) return null;
  const initializer = /** @type {Spec} */ ({ ...law.parameters, name: law.name });
  const experiment = completeExperiment(catalog, {
    ...baseExperiment(catalog),
    runs: [{ initializer }],
  });
  const tab = { name: "initializer", settings: { fan_in, fan_out } };
  return `/#${writeAddress(catalog, experiment, { tab })}`;
}

/**
 * @param {Catalog} catalog
 * @param {object} model
 * @param {DenseLayer[]} model.layers
 * @param {Numbers} model.numbers
 * @param {Identified} model.answer
 * @param {string} model.label
 * @param {string} model.activation
 * @returns {string} the stage's address
 * @throws {Error} in words
 */
export function stageAddress(catalog, { layers, numbers, answer, label, activation }) {
  const [inputs, outputs] = ends(layers);
  const data = datasetFor(catalog, inputs, outputs);
  const samples = data?.is_drawn ? DRAWN : USUAL_SAMPLES;
  const epochs = Math.floor(WORK / (samples * count(layers)));
  /** @type {RunPatch} */
  const own = {
    label: label.slice(0, limitOf(catalog, "label_length") ?? label.length),
    initializer: { name: "explicit", weights: layers.map((layer) => matrixOf(layer, numbers)) },
    bias_initializer: {
      name: "explicit",
      values: layers.map(({ bias, fan_out }) =>
        bias === null ? new Array(fan_out).fill(0) : [...numbers[bias]],
      ),
    },
  };
  const experiment = completeExperiment(catalog, {
    ...baseExperiment(catalog),
    dataset: data?.is_drawn ? drawnData(inputs, outputs) : (data?.name ?? ""),
    hidden_layers: layers.slice(0, -1).map(({ fan_out }) => fan_out),
    activation,
    epochs: Math.min(MOST_EPOCHS, Math.max(LEAST_EPOCHS, epochs)),
    runs: [own, laneOfLaws(catalog, layers, answer, activation)],
  });
  const most = limitOf(catalog, "body_bytes") ?? Number.POSITIVE_INFINITY;
  const bytes = JSON.stringify(toRequest(catalog, experiment)).length;
  if (bytes > most) {
    throw new Error(`They are ${bytes} characters, and an experiment can carry ${most}.`);
  }
  const address = `/#${writeAddress(catalog, experiment)}`;
  if (!isKept(address)) {
    throw new Error("This tab of the browser has no room to keep so many numbers for the stage.");
  }
  return address;
}
