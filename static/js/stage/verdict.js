/**
 * What a run shows at an epoch, in words: the server's verdict on its start and on its end, and in
 * between where it stands, told by the shown numbers.
 */

import { lastFrame } from "../stream/result.js";
import { formatLayer, formatLayers, formatNumber, formatPercent } from "../words/format.js";

/** @typedef {import("../wire_types.js").Finding} Finding */
/** @typedef {import("../wire_types.js").Diverged} Diverged */
/** @typedef {import("../types.js").LaneResult} LaneResult */
/** @typedef {import("../types.js").LayerFrame} LayerFrame */
/** @typedef {import("../types.js").RunFrame} RunFrame */

/**
 * @typedef {object} Verdict
 * @property {"diverged" | "fault" | "clones" | "mixed" | "distinct" | "plain" | "empty"} kind
 * @property {string} moment when the headline holds; empty for this very epoch
 * @property {string} headline
 * @property {string} detail
 * @property {string} sentence the headline explained; empty where there is nothing to add
 * @property {readonly Finding[]} findings behind the headline
 */

/** What became non-finite, as a phrase. */
const QUANTITIES = Object.freeze({
  weights: "A weight",
  bias: "A bias",
  activation: "An activation",
  loss: "The loss",
  normalization: "A gain or a shift",
  multiplier: "A branch multiplier",
});

/** What is found, as a headline says it. */
const FINDINGS = Object.freeze({
  healthy: "healthy",
  clones: "clones",
  near_clones: "near-clones",
  vanishing: "vanishing gradient",
  exploding: "exploding gradient",
  saturated: "saturated units",
  dead: "dead units",
  too_slow: "too slow",
  too_fast: "steps too large",
  overfitted: "overfitted",
  diverged: "diverged",
});

/** Where the quantity says more than the name of the finding. */
const BY_QUANTITY = Object.freeze({
  pre_activation_std: "signal too large",
  train_loss_ratio: "the loss has risen",
  share_forecast: "will learn little",
  update_ratio: "steps too small",
  learning_rate: "steps of size 0",
  share_learned: "little learned",
});

/** Where it says more than "has learned". */
const HEALTHY_ENDS = Object.freeze({
  constant_loss: "nothing to learn",
  share_kept: "right from the start",
});

/** Shares of the best constant answer's loss, as in the server's table of thresholds. */
const CLEAR_FALL = 0.05;
const CLEAR_RISE = -0.2;
/** A run that goes on has learned once there is little left to learn; at its end half is enough. */
const NEARLY_ALL = 0.9;

/**
 * @param {LaneResult | null} lane
 * @param {number} frame index into the lane's frames
 * @returns {Verdict}
 */
export function judge(lane, frame) {
  const index = lane === null ? -1 : lastFrame(lane, frame);
  const shown = lane === null || index < 0 ? null : /** @type {RunFrame} */ (lane.frames[index]);
  const findings = lane === null ? [] : findingsAt(lane, frame);
  const sentence = findings[0]?.sentence ?? "";
  if (lane === null || shown === null) {
    const diverged = lane?.diverged ?? null;
    if (diverged !== null) return { ...divergence(diverged, 0), sentence, findings };
    return { kind: "empty", moment: "", headline: "Computing", detail: "", sentence, findings };
  }
  if (lane.diverged !== null && index < frame) {
    return { ...divergence(lane.diverged, shown.layers.length), sentence, findings };
  }
  const first = /** @type {RunFrame} */ (lane.frames[0]);
  const detail = describeLoss(first, shown);
  if (findings.length === 0) return { ...standing(shown), detail, findings };
  return { ...summarize(findings, isAtEnd(lane, frame)), detail, sentence, findings };
}

/**
 * What was found at a run's start; it comes with the second frame, or at the end.
 * @param {LaneResult} lane
 * @returns {readonly Finding[]}
 */
export function startOf(lane) {
  const told = lane.frames.find((frame) => frame?.verdict !== undefined)?.verdict;
  return told ?? lane.result?.verdicts?.start ?? [];
}

/**
 * The findings that hold at a frame: of the end once that is shown, of the start at the first
 * frame, none in between.
 * @param {LaneResult} lane
 * @param {number} frame
 * @returns {readonly Finding[]}
 */
export function findingsAt(lane, frame) {
  if (isAtEnd(lane, frame)) return lane.result?.verdicts?.end ?? [];
  if (lastFrame(lane, frame) > 0) return [];
  return startOf(lane);
}

/**
 * @param {LaneResult} lane
 * @param {number} frame
 */
function isAtEnd(lane, frame) {
  if (lane.result?.verdicts === undefined) return false;
  return frame >= lane.frames.length - 1 || lastFrame(lane, frame) < frame;
}

/**
 * @param {readonly Finding[]} findings at least one
 * @param {boolean} at_end
 * @returns {{kind: Verdict["kind"], moment: string, headline: string}}
 */
function summarize(findings, at_end) {
  const names = findings.map((finding) => nameFinding(finding, at_end));
  const has_clones = findings.some(({ name }) => name === "clones" || name === "near_clones");
  const kind = findings[0].name === "healthy" ? "distinct" : has_clones ? "clones" : "fault";
  return { kind, moment: at_end ? "At the end" : "At the start", headline: names.join(", ") };
}

/**
 * @param {Finding} finding
 * @param {boolean} at_end
 */
