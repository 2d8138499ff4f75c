import assert from "node:assert/strict";
import { test } from "node:test";

import {
  decide,
  explainStep,
  readFigure,
  readFigures,
  writeFigure,
} from "../../../static/js/lesson/explained_numbers.js";
import { takeEvents } from "../../../static/js/stream/result.js";
import { DIVERGED, DONE, snapshot, started } from "../sample_events.js";

/** @typedef {import("../../../static/js/lesson/explained_numbers.js").StepFigure} StepFigure */

/** @param {Partial<StepFigure>} part */
const figure = (part) =>
  /** @type {StepFigure} */ ({
    name: "it",
    quantity: "train_loss",
    run: 0,
    moment: "end",
    layer_index: null,
    form: "number",
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

/** @type {import("../../../static/js/lesson/explained_numbers.js").LessonStep} */
const STEP = {
  name: "",
  title: "",
  question: "",
  choices: [
    {
      name: "low",
      label: "",
      when: [{ figure: "loss", over: null, at_least: null, at_most: 0.1 }],
    },
    { name: "half", label: "", when: [{ figure: "loss", over: "all", at_least: 0.5, at_most: 1 }] },
    { name: "flat", label: "", when: [{ figure: "flat", over: null, at_least: 0, at_most: null }] },
  ],
  drawn_run: null,
  request: {},
  explanation: "{loss} at the end.\n{flat} flat, {brace}.",
  figures: [
    figure({ name: "loss" }),
    figure({ name: "flat", quantity: "saturated", layer_index: 0, form: "share" }),
  ],
};

test("an explanation quotes this run, and a dash where it has no such number", () => {
  const told = explainStep(STEP, readFigures(STEP, RESULT)).map((paragraph) =>
    paragraph.map(({ text, is_figure }) => (is_figure ? `<${text}>` : text)).join(""),
  );
  assert.deepEqual(told, ["<0.100> at the end.", "<\u2013> flat, brace."]);
});

test("the first choice whose conditions all hold is right, bounds included", () => {
  const right = (/** @type {Record<string, number | null>} */ values) => decide(STEP, values)?.name;
  assert.equal(right({ loss: 0.1, all: 0.1 }), "low");
  assert.equal(right({ loss: 0.2, all: 0.4 }), "half");
  assert.equal(right({ loss: 0.2, all: 0.41, flat: 0 }), "flat");
  assert.equal(right({ loss: 0.2, all: null, flat: null }), undefined);
});

test("neurons are seen apart from the first epoch at which more than one looks different", () => {
  const [lane] = RESULT.lanes;
  const seen = [1, 1, 3].map((visibly_distinct, i) => {
    const [frame] = lane.frames;
    if (frame === null) throw new Error("no frame");
    return { ...frame, epoch: 2 * i, layers: [{ ...frame.layers[0], visibly_distinct }] };
  });
  const apart = figure({ quantity: "seen_apart", layer_index: 0 });
  assert.equal(readFigure(apart, { ...RESULT, lanes: [{ ...lane, frames: seen }] }), 4);
  const alike = seen.slice(0, 2);
  assert.equal(readFigure(apart, { ...RESULT, lanes: [{ ...lane, frames: alike }] }), null);
});
