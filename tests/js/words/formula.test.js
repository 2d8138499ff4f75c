import assert from "node:assert/strict";
import { test } from "node:test";

import { formulaParts } from "../../../static/js/words/formula.js";

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
