import assert from "node:assert/strict";
import { test } from "node:test";

import {
  automaticLabel,
  changeRun,
  completeExperiment,
  findPreset,
  firstExperiment,
  fitExperiment,
  nextRun,
  playedEpochs,
  same,
  toRequest,
} from "../../../static/js/state/experiment.js";
import { CATALOG } from "../catalog_sample.js";

const FIRST = firstExperiment(CATALOG);

test("an experiment is complete however little is asked for", () => {
  const experiment = completeExperiment(CATALOG, {});
  assert.deepEqual(experiment.dataset, CATALOG.defaults.dataset);
  assert.equal(experiment.runs.length, 1);
  assert.deepEqual(experiment.runs[0].initializer, { name: "glorot_normal", gain: 1 });
  assert.equal(experiment.runs[0].label, "Glorot normal");
});

test("completing twice changes nothing", () => {
  assert.deepEqual(completeExperiment(CATALOG, FIRST), FIRST);
});

test("a run without its own initializer has that of the experiment", () => {
  const { runs } = completeExperiment(CATALOG, { initializer: "zeros", runs: [{ seed: 1 }] });
  assert.deepEqual(runs, [{ label: "Zeros, seed 1", initializer: { name: "zeros" }, seed: 1 }]);
});

test("the request asks for what the stage draws, in the compact form, and what is read", () => {
  const epochs = playedEpochs(FIRST);
  const record = {
    compact: "changes",
    weights: true,
    neuron_outputs: true,
    epochs,
    instruments: [],
  };
  const sent = { ...FIRST, architecture: { kind: "dense", normalization: "none" } };
  assert.deepEqual(toRequest(CATALOG, FIRST), { ...sent, record });
  const more = { ...record, instruments: ["signal"] };
  assert.deepEqual(toRequest(CATALOG, FIRST, ["signal"]), { ...sent, record: more });
});

test("an architecture goes to the server by its kind, also that of one run", () => {
  const experiment = completeExperiment(CATALOG, {
    architecture: "residual",
    runs: [
      {},
      { architecture: /** @type {any} */ ({ kind: "dense", normalization: "layer_norm" }) },
    ],
  });
  assert.equal(experiment.runs[1].label, "Glorot normal, dense, normalized");
  const { architecture, runs } = toRequest(CATALOG, experiment);
  assert.deepEqual(architecture, {
    kind: "residual",
    block_layers: 2,
    trainable_multiplier: false,
  });
  assert.equal(runs?.[0].architecture, undefined);
  assert.deepEqual(runs?.[1].architecture, { kind: "dense", normalization: "layer_norm" });
});

test("the epochs that are played begin and end with the training and are evenly spaced", () => {
  for (const epochs of [1, 2, 5, 20, 59, 60, 61, 100, 300, 1000]) {
    const played = playedEpochs({ ...FIRST, epochs });
    assert.ok(Array.isArray(played));
    assert.equal(played[0], 0);
    assert.equal(played.at(-1), epochs);
    assert.ok(played.length <= 86, `${played.length} of ${epochs}`);
    const steps = played.slice(1).map((epoch, i) => epoch - played[i]);
    assert.ok(steps.every((step) => step > 0 && step <= Math.ceil(epochs / 80)));
  }
  const wide = { ...FIRST, hidden_layers: Array(10).fill(64) };
  assert.equal(playedEpochs(wide), "auto");
});

test("a label says what differs from the defaults, and what only this run has", () => {
  /** @param {import("../../../static/js/types.js").RunPatch} run */
  const label = (run) => automaticLabel(CATALOG, run);
  assert.equal(label({ initializer: "glorot_normal" }), "Glorot normal");
  assert.equal(label({ initializer: { name: "normal", std: 5 } }), "Normal std 5");
  assert.equal(label({ initializer: { name: "constant", value: 0.5 } }), "Constant 0.5");
  const typed = { name: "expression", expression: "randn(2, 3) * 0.01" };
  assert.equal(label({ initializer: typed }), "randn(2, 3) * 0.01");
  assert.equal(
    label({ initializer: "zeros", activation: "relu", learning_rate: 0.01 }),
    "Zeros, ReLU, rate 0.01",
  );
});

test("a label follows its run until somebody writes another", () => {
  const [constant] = FIRST.runs;
  const zeros = changeRun(CATALOG, constant, { initializer: { name: "zeros" } });
  assert.equal(zeros.label, "Zeros");
  const mine = changeRun(CATALOG, zeros, { label: "Mine" });
  assert.equal(changeRun(CATALOG, mine, { initializer: { name: "normal" } }).label, "Mine");
});

