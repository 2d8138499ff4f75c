/** What pictures say, in words: labels for screen readers and the texts of hovers. */

import { formatNumber } from "../../words/format.js";

/** @typedef {import("../../wire_types.js").Started} Started */
/** @typedef {import("../../types.js").LaneResult} LaneResult */
/** @typedef {import("../../types.js").LayerFrame} LayerFrame */
/** @typedef {import("../../types.js").RunFrame} RunFrame */

/**
 * The name of a layer as the page writes it: hidden layers count from 1.
 * @param {Started} started
 * @param {number} layer_index -1 for the inputs
 */
export function layerName(started, layer_index) {
  if (layer_index < 0) return "inputs";
  return layer_index === started.layers.length - 1 ? "output" : `layer ${layer_index + 1}`;
}

/**
 * The name of an input.
 * @param {number} index
 * @param {number} count
 */
export function inputName(index, count) {
  return count <= 2 ? "xy"[index] : `x${index + 1}`;
}

/**
 * @param {Started} started
 * @param {number} layer_index
 * @param {number} neuron
 * @returns {string} "Neuron 4, layer 2", "Output", "Output for class 3"
 */
export function neuronName(started, layer_index, neuron) {
  if (layer_index < started.layers.length - 1) {
    return `Neuron ${neuron + 1}, ${layerName(started, layer_index)}`;
  }
  if (started.layers[layer_index].fan_out === 1) return "Output";
  const is_class = started.dataset.task === "classification";
  return is_class ? `Output for class ${neuron}` : `Output ${neuron + 1}`;
}

/**
 * What a weight leads from.
 * @param {number} layer_index of the weight
 * @param {number} index
 * @param {number} inputs of the network
 */
export function sourceName(layer_index, index, inputs) {
  return layer_index === 0 ? inputName(index, inputs) : `neuron ${index + 1}`;
}

/** @param {LayerFrame} layer */
export function distinctWords(layer) {
  return `${layer.distinct_neurons} of ${layer.fan_out} neurons distinct`;
}

/**
 * @param {Started} started
 * @param {LaneResult} lane
 * @param {{frame: RunFrame, index: number} | null} at null before the first frame
 */
export function networkLabel(started, lane, at) {
  if (!at) return `${lane.label}: network, nothing computed yet`;
  const { frame } = at;
  const hidden = frame.layers.slice(0, -1);
  const layers = hidden.map((layer, i) => {
    const split = layer.parted_epoch ?? null;
    const since = split === null ? "" : `, clones parted at epoch ${split}`;
    const seen = `${layer.visibly_distinct} to the eye`;
    return `layer ${i + 1}: ${distinctWords(layer)}, ${seen}${since}`;
  });
  if (hidden.length === 0) layers.push("no hidden layer");
  const data = started.dataset.name;
  return `${lane.label}: network on ${data} at epoch ${frame.epoch}; ${layers.join("; ")}`;
}

export const NO_TWIN = "no twin";

/**
 * The neurons identical to one, in words.
 * @param {LayerFrame} layer
 * @param {number} neuron
 */
export function twinWords(layer, neuron) {
  const twins = layer.clone_class.flatMap((first, other) =>
    first === layer.clone_class[neuron] && other !== neuron ? [other + 1] : [],
  );
  if (twins.length === 0) return NO_TWIN;
  if (twins.length === layer.fan_out - 1) return `identical to all ${twins.length} others`;
  const listed = twins.length > 6 ? `${twins.slice(0, 6).join(", ")}, …` : twins.join(", ");
  return `identical to neuron${twins.length > 1 ? "s" : ""} ${listed}`;
}

/**
 * A point of the probe: its coordinates or its class.
 * @param {Started} started
 * @param {number} point
 */
export function pointWords(started, point) {
  const { probe } = started;
  if (probe.kind === "grid") {
    const [x, y] = probe.inputs[point];
    return `x ${formatNumber(x)}, y ${formatNumber(y)}`;
  }
  const label = probe.labels?.[point];
  if (label === undefined) return `sample ${point + 1}`;
  if (probe.kind === "samples") return `sample ${point + 1}, class ${label}`;
  return `example ${(point % probe.cols) + 1} of class ${label}`;
}

/** @param {LaneResult} lane */
export function divergedWords(lane) {
  if (!lane.diverged) return "";
  const { epoch, layer_index } = lane.diverged;
  const where = layer_index === null ? "" : `, layer ${layer_index + 1}`;
  return `exploded at epoch ${epoch}${where}`;
}
