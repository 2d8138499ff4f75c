/** One weight's gradient taken apart: the question to the server, and its answer in words. */

import { askForJson } from "../stream/question.js";
import { refusal } from "../stream/stream.js";

/** @typedef {import("../types.js").Result} Result */

/** @typedef {import("../wire_types.js").Factor} Factor */
/** @typedef {import("../wire_types.js").ExplanationAnswer} Explanation */
/** @typedef {Explanation["zero"][number]} FactorName */

/**
 * The weight that is meant, and when.
 * @typedef {object} Place
 * @property {number} run
 * @property {number} layer_index
 * @property {number} from_neuron
 * @property {number} to_neuron
 * @property {number} epoch
 * @property {number | "all"} minibatch
 */

/**
 * @param {Result} result
 * @param {Place} place
 * @returns {Record<string, unknown>} the body of `POST /explain`
 */
export function explanationQuestion({ started }, place) {
  const request = /** @type {Record<string, unknown>} */ ({ ...started.request });
  delete request.record; // nothing is recorded for an explanation
  return { ...request, seeds: 1, ...place };
}

/**
 * @param {Record<string, unknown>} question
 * @param {AbortSignal} signal
 * @returns {Promise<Explanation>}
 */
export async function loadExplanation(question, signal) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(question),
    signal,
  };
  return askForJson("/explain", options, refusal);
}

/**
 * Why the gradient is what it is, in sentences: all but the first, which says what it is.
 * @param {Explanation} explanation
 * @returns {string[]}
 */
export function reasonsOf({ words }) {
  return words.slice(1);
}

/**
 * Whether a factor is 0 for every sample.
 * @param {Factor} factor
 */
export function isNothing({ values, zeros }) {
  return zeros === values.length;
}

/**
 * Numbers that come without their summary, as a factor.
 * @param {(number | null)[]} values
 * @returns {Factor}
 */
export function factorOf(values) {
  const known = values.filter((value) => value !== null);
  const mean = (/** @type {number[]} */ list) =>
    list.length === 0 ? null : list.reduce((sum, value) => sum + value, 0) / list.length;
  return {
    values,
    mean: mean(known),
    mean_absolute: mean(known.map(Math.abs)),
    zeros: known.filter((value) => value === 0).length,
  };
}
