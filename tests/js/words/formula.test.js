import assert from "node:assert/strict";
import { test } from "node:test";

import { formulaParts, statedFormula } from "../../../static/js/words/formula.js";

test("powers are raised, fans lowered, and roots hold what stands under them", () => {
  assert.deepEqual(formulaParts("w ~ N(0, gain^2 / fan_in)"), [
    { kind: "text", text: "w ~ N(0, gain" },
    { kind: "raised", text: "2" },
    { kind: "text", text: " / " },
    { kind: "text", text: "fan" },
    { kind: "lowered", text: "in" },
    { kind: "text", text: ")" },
  ]);
  assert.deepEqual(formulaParts("l = sqrt(6 / ((1 + a^2) fan_in))"), [
    { kind: "text", text: "l = " },
    {
      kind: "root",
      parts: [
        { kind: "text", text: "6 / ((1 + a" },
        { kind: "raised", text: "2" },
        { kind: "text", text: ") " },
        { kind: "text", text: "fan" },
        { kind: "lowered", text: "in" },
        { kind: "text", text: ")" },
      ],
    },
  ]);
});

test("signs are set as signs, and a formula without any marks stays as it is", () => {
  assert.deepEqual(formulaParts("U(-l, l) given |w - mean| <= cut"), [
    { kind: "text", text: "U(\u2212l, l) given |w \u2212 mean| \u2264 cut" },
  ]);
  assert.deepEqual(formulaParts("w = 0"), [{ kind: "text", text: "w = 0" }]);
  assert.deepEqual(formulaParts(""), []);
});

const number = (/** @type {string} */ name) => ({ name, kind: "number", default: 1, choices: [] });
const choice = (/** @type {string} */ name, /** @type {string[]} */ ...choices) => {
  return { name, kind: "choice", default: choices[0], choices };
};

test("a formula is stated with the chosen values, without what they leave no effect", () => {
  /** @type {[string, Record<string, unknown>, string][]} */
  const cases = [
    ["w ~ N(value, epsilon^2)", { value: 0.2, epsilon: 0.003 }, "w ~ N(0.2, 0.003^2)"],
    ["w ~ N(value, epsilon^2)", { value: -0.5, epsilon: 1e-6 }, "w ~ N(-0.5, (1e-6)^2)"],
    ["N(0, 2 gain^2 / (fan_in + fan_out))", { gain: 1 }, "N(0, 2 / (fan_in + fan_out))"],
    ["N(0, 2 gain^2 / fan_in)", { gain: 0.5 }, "N(0, 2 \u00b7 0.5^2 / fan_in)"],
    ["N(0, gain^2 / fan_in)", { gain: 1 }, "N(0, 1 / fan_in)"],
    ["N(0, gain^2 / fan_in)", { gain: 1, activation_gain: "torch" }, "N(0, gain^2 / fan_in)"],
    ["l = gain sqrt(3 / fan_in)", { gain: 1 }, "l = sqrt(3 / fan_in)"],
    ["l = 1 / sqrt(fan_in)", {}, "l = 1 / sqrt(fan_in)"],
    ["2 / ((1 + slope^2) fan_in)", { slope: 0, mode: "fan_in" }, "2 / fan_in"],
    ["2 / ((1 + slope^2) fan_in)", { slope: 0, mode: "fan_out" }, "2 / fan_out"],
    ["2 / ((1 + slope^2) fan_in)", { slope: 0.1 }, "2 / ((1 + 0.1^2) fan_in)"],
    ["n = fan_in or fan_out", { mode: "fan_out" }, "n = fan_in or fan_out"],
    ["|w - mean| <= cut std", { mean: 0, cut: 2, std: 0.1 }, "|w| <= 2 \u00b7 0.1"],
    ["|w - mean| <= cut std", { mean: -1, cut: 2, std: 0.1 }, "|w + 1| <= 2 \u00b7 0.1"],
    ["W = written", { written: "rand(1, 2) - 0" }, "W = rand(1, 2) - 0"],
  ];
  const names = ["value", "epsilon", "gain", "slope", "mean", "cut", "std"];
  const parameters = /** @type {any[]} */ ([
    ...names.map(number),
    choice("mode", "fan_in", "fan_out"),
    choice("activation_gain", "none", "torch"),
    { name: "written", kind: "text", default: "", choices: [] },
  ]);
  for (const [formula, values, stated] of cases) {
    assert.equal(statedFormula({ formula, parameters }, values), stated);
  }
});
