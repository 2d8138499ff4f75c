/** The initializer's card and the formula's box: questions, charts, places of errors. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { pointAt } from "../../../static/js/controls/formula_box.js";
import { densityChart } from "../../../static/js/drawing/charts/density.js";
import { rankOf } from "../../../static/js/drawing/charts/spectrum.js";
import { describeSymmetry } from "../../../static/js/looks/initializer_card.js";
import {
  binsFor,
  inspectionAddress,
  layersOf,
  specOfLayer,
  TooLong,
} from "../../../static/js/looks/inspection.js";
import { describeSpectrum } from "../../../static/js/looks/spectrum_view.js";

const PLACE = {
  fan_in: 2,
  fan_out: 3,
  layer_index: 0,
  depth: 4,
  block_layers: 0,
  activation: "tanh",
  seed: 7,
  bias: false,
};
const SAMPLE = {
  mean: 0,
  std: 1,
  minimum: -1,
  maximum: 1,
  bin_edges: [-1, 0, 1],
  counts: [30, 10],
  distinct_neurons: 4,
};
const LAW = { mean: 0, std: 1, minimum: null, maximum: null, density: null, atoms: [] };

test("the symmetry is told by the law, and by the neurons of this very draw", () => {
  /** @param {"yes" | "no" | "depends"} breaks_symmetry @param {number} count */
  const tell = (breaks_symmetry, count, changes = {}) =>
    describeSymmetry({
      breaks_symmetry,
      sample: { ...SAMPLE, distinct_neurons: count, ...changes },
      fan_out: 8,
    });
  assert.match(tell("yes", 8), /^Breaks .* all 8 neurons have weights of their own\.$/);
  assert.match(tell("yes", 1), /^Breaks .* first update .* 8 neurons share one set of weights\.$/);
  assert.match(tell("depends", 2), /depends .* share 2 sets of weights\.$/);
  assert.match(tell("yes", 1, { minimum: 0, maximum: 0 }), /^Keeps the symmetry/);
  const alone = describeSymmetry({ breaks_symmetry: "yes", sample: SAMPLE, fan_out: 1 });
  assert.match(alone, /one neuron has no symmetry/);
});

test("an initializer's parameters and its layer stand in the address", () => {
  const spec = { name: "expression", expression: "randn(fan_in, fan_out) * 2", gain: 1.5 };
  const url = new URL(inspectionAddress({ spec, place: PLACE }), "http://test");
  assert.equal(url.pathname, "/initializers/expression");
  assert.equal(url.searchParams.get("expression"), spec.expression);
  assert.equal(url.searchParams.get("gain"), "1.5");
  assert.equal(url.searchParams.get("fan_out"), "3");
  assert.equal(url.searchParams.get("name"), null);
});

test("numbers given one by one are sent for the one layer, if an address can carry them", () => {
  const weights = [
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [[7], [8], [9]],
  ];
  const first = specOfLayer({ name: "explicit", weights }, 0);
  assert.deepEqual(first, { name: "explicit", weights: weights[0] });
  assert.deepEqual(specOfLayer({ name: "explicit", weights: weights[1] }, 0)?.weights, weights[1]);
  assert.deepEqual(specOfLayer(["zeros", { name: "ones" }], 1), { name: "ones" });
  const many = { name: "explicit", weights: Array(100).fill(Array(100).fill(0.123)) };
  assert.throws(() => inspectionAddress({ spec: many, place: PLACE }), TooLong);
});

