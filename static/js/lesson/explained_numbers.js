/** The numbers of an explanation, read from the very run on the stage, and set into its text. */

import { lastFrame } from "../stream/result.js";
import { formatNumber, formatPercent } from "../words/format.js";

/** @typedef {import("../types.js").ExperimentRequest} ExperimentRequest */
/** @typedef {import("../types.js").LayerFrame} LayerFrame */
/** @typedef {import("../types.js").Result} Result */
/** @typedef {import("../types.js").RunFrame} RunFrame */

/** @typedef {import("../wire_types.js").Condition} Condition */
/** @typedef {import("../wire_types.js").Figure} StepFigure */

/**
 * @typedef {Omit<import("../wire_types.js").Step, "request"> & {request: ExperimentRequest}}
 *   LessonStep
 */

/** @type {Readonly<Record<string, (frame: RunFrame) => number | null | undefined>>} */
const OF_RUN = Object.freeze({
  train_loss: (frame) => frame.train_loss,
  train_accuracy: (frame) => frame.train_accuracy,
  test_accuracy: (frame) => frame.test_accuracy,
  gradient_flow: (frame) => frame.gradient_flow,
});

/** @type {Readonly<Record<string, (layer: LayerFrame) => number | null | undefined>>} */
const OF_LAYER = Object.freeze({
  distinct_neurons: (layer) => layer.distinct_neurons,
  visibly_distinct: (layer) => layer.visibly_distinct,
  weight_rms: ({ weight_stats: { mean, std } }) =>
    mean === null || std === null ? null : Math.hypot(mean, std),
  activation_std: (layer) => layer.signal?.activation.std,
  delta_std: (layer) => layer.signal?.delta.std,
  saturated: (layer) => layer.signal?.saturated,
});

/**
 * A figure's value in a result; null where the result does not have it.
 * @param {StepFigure} figure
 * @param {Result} result
 * @returns {number | null}
 */
export function readFigure({ quantity, run, moment, layer_index }, { lanes }) {
  const lane = lanes[run];
  if (lane === undefined) return null;
  const index = moment === "start" ? 0 : lastFrame(lane, lane.frames.length - 1);
  const frame = lane.frames[index] ?? null;
  if (frame === null) return null;
  if (layer_index === null) return OF_RUN[quantity]?.(frame) ?? null;
  if (quantity === "seen_apart") return seenApart(lane, layer_index);
  const layer = frame.layers[layer_index];
  return layer === undefined ? null : (OF_LAYER[quantity]?.(layer) ?? null);
}

/**
 * @param {StepFigure["form"]} form
 * @param {number | null} value
 */
export function writeFigure(form, value) {
  if (form === "share") return formatPercent(value);
  return form === "count" && value !== null ? String(Math.round(value)) : formatNumber(value);
}

/**
 * The first recorded epoch at which the eye can tell two neurons of a layer apart.
 * @param {import("../types.js").LaneResult} lane
 * @param {number} layer_index
 */
function seenApart({ frames }, layer_index) {
  const isApart = (/** @type {RunFrame | null} */ frame) =>
    (frame?.layers[layer_index]?.visibly_distinct ?? 0) > 1;
  return frames.find(isApart)?.epoch ?? null;
}

/**
 * All figures of a step in a result, by name.
 * @param {LessonStep} step
 * @param {Result} result
 * @returns {Readonly<Record<string, number | null>>}
 */
export function readFigures({ figures }, result) {
  return Object.fromEntries(figures.map((figure) => [figure.name, readFigure(figure, result)]));
}

/**
 * The choice that a run bears out.
 * @param {LessonStep} step
 * @param {Readonly<Record<string, number | null>>} values of its figures in this run
 */
export function decide({ choices }, values) {
  return choices.find(({ when }) => when.every((condition) => holds(condition, values))) ?? null;
}

/**
 * @param {Condition} condition
 * @param {Readonly<Record<string, number | null>>} values
 */
function holds({ figure, over, at_least, at_most }, values) {
  const number = (/** @type {string} */ name) => values[name] ?? Number.NaN;
  const value = number(figure) / (over === null ? 1 : number(over));
  return value >= (at_least ?? -Infinity) && value <= (at_most ?? Infinity);
}

/**
 * The explanation by paragraphs, and these in pieces: figures apart from words, to be set apart.
 * @param {LessonStep} step
 * @param {Readonly<Record<string, number | null>>} values of its figures in this run
 * @returns {{text: string, is_figure: boolean}[][]}
 */
export function explainStep({ explanation, figures }, values) {
  return explanation.split("\n").map((paragraph) => {
    const pieces = paragraph.split(/\{(\w+)\}/);
    const told = pieces.map((piece, i) => {
      const figure = i % 2 === 0 ? undefined : figures.find(({ name }) => name === piece);
      if (figure === undefined) return { text: piece, is_figure: false };
      return { text: writeFigure(figure.form, values[piece] ?? null), is_figure: true };
    });
    return told.filter(({ text }) => text !== "");
  });
}
