import assert from "node:assert/strict";
import { test } from "node:test";

import {
  describeProgress,
  drawnLoss,
  isOnStage,
  isSeen,
} from "../../../static/js/lesson/on_stage.js";
import { firstExperiment } from "../../../static/js/state/experiment.js";
import { takeEvents } from "../../../static/js/stream/result.js";
import { CATALOG } from "../catalog_sample.js";
import { DONE, snapshot, started } from "../sample_events.js";

/** @typedef {import("../../../static/js/types.js").State} State */
/** @typedef {import("../../../static/js/lesson/explained_numbers.js").LessonStep} LessonStep */

const RESULT = takeEvents(
  null,
  [
    started(["a", "b"]),
    ...[0, 2, 4].map((epoch) => snapshot(epoch, [{ run: 0 }, { run: 1, loss: epoch / 10 }])),
    DONE,
  ],
  [1, 2],
);

/** @param {Partial<State>} part */
const state = (part) =>
  /** @type {State} */ ({ result: RESULT, status: "complete", frame: 2, playing: false, ...part });

/** @param {number | null} drawn_run */
const step = (drawn_run) =>
  /** @type {LessonStep} */ (
    /** @type {unknown} */ ({ drawn_run, request: { epochs: 4 }, choices: [] })
  );

test("a run was seen when all of it has arrived and stands at its last epoch", () => {
  assert.equal(isSeen(state({})), true);
  assert.equal(isSeen(state({ frame: 1 })), false);
  assert.equal(isSeen(state({ playing: true })), false);
  assert.equal(isSeen(state({ status: "connecting" })), false);
  assert.equal(isSeen(state({ result: null })), false);
});

test("a step is on the stage with any seed, and not after a change by hand", () => {
  const asked = firstExperiment(CATALOG);
  const on = (/** @type {object} */ patch) =>
    isOnStage(asked, state({ experiment: { ...asked, ...patch } }));
  assert.equal(on({ seed: asked.seed + 7 }), true);
  assert.equal(on({ epochs: 0 }), false);
  const nudge = { epoch: 1, run: 0, action: "nudge_weight", layer_index: 0, from: 0, neuron: 0 };
  assert.equal(on({ interventions: [nudge] }), false);
  assert.equal(isOnStage(asked, state({ experiment: null })), false);
});

test("the loss beside a drawn curve ends at the epoch on the stage until the run was seen", () => {
  const half = state({ frame: 1 });
  assert.deepEqual(drawnLoss(step(1), half, true, false), { epochs: [0, 2], losses: [0, 0.2] });
  assert.deepEqual(drawnLoss(step(1), half, true, true).losses, [0, 0.2, 0.4]);
  const computing = state({ frame: 1, status: "computing" });
  assert.deepEqual(drawnLoss(step(1), computing, true, true).losses, [0, 0.2]);
  for (const nothing of [
    drawnLoss(step(1), half, false, true),
    drawnLoss(step(null), half, true, true),
    drawnLoss(step(1), state({ result: null }), true, true),
  ]) {
    assert.deepEqual(nothing, { epochs: [], losses: [] });
  }
});

test("one is told what to do next", () => {
  const told = (/** @type {Parameters<typeof describeProgress>} */ ...given) =>
    describeProgress(...given);
  assert.match(told("asking", null, step(null), state({})), /Choose, then run it/);
  assert.match(told("asking", null, step(1), state({})), /Choose or draw, then run it/);
  assert.match(told("asking", "never", step(1), state({})), /run it, and watch it to the end/);
  assert.match(told("running", "never", step(1), state({ frame: 1 })), /epoch 2 of 4/);
  assert.equal(told("explained", "never", step(1), state({})), "");
});