test("layers follow from the dataset and the widths; custom data take the result's sizes", () => {
  const datasets = [
    { name: "digits", input_size: 64, classes: 10 },
    { name: "circles", input_size: 2, classes: 2 },
    { name: "custom", input_size: null, classes: null },
  ];
  const catalog = /** @type {any} */ ({ datasets });
  /** @param {string} name */
  const experiment = (name) => /** @type {any} */ ({ dataset: { name }, hidden_layers: [5] });
  const pairs = (/** @type {{fan_in: number, fan_out: number}[]} */ sizes) =>
    sizes.map(({ fan_in, fan_out }) => [fan_in, fan_out]);
  assert.deepEqual(pairs(layersOf(experiment("digits"), catalog, null)), [
    [64, 5],
    [5, 10],
  ]);
  assert.deepEqual(pairs(layersOf(experiment("circles"), catalog, null)), [
    [2, 5],
    [5, 1],
  ]);
  const layers = [
    { fan_in: 3, fan_out: 5 },
    { fan_in: 5, fan_out: 4 },
  ];
  const result = /** @type {any} */ ({ started: { layers } });
  assert.deepEqual(pairs(layersOf(experiment("custom"), catalog, result)), [
    [3, 5],
    [5, 4],
  ]);
});

test("bars are a density: with the stems they hold all that was drawn", () => {
  const chart = densityChart(SAMPLE, LAW);
  const area = chart?.bars.reduce((sum, bar) => sum + bar.height * (bar.to - bar.from), 0);
  assert.equal(area, 1);
  const atoms = [{ value: -0.5, probability: 0.5 }];
  const split = densityChart(SAMPLE, { ...LAW, atoms });
  const rest = split?.bars.reduce((sum, bar) => sum + bar.height * (bar.to - bar.from), 0);
  assert.equal(rest, 0.5);
});

test("a bounded law falls to 0 at its bounds, an unbounded one does not", () => {
  const density = { x: [-1.1, 0, 1.1], y: [0.45, 0.45, 0.45] };
  const bounded = densityChart(SAMPLE, { ...LAW, minimum: -1.1, maximum: 1.1, density });
  assert.deepEqual(bounded?.curve[0], [-1.1, 0]);
  assert.deepEqual(bounded?.curve.at(-1), [1.1, 0]);
  assert.deepEqual(densityChart(SAMPLE, { ...LAW, density })?.curve[0], [-1.1, 0.45]);
  const far = densityChart(SAMPLE, { ...LAW, minimum: -9, maximum: 9, density });
  assert.deepEqual(far?.curve[0], [-1.1, 0.45]);
});

test("values beyond the floating point numbers are not drawn", () => {
  assert.equal(densityChart({ ...SAMPLE, bin_edges: [null, 0, 1] }, null), null);
});

test("a histogram has more bins for more numbers, within bounds", () => {
  assert.deepEqual([1, 64, 1000, 1e6].map(binsFor), [8, 8, 20, 40]);
});

test("the rank counts the directions in which a signal passes", () => {
  assert.equal(rankOf([3, 1e-16, 0], 8), 1);
  assert.equal(rankOf([0, 0], 8), 0);
  assert.match(describeSpectrum({ values: [3, 0], larger_side: 2 }), /rank 1 of 2/);
  assert.match(describeSpectrum({ values: [2, 2], larger_side: 2 }), /alike/);
  assert.match(describeSpectrum({ values: [2, 1], larger_side: 2 }), /1\.00 to 2\.00/);
});

test("an error of a formula points at its column, wherever that is", () => {
  const text = `${"1 + ".repeat(20)}foo * 2 + ${"3 + ".repeat(20)}4`;
  const column = text.indexOf("foo") + 1;
  const told = pointAt(text, `allowed: a formula; at column ${column}: foo is not known`);
  const [excerpt, caret, words] = told.split("\n");
  assert.equal(excerpt.slice(caret.indexOf("^")).slice(0, 3), "foo");
  assert.ok(excerpt.length < 50);
  assert.equal(words, `Column ${column}: foo is not known`);
  const [short, mark] = pointAt("2 *", "at column 4: the formula ends too soon").split("\n");
  assert.equal(short, "2 *");
  assert.equal(mark, "   ^");
  assert.equal(pointAt("2", "The server is busy."), "The server is busy.");
});
