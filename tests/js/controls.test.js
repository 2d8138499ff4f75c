import assert from "node:assert/strict";
import { test } from "node:test";

import { positionOf, stretchOf, valueAt } from "../../static/js/controls/dial.js";
import { errorsAt } from "../../static/js/controls/property.js";
import { describeBounds, NotAllowed, parseValue } from "../../static/js/state/values.js";
import { parameter } from "./catalog_sample.js";

test("what is typed is read with its bounds, in any usual spelling", () => {
  const rate = parameter("rate", "number", 0.1, {
    minimum: 0,
    maximum: 10,
    exclusive_minimum: true,
  });
  assert.equal(parseValue(" 0.5 ", rate), 0.5);
  assert.equal(parseValue("0,5", rate), 0.5);
  assert.equal(parseValue("1e-3", rate), 0.001);
  for (const text of ["", "0", "-1", "11", "x", "1 2", "Infinity", "NaN"]) {
    assert.throws(() => parseValue(text, rate), NotAllowed, text);
  }
  const mean = parameter("mean", "number", 0);
  assert.equal(parseValue("\u22122", mean), -2);
});

test("whole numbers, choices and ticks allow nothing else", () => {
  const whole = parameter("n", "integer", 1, { minimum: 1 });
  assert.equal(parseValue("12", whole), 12);
  assert.throws(() => parseValue("1.5", whole), /whole number, at least 1/);
  const mode = parameter("mode", "choice", "fan_in", { choices: ["fan_in", "fan_out"] });
  assert.equal(parseValue("fan_out", mode), "fan_out");
  assert.throws(() => parseValue("fan", mode), /fan_in, fan_out/);
  assert.throws(() => parseValue("1", parameter("on", "boolean", true)), NotAllowed);
});

test("bounds are told in words", () => {
  const rate = parameter("rate", "number", 0.1, {
    minimum: 0,
    maximum: 10,
    exclusive_minimum: true,
  });
  assert.equal(describeBounds(rate), "a number, above 0 and at most 10");
});

test("a slider's position and value lead back to each other", () => {
  for (const stretch of [
    { low: 0.0001, high: 10, log: true },
    { low: -2, high: 2, log: false },
    { low: 20, high: 2000, log: false },
  ]) {
    for (let position = 0; position <= 1; position += 0.05) {
      const value = valueAt(position, stretch, false);
      assert.ok(Math.abs(positionOf(value, stretch) - position) < 0.01, `${value}`);
    }
  }
});

test("a slider gives short numbers, whole ones where they must be, and keeps to its ends", () => {
  const log = { low: 0.0001, high: 10, log: true };
  assert.equal(String(valueAt(0.437, log, false)), "0.015");
  assert.equal(valueAt(0.3, { low: 1, high: 100, log: false }, true), 31);
  assert.equal(positionOf(0, log), 0);
  assert.equal(positionOf(1e9, log), 1);
});

test("sliders cover where people go, not as far as the server would", () => {
  const wide = { minimum: 0, maximum: 1e6, step: 0.01 };
  assert.deepEqual(stretchOf(parameter("std", "number", 0.01, wide)), {
    low: 0.0001,
    high: 10,
    log: true,
  });
  const signed = { minimum: -1e6, maximum: 1e6, step: 0.1 };
  assert.deepEqual(stretchOf(parameter("value", "number", 0.5, signed)), {
    low: -2,
    high: 2,
    log: false,
  });
  assert.deepEqual(
    stretchOf(parameter("noise", "number", 0, { minimum: 0, maximum: 1, step: 0.01 })),
    {
      low: 0,
      high: 1,
      log: false,
    },
  );
  assert.equal(stretchOf(parameter("seed", "integer", 0, { minimum: 0, maximum: 9 })), null);
  assert.equal(stretchOf(parameter("l2", "number", 0)), null);
});

test("an error goes to the control it names and to no other", () => {
  const errors = [
    { loc: ["runs", 1, "initializer", "std"], message: "a" },
    { loc: ["learning_rate"], message: "b" },
  ];
  assert.deepEqual(errorsAt(errors, ["runs", 1, "initializer"]), [{ loc: ["std"], message: "a" }]);
  assert.deepEqual(errorsAt(errors, ["runs", 0, "initializer"]), []);
  assert.deepEqual(errorsAt(errors, ["learning_rate"]), [{ loc: [], message: "b" }]);
});
