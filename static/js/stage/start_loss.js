/** The loss before the first update, beside what answers cost that know nothing of an input. */

import { formatNumber } from "../words/format.js";

/** @typedef {import("../types.js").LaneResult} LaneResult */
/** @typedef {import("../types.js").ResolvedRun} ResolvedRun */
/** @typedef {import("../types.js").RunPatch} RunPatch */
/** @typedef {import("../types.js").Result["started"]} Started */
/** @typedef {import("../types.js").Spec} Spec */

/**
 * @typedef {object} StartLoss
 * @property {string} sentence
 * @property {{label: string, patch: RunPatch}[]} repairs what brings the first loss down, if it is
 *   too large
 */

/** Times the loss of a constant answer up to which a start says nothing of its own: a tenth more is
 * seen on the curve, and takes the first steps to unlearn. */
const LOUD = 1.1;

/** Times the best constant answer's loss from which classes are uneven enough for a bias to help. */
const UNEVEN = 1.02;

/**
 * @param {Pick<Started, "request" | "dataset" | "output" | "layers">} started
 * @param {LaneResult} lane
 * @returns {StartLoss | null} null where there is nothing to learn or nothing is known yet
 */
export function startLoss({ request, dataset, output, layers }, lane) {
  const first = lane.frames[0];
  const run = request.runs[lane.run];
  const share = first?.share_learned ?? null;
  if (!first || run === undefined || share === null || share >= 1) return null;
  const loss = first.train_loss;
  if (loss === null) return null;
  const constant = loss / (1 - share);
  const classes = dataset.classes;
  const alike = output.loss === "mse" ? null : Math.log(classes);
  const beside =
    alike === null ? "" : `, and all classes alike ln ${classes} = ${formatNumber(alike)}`;
  const told = `The loss begins at ${formatNumber(loss)}; the best constant answer has ${formatNumber(constant)}${beside}.`;
  if (loss <= LOUD * constant) {
    return { sentence: `${told} The start adds next to nothing to that.`, repairs: [] };
  }
  const is_loud = loss > LOUD * (alike ?? constant);
  const is_uneven = alike === null || alike > UNEVEN * constant;
  const cause = is_loud
    ? "What is above that comes of answers the output layer has before it has learned any; they " +
      "have to be unlearned first."
    : "What is above the best comes of a bias that does not know how many samples each class has.";
  const repairs = [
    ...(is_loud ? [zeroReadout(run, layers.length)] : []),
    ...(is_uneven ? [targetBias(run, layers.length)] : []),
  ];
  return {
    sentence: `${told} ${cause}`,
    repairs: repairs.filter((repair) => repair !== null),
  };
}

/**
 * @param {ResolvedRun} run
 * @param {number} layers
 * @returns {{label: string, patch: RunPatch} | null} null for weights that are given as a whole
 */
function zeroReadout({ initializer }, layers) {
  const patched = withOutput(initializer, layers, { name: "zeros" });
  if (patched === null) return null;
  return { label: "Start the output layer at zero", patch: { initializer: patched } };
}

/**
 * @param {ResolvedRun} run
 * @param {number} layers
 * @returns {{label: string, patch: RunPatch} | null}
 */
function targetBias({ bias_initializer }, layers) {
  const patched = withOutput(bias_initializer, layers, { name: "target_mean" });
  if (patched === null) return null;
  return {
    label: "Start the output bias at the mean of the targets",
    patch: { bias_initializer: patched },
  };
}

/**
 * @param {Spec | Spec[]} choice
 * @param {number} layers
 * @param {Spec} output
 * @returns {Spec[] | null} a choice for each layer, that of the output layer changed
 */
function withOutput(choice, layers, output) {
  if (Array.isArray(choice)) return [...choice.slice(0, -1), output];
  if (choice.name === "explicit") return null;
  return [...Array(layers - 1).fill(choice), output];
}