function nameFinding({ name, quantity, value }, at_end) {
  const ends = /** @type {Record<string, string>} */ (HEALTHY_ENDS);
  if (name === "healthy" && at_end) return ends[quantity] ?? "has learned";
  if (name === "vanishing" && value === 0) return "no gradient";
  const known = /** @type {Record<string, string>} */ (BY_QUANTITY);
  return (name === "healthy" ? undefined : known[quantity]) ?? FINDINGS[name] ?? name;
}

/**
 * How many seeds failed: "3 of 16 seeds failed"; empty for a single seed and until it is known.
 * @param {LaneResult | null} lane
 */
export function describeSweep(lane) {
  const seeds = lane?.result?.sweep?.seeds ?? [];
  if (seeds.length < 2) return "";
  const failed = seeds.filter((seed) => seed.failed).length;
  return `${failed === 0 ? "none" : failed} of ${seeds.length} seeds failed`;
}

/**
 * "Loss 0.693 \u2192 0.0123, test accuracy 98 %".
 * @param {RunFrame} first
 * @param {RunFrame} shown
 */
function describeLoss(first, shown) {
  const arrow = `${formatNumber(first.train_loss)} \u2192 ${formatNumber(shown.train_loss)}`;
  const loss = shown.epoch === first.epoch ? formatNumber(shown.train_loss) : arrow;
  const share = shown.test_accuracy ?? shown.train_accuracy;
  const kind = shown.test_accuracy === null ? "training" : "test";
  const right = share === null ? "" : `, ${kind} accuracy ${formatPercent(share)}`;
  return `Loss ${loss}${right}`;
}

/**
 * Where a run stands at an epoch between its start and its end.
 * @param {RunFrame} shown
 * @returns {{kind: Verdict["kind"], moment: string, headline: string, sentence: string}}
 */
function standing({ epoch, layers, share_learned }) {
  const moment = `At epoch ${epoch}`;
  const clones = symmetry(layers.slice(0, -1));
  const { kind, headline, sentence } = progress(share_learned ?? null);
  if (clones === null) return { kind, moment, headline, sentence };
  return {
    kind: clones.kind,
    moment,
    headline: `${clones.headline}, ${headline}`,
    sentence: `${clones.sentence} ${sentence}`,
  };
}

/**
 * @param {number | null} share 1 - loss / loss of the best constant answer
 * @returns {{kind: Verdict["kind"], headline: string, sentence: string}}
 */
function progress(share) {
  if (share === null) {
    const sentence = "All targets are the same.";
    return { kind: "plain", headline: "nothing to learn", sentence };
  }
  const beside = "the loss of the best answer that ignores the inputs";
  if (share < CLEAR_RISE) {
    const sentence = `The training loss is ${formatNumber(1 - share)} times ${beside}.`;
    return { kind: "fault", headline: "loss too large", sentence };
  }
  if (share < CLEAR_FALL) {
    const sentence = `The training loss is not clearly below ${beside}.`;
    return { kind: "plain", headline: "nothing learned yet", sentence };
  }
  const sentence = `The training loss is ${formatPercent(share)} below ${beside}.`;
  return share < NEARLY_ALL
    ? { kind: "distinct", headline: "learning", sentence }
    : { kind: "distinct", headline: "has learned", sentence };
}

/**
 * @param {LayerFrame[]} hidden
 * @returns {{kind: "clones" | "mixed", headline: string, sentence: string} | null} null without
 */
function symmetry(hidden) {
  const cloned = hidden.filter(({ distinct_neurons, fan_out }) => distinct_neurons < fan_out);
  const wide = hidden.filter(({ fan_out }) => fan_out > 1);
  if (cloned.length === 0) return nearSymmetry(wide);
  if (wide.every(({ distinct_neurons }) => distinct_neurons === 1)) {
    const each = hidden.length === 1 ? "The hidden layer" : "Each hidden layer";
    return { kind: "clones", headline: "clones", sentence: `${each} is one neuron, copied.` };
  }
  const sentence = `There are clones in ${formatLayers(cloned)}.`;
  return { kind: "mixed", headline: "some clones", sentence };
}

/**
 * What the eye sees where no two neurons are identical.
 * @param {LayerFrame[]} wide layers of several neurons
 * @returns {{kind: "clones" | "mixed", headline: string, sentence: string} | null}
 */
function nearSymmetry(wide) {
  const alike = wide.filter(({ visibly_distinct }) => visibly_distinct === 1);
  if (alike.length === 0) return null;
  const layers = formatLayers(alike);
  const sentence = `The neurons of ${layers} differ, but too little to be seen.`;
  return alike.length === wide.length
    ? { kind: "clones", headline: "near-clones", sentence }
    : { kind: "mixed", headline: `near-clones in ${layers}`, sentence };
}

/**
 * @param {Diverged} diverged
 * @param {number} layer_count 0 when unknown
 * @returns {Omit<Verdict, "findings" | "sentence">}
 */
function divergence({ epoch, quantity, layer_index }, layer_count) {
  const where = layer_index === null ? "" : `, ${formatLayer(layer_index, layer_count)}`;
  const what = QUANTITIES[quantity] ?? quantity;
  const detail = `${what} is no longer a finite number`;
  return { kind: "diverged", moment: "", headline: `Exploded at epoch ${epoch}${where}`, detail };
}
