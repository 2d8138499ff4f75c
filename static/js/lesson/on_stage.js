/** What the stage shows of a step of the lesson, and how far its run was watched. */

import { same } from "../state/experiment.js";

/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("./explained_numbers.js").LessonStep} LessonStep */

/**
 * What to do next, or how far the run is.
 * @param {"asking" | "running" | "explained"} stage
 * @param {string | null} prediction
 * @param {LessonStep} step
 * @param {State} state
 */
export function describeProgress(stage, prediction, step, { status, result, frame }) {
  if (stage === "asking") {
    if (prediction !== null) return "Now run it, and watch it to the end.";
    return `What do you expect? Choose${step.drawn_run === null ? "" : " or draw"}, then run it.`;
  }
  if (stage === "explained") return status === "complete" ? "" : "Computing this step's run.";
  const epoch = result?.started.request.epochs === 0 ? 0 : (result?.epochs[frame] ?? 0);
  const of = `epoch ${epoch} of ${step.request.epochs ?? 100}`;
  return `Watch the networks: ${of}. The explanation comes at the end.`;
}

/**
 * The loss of the run that may be drawn: up to the epoch on the stage, or all of it once the run
 * was seen.
 * @param {LessonStep} step
 * @param {State} state
 * @param {boolean} on_stage whether the result is the step's
 * @param {boolean} is_seen
 */
export function drawnLoss({ drawn_run }, { result, frame, status }, on_stage, is_seen) {
  const lane = result?.lanes[drawn_run ?? -1];
  if (!result || !on_stage || lane === undefined) return { epochs: [], losses: [] };
  const epochs = result.epochs.slice(0, is_seen && status === "complete" ? undefined : frame + 1);
  return { epochs, losses: epochs.map((_, i) => lane.frames[i]?.train_loss ?? null) };
}

/**
 * Whether the stage holds an experiment, whatever its seed.
 * @param {ExperimentState} asked
 * @param {State} state
 */
export function isOnStage(asked, { experiment }) {
  return experiment !== null && same({ ...asked, seed: experiment.seed }, experiment);
}

/**
 * Whether the whole run of the experiment on the stage has been shown.
 * @param {State} state
 */
export function isSeen({ status, result, frame, playing }) {
  return status === "complete" && result !== null && !playing && frame >= result.epochs.length - 1;
}
