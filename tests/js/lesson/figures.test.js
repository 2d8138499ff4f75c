import assert from "node:assert/strict";
import { test } from "node:test";

import { explainStep, readFigure, writeFigure } from "../../../static/js/lesson/figures.js";
import { takeEvents } from "../../../static/js/stream/result.js";
import { DIVERGED, DONE, snapshot, started } from "../sample_events.js";

/** @typedef {import("../../../static/js/lesson/figures.js").StepFigure} StepFigure */

/** @param {Partial<StepFigure>} part */
const figure = (part) =>
  /** @type {StepFigure} */ ({
    name: "it",
    quantity: "train_loss",
    run: 0,
    moment: "end",
    layer_index: null,
    form: "number",
    value: 9,
    ...part,
  });

const RESULT = takeEvents(
  null,
  [
    started(["a", "b"]),
    snapshot(0, [{ run: 0, distinct: 1, loss: 0.8 }, { run: 1 }]),
    snapshot(2, [
      { run: 0, distinct: 2, loss: 0.2 },
      { run: 1, loss: 7 },
    ]),
    DIVERGED,
    snapshot(4, [{ run: 0, distinct: 2, loss: 0.1 }]),
    DONE,
  ],
  [1, 2],
);
if (RESULT === null) throw new Error("no result");

test("a figure is read at the moment, of the run and in the layer it names", () => {
  assert.equal(readFigure(figure({ moment: "start" }), RESULT), 0.8);
  assert.equal(readFigure(figure({ moment: "end" }), RESULT), 0.1);
  const distinct = { quantity: /** @type {const} */ ("distinct_neurons"), layer_index: 0 };
  assert.equal(readFigure(figure({ ...distinct, moment: "start" }), RESULT), 1);
  assert.equal(readFigure(figure(distinct), RESULT), 2);
});

test("the end of a run that diverged is its last epoch before", () => {
  assert.equal(readFigure(figure({ run: 1 }), RESULT), 7);
});

test("what a result does not have is not read", () => {
  assert.equal(readFigure(figure({ run: 5 }), RESULT), null);
  assert.equal(readFigure(figure({ quantity: "saturated", layer_index: 0 }), RESULT), null);
  assert.equal(readFigure(figure({ quantity: "saturated", layer_index: 8 }), RESULT), null);
  assert.equal(readFigure(figure({ quantity: /** @type {any} */ ("unheard_of") }), RESULT), null);
});

test("the root mean square of weights follows from their moments", () => {
  const [lane] = RESULT.lanes;
  const [first, ...rest] = lane.frames;
  if (first === null) throw new Error("no frame");
  const weights = [0.5, -1.5, 2];
  const mean = weights.reduce((sum, w) => sum + w, 0) / 3;
  const std = Math.sqrt(weights.reduce((sum, w) => sum + (w - mean) ** 2, 0) / 3);
  const layers = [{ ...first.layers[0], weight_stats: { mean, std, min: -1.5, max: 2 } }];
  const lanes = [{ ...lane, frames: [{ ...first, layers }, ...rest] }];
  const rms = readFigure(figure({ quantity: "weight_rms", layer_index: 0, moment: "start" }), {
    ...RESULT,
    lanes,
  });
  const expected = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0) / 3);
  assert.ok(rms !== null && Math.abs(rms - expected) < 1e-12);
});

test("figures read as counts, shares and numbers", () => {
  assert.equal(writeFigure("count", 8), "8");
  assert.equal(writeFigure("share", 0.673), "67\u00a0%");
  assert.equal(writeFigure("number", 0.0000123), "1.2e-5");
});

test("an explanation quotes this run, and the server's where this one has no such number", () => {
  const step = {
    name: "",
    title: "",
    question: "",
    choices: [],
    request: {},
    answer: "",
    explained: "",
    explanation: "{loss} at the end, {flat} flat, {brace}.",
    figures: [
      figure({ name: "loss" }),
      figure({ name: "flat", quantity: "saturated", layer_index: 0, form: "share", value: 0.5 }),
    ],
  };
  const told = (/** @type {typeof RESULT | null} */ result) =>
    explainStep(step, result)
      .map(({ text, is_figure }) => (is_figure ? `<${text}>` : text))
      .join("");
  assert.equal(told(RESULT), "<0.100> at the end, <50\u00a0%> flat, brace.");
  assert.equal(told(null), "<9.00> at the end, <50\u00a0%> flat, brace.");
});
