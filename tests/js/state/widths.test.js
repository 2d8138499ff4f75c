import assert from "node:assert/strict";
import { test } from "node:test";

import { NotAllowed } from "../../../static/js/state/values.js";
import { parseWidths, writeWidths } from "../../../static/js/state/widths.js";

const LIMITS = { most_layers: 30, most_neurons: 512 };

test("layers are read in every way that people write them", () => {
  /** @type {[string, number[]][]} */
  const cases = [
    ["8, 8, 8", [8, 8, 8]],
    ["8 4;2", [8, 4, 2]],
    ["20 x 64", Array(20).fill(64)],
    ["20x64", Array(20).fill(64)],
    ["3 \u00d7 5, 2", [5, 5, 5, 2]],
    ["2*4 1X3", [4, 4, 3]],
    [" ", []],
    ["", []],
    ["8,", [8]],
  ];
  for (const [text, widths] of cases) assert.deepEqual(parseWidths(text, LIMITS), widths, text);
});

test("what is no list of layers is refused in words", () => {
  /** @type {[string, RegExp][]} */
  const cases = [
    ["eight", /\u201ceight\u201d is no layer.*20 x 64/],
    ["20 x", /\u201c20x\u201d is no layer/],
    ["-8", /\u201c-8\u201d is no layer/],
    ["2.5", /no layer/],
    ["8, 0", /1 to 512 neurons, not 0/],
    ["600", /1 to 512 neurons, not 600/],
    ["31 x 8", /at most 30 hidden layers/],
    ["1e9 x 2", /no layer/],
    ["999999999 x 8", /at most 30 hidden layers/],
  ];
  for (const [text, message] of cases) {
    assert.throws(
      () => parseWidths(text, LIMITS),
      (error) => error instanceof NotAllowed && message.test(error.message),
      text,
    );
  }
});

test("layers are written short, and read again as they were", () => {
  assert.equal(writeWidths([8, 8, 8]), "8, 8, 8");
  assert.equal(writeWidths(Array(20).fill(64)), "20 x 64");
  assert.equal(writeWidths([2, ...Array(5).fill(16), 2]), "2, 5 x 16, 2");
  assert.equal(writeWidths([]), "");
  for (const widths of [[], [1], [3, 3, 3, 3], [8, 8, 4, 4, 4, 4, 4, 8]]) {
    assert.deepEqual(parseWidths(writeWidths(widths), LIMITS), widths);
  }
});
