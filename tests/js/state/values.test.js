import assert from "node:assert/strict";
import { test } from "node:test";
import { NotAllowed, parseValue, writeList } from "../../../static/js/state/values.js";

/** @type {import("../../../static/js/types.js").Parameter} */
const RATES = {
  name: "learning_rate_scale",
  kind: "numbers",
  default: 1,
  minimum: 0,
  maximum: null,
  exclusive_minimum: false,
  choices: [],
  step: null,
  description: "",
};
/** @type {typeof RATES} */
const LAYERS = { ...RATES, name: "freeze", kind: "integers", minimum: 1 };

test("lists are read as people write them, and written so that they are read again", () => {
  assert.equal(parseValue(" 0.5 ", RATES), 0.5);
  for (const text of ["1, 0.25,3", "1 0.25 3", "1;0.25; 3"]) {
    assert.deepEqual(parseValue(text, RATES), [1, 0.25, 3]);
  }
  assert.deepEqual(parseValue("1, 3", LAYERS), [1, 3]);
  assert.deepEqual(parseValue("2", LAYERS), [2]);
  for (const none of ["", "none", writeList([])]) assert.deepEqual(parseValue(none, LAYERS), []);
  assert.deepEqual(parseValue(writeList([1, 0.1]), RATES), [1, 0.1]);
});

test("a list that is not allowed is told what is", () => {
  for (const text of ["", "none", "1, x", "1, -2"]) {
    assert.throws(() => parseValue(text, RATES), NotAllowed);
  }
  assert.throws(() => parseValue("0, 1.5", LAYERS), /a whole number, at least 1, or several/);
});
