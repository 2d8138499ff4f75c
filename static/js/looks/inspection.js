/** One initializer looked at alone: the question to the server, and its answer. */

import { askForJson } from "../stream/question.js";
import { refusal } from "../stream/stream.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Citation} Citation */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").LooseSpec} LooseSpec */
/** @typedef {import("../types.js").Result} Result */
/** @typedef {import("../types.js").Spec} Spec */

/**
 * The layer an initializer is looked at for.
 * @typedef {object} Place
 * @property {number} fan_in
 * @property {number} fan_out
 * @property {number} layer_index
 * @property {number} depth number of weight layers
 * @property {number} block_layers layers in the branch of each residual block, 0 without blocks
 * @property {string} activation
 * @property {number} seed
 * @property {boolean} bias whether the bias is meant, not the weights
 */

/** @typedef {{spec: Spec, place: Place}} InspectionQuestion */

/** @typedef {import("../wire_types.js").EntryLaw} Law */
/** @typedef {import("../wire_types.js").Sample} Sample */
/** @typedef {import("../wire_types.js").Inspection} Inspection */

/** Longer addresses are refused on the way: numbers given one by one may be many. */
const LONGEST_ADDRESS = 8000;

const FEWEST_BINS = 8;
const MOST_BINS = 40;

/**
 * Bins for a histogram of so many numbers, by Rice's rule: 2 times their cube root.
 * @param {number} count
 */
export function binsFor(count) {
  return Math.min(MOST_BINS, Math.max(FEWEST_BINS, Math.round(2 * Math.cbrt(count))));
}

/** The initializer was given more numbers than an address can carry. */
export class TooLong extends Error {}

/**
 * @param {InspectionQuestion} question
 * @returns {string} path and query
 * @throws {TooLong}
 */
export function inspectionAddress({ spec, place }) {
  const { name, ...parameters } = spec;
  const query = new URLSearchParams();
  const bins = binsFor(place.fan_out * (place.bias ? 1 : place.fan_in));
  for (const [key, value] of Object.entries({ ...parameters, ...place, bins })) {
    query.set(key, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  const address = `/initializers/${encodeURIComponent(name)}?${query}`;
  if (address.length > LONGEST_ADDRESS) {
    throw new TooLong("This layer has too many numbers to show here.");
  }
  return address;
}

/**
 * @param {InspectionQuestion} question
 * @param {AbortSignal} signal
 * @returns {Promise<Inspection>}
 */
export async function loadInspection(question, signal) {
  return askForJson(inspectionAddress(question), { signal }, refusal);
}

/**
 * The weight layers that an experiment has: as the result shown has them where the dataset's own
 * size is not in the catalog.
 * @param {ExperimentState} experiment
 * @param {Catalog} catalog
 * @param {Result | null} result
 * @returns {{fan_in: number, fan_out: number}[]}
 */
export function layersOf(experiment, catalog, result) {
  const dataset = catalog.datasets.find(({ name }) => name === experiment.dataset.name);
  const known = result?.started.layers ?? [];
  const inputs = dataset?.input_size ?? known[0]?.fan_in ?? 2;
  const classes = dataset?.classes ?? 0;
  const last = dataset?.input_size ? undefined : known[known.length - 1]?.fan_out;
  const widths = [inputs, ...experiment.hidden_layers, last ?? (classes > 2 ? classes : 1)];
  return widths.slice(1).map((fan_out, i) => ({ fan_in: widths[i], fan_out }));
}

/**
 * What one layer is initialized by: explicit numbers are cut down to those of this layer.
 * @param {LooseSpec | undefined} loose
 * @param {number} layer_index
 * @returns {Spec | null}
 */
export function specOfLayer(loose, layer_index) {
  const chosen = Array.isArray(loose) ? loose[layer_index] : loose;
  if (chosen === undefined) return null;
  const spec = typeof chosen === "string" ? { name: chosen } : chosen;
  if (spec.name !== "explicit") return spec;
  const own = { ...spec };
  for (const [field, depth] of /** @type {const} */ ([
    ["weights", 3],
    ["values", 2],
  ])) {
    const given = spec[field];
    if (Array.isArray(given) && nesting(given) === depth) own[field] = given[layer_index];
  }
  return own;
}

/**
 * How deep lists are nested, by their first items.
 * @param {unknown} value
 * @returns {number}
 */
function nesting(value) {
  return Array.isArray(value) ? 1 + nesting(value[0]) : 0;
}
