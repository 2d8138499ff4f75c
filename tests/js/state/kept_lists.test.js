import assert from "node:assert/strict";
import { test } from "node:test";
import {
  LONGEST_WRITTEN,
  NotAllowed,
  parseValue,
  writeValue,
} from "../../../static/js/state/values.js";

const parameter = /** @type {any} */ ({ name: "inputs", kind: "array" });

test("a list too long for an address is found again by its name, here alone", () => {
  const long = Array.from({ length: LONGEST_WRITTEN }, (_, i) => [i, i / 7 - 9]);
  const written = writeValue(long);
  assert.ok(written.length < 20, written);
  assert.deepEqual(parseValue(written, parameter), long);
  const other = writeValue(long.toReversed());
  assert.notEqual(other, written);
  assert.throws(() => parseValue("~elsewhere", parameter), NotAllowed);
  assert.throws(() => parseValue("~elsewhere", parameter), /too long for a link/);
});

test("a short list is written out", () => {
  assert.equal(writeValue([[1, 2.5]]), "[[1,2.5]]");
});