test("a framework's default brings its biases along, and takes them away again", () => {
  const [constant] = FIRST.runs;
  const torch = changeRun(CATALOG, constant, { initializer: { name: "torch_linear_default" } });
  assert.deepEqual(torch.bias_initializer, { name: "torch_linear_default" });
  const keras = changeRun(CATALOG, torch, { initializer: { name: "keras_dense_default" } });
  assert.deepEqual(keras.bias_initializer, { name: "zeros" });
  const zeros = changeRun(CATALOG, torch, { initializer: { name: "zeros" } });
  assert.ok(!("bias_initializer" in zeros));
});

test("biases that somebody has set stay when another initializer is chosen", () => {
  const [constant] = FIRST.runs;
  const bias_initializer = { name: "normal", std: 1 };
  const torch = changeRun(CATALOG, constant, { initializer: { name: "torch_linear_default" } });
  const mine = changeRun(CATALOG, torch, { bias_initializer });
  const zeros = changeRun(CATALOG, mine, { initializer: { name: "zeros" } });
  assert.deepEqual(zeros.bias_initializer, bias_initializer);
});

test("an override taken back leaves no trace", () => {
  const [constant] = FIRST.runs;
  const changed = changeRun(CATALOG, constant, { activation: "relu" });
  assert.equal(changed.activation, "relu");
  assert.deepEqual(changeRun(CATALOG, changed, { activation: undefined }), constant);
});

test("added runs differ from those already there as long as they can", () => {
  let experiment = FIRST;
  for (let i = 0; i < 3; i += 1) {
    const run = nextRun(CATALOG, experiment);
    const names = experiment.runs.map(({ initializer }) => JSON.stringify(initializer));
    assert.ok(!names.includes(JSON.stringify(run.initializer)), run.label);
    experiment = { ...experiment, runs: [...experiment.runs, run] };
  }
});

test("a preset is known again by its content, not by how it was reached", () => {
  assert.equal(findPreset(CATALOG, FIRST)?.name, "clones");
  const there = { ...FIRST, seed: 5 };
  assert.equal(findPreset(CATALOG, there), null);
  assert.equal(findPreset(CATALOG, { ...there, seed: 0 })?.name, "clones");
});

test("the order of fields makes no difference, that of lists does", () => {
  assert.ok(same({ a: 1, b: { c: 2, d: [3] } }, { b: { d: [3], c: 2 }, a: 1 }));
  assert.ok(!same([1, 2], [2, 1]));
  assert.ok(!same({ a: 1 }, { a: 1, b: 2 }));
});

test("lists by layer follow the layers; the output layer keeps its entry", () => {
  const [small, zeros] = ["normal", "zeros"].map((name) => ({ name }));
  const run = {
    initializer: [small, small, zeros],
    learning_rate_scale: [1, 0.5, 0.25],
    freeze: [0, 2],
  };
  const fitted = (/** @type {number[]} */ hidden_layers) => {
    const whole = completeExperiment(CATALOG, { hidden_layers, runs: [run] });
    const [fitting] = fitExperiment({ ...whole, runs: [run] }).runs;
    return [fitting.initializer, fitting.learning_rate_scale, fitting.freeze];
  };
  assert.deepEqual(fitted([8, 8]), [run.initializer, run.learning_rate_scale, run.freeze]);
  assert.deepEqual(fitted([8, 8, 8]), [
    [small, small, small, zeros],
    [1, 0.5, 0.5, 0.25],
    [0, 2],
  ]);
  assert.deepEqual(fitted([8]), [[small, zeros], [1, 0.25], [0]]);
  assert.deepEqual(fitted([]), [zeros, 0.25, [0]]);
});

test("a run is called by its rates and frozen layers, counted from one", () => {
  const run = { initializer: "zeros", learning_rate_scale: [1, 0.5], freeze: [0, 2] };
  assert.equal(automaticLabel(CATALOG, run), "Zeros, rates × 1.00, 0.500, frozen: 1, 3");
  const many = { ...run, learning_rate_scale: [1, 1, 1, 1], freeze: [0, 1, 2, 3] };
  assert.equal(automaticLabel(CATALOG, many), "Zeros, rates by layer, 4 layers frozen");
});

test("runs that differ in their blocks alone have names that differ", () => {
  const named = (/** @type {object} */ more) =>
    automaticLabel(CATALOG, {
      initializer: "zeros",
      architecture: { name: "residual", ...more },
    });
  assert.equal(named({}), "Zeros, residual");
  assert.equal(named({ block_layers: 1 }), "Zeros, residual, blocks of 1");
  assert.equal(named({ trainable_multiplier: true }), "Zeros, residual, trained multiplier");
});
