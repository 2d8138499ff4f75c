/** Signals through deep networks that were not trained: the question, and what the answer tells. */

import { askForJson } from "../stream/question.js";
import { refusal } from "../stream/stream.js";
import { STARTS } from "./depth_settings.js";

/** @typedef {import("../types.js").Citation} Citation */
/** @typedef {import("../types.js").Spec} Spec */
/** @typedef {import("../drawing/charts/depth_chart.js").DepthChart} DepthChart */

/** @typedef {import("../wire_types.js").Curve} Curve */
/** @typedef {import("../wire_types.js").Limit} Limit */
/** @typedef {import("../wire_types.js").Measured} Measured */
/** @typedef {import("../wire_types.js").PropagationAnswer} PropagationAnswer */

/**
 * What the page reads of the theory of a curve.
 * @typedef {Pick<import("../wire_types.js").Theory, "activation_std" | "delta_std">
 *   & {limit: Pick<Limit, "chi" | "depth_scale" | "regime" | "growth" | "growth_rate"> | null}} Theory
 */

/**
 * @typedef {Pick<Curve, "label" | "theory_note"> & {theory: Theory | null,
 *   measured: Pick<Measured, "activation_std" | "delta_std">}} PropagationCurve
 */

/**
 * The answer of `POST /propagate`, as far as the page reads it.
 * @typedef {Pick<PropagationAnswer, "citations"> & {curves: PropagationCurve[],
 *   request: {depth: number, width: number, seeds: number, activation: string,
 *     architecture: {kind: string}}}} Propagation
 */

/**
 * @typedef {object} PropagationQuestion
 * @property {string} activation
 * @property {unknown} architecture
 * @property {number} width
 * @property {number} depth
 * @property {number} seeds
 * @property {{label: string, initializer: Spec, bias_initializer: Spec}[]} curves
 */

/**
 * @param {PropagationQuestion} question
 * @param {AbortSignal} signal
 * @returns {Promise<Propagation>}
 */
export async function loadPropagation(question, signal) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(question),
    signal,
  };
  return askForJson("/propagate", options, refusal);
}

/**
 * @param {Propagation} answer
 * @param {"activation_std" | "delta_std"} quantity
 * @returns {DepthChart}
 */
export function chartOf({ request, curves }, quantity) {
  return {
    depth: request.depth,
    // Signals end at the last layer, deltas at the first.
    ends: quantity === "activation_std" ? "right" : "left",
    curves: curves.map(({ label, measured, theory }) => ({
      name: label,
      series: STARTS.find((start) => start.label === label)?.series ?? 0,
      ...measured[quantity],
      theory: theory?.[quantity] ?? null,
    })),
  };
}

/**
 * The factor that one layer multiplies a quantity by, as the geometric mean over all steps.
 * @param {number | null} from
 * @param {number | null} to
 * @param {number} steps
 * @returns {number | null} null where there is none: an end that is 0, infinite or unknown
 */
export function factorPerLayer(from, to, steps) {
  if (from === null || to === null || !(from > 0) || !(to > 0) || steps < 1) return null;
  return (to / from) ** (1 / steps);
}

/** What a regime means for a learner. */
const REGIMES = Object.freeze({
  ordered: "deltas fade",
  critical: "deltas last",
  chaotic: "deltas grow, and inputs nearly alike come apart",
  unbounded: "signals and deltas grow without bound",
});

/**
 * "ordered: deltas fade, \u00d7 0.08 a layer; the variance of signals stays bounded".
 * @param {Theory | null} theory
 * @param {(value: number) => string} format
 * @param {string} [step] what signals pass one after another
 */
export function describeRegime(theory, format, step = "layer") {
  const limit = theory?.limit ?? null;
  if (limit === null) return "\u2013";
  const { regime, chi, growth, growth_rate } = limit;
  // chi is the factor of squares.
  const factor = chi === null ? "" : `, \u00d7 ${format(Math.sqrt(chi))} a ${step}`;
  const rate = growth_rate === null ? "" : format(growth_rate);
  const variance = {
    bounded: "stays bounded",
    linear: `grows linearly, + ${rate} a ${step}`,
    exponential: `grows exponentially, \u00d7 ${rate} a ${step}`,
  }[growth];
  return `${regime}: ${REGIMES[regime]}${factor}; the variance of signals ${variance}`;
}

/**
 * What signals pass one after another in networks of an architecture.
 * @param {{kind: string}} architecture
 */
export function stepOf({ kind }) {
  return kind === "residual" ? "block" : "layer";
}
