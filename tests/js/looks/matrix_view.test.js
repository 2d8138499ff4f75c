import assert from "node:assert/strict";
import { test } from "node:test";

import { shortNumber } from "../../../static/js/looks/matrix_view.js";

test("a similarity is written in two digits, and only what is 1 is 1", () => {
  const written = [1, 0.999, 0.93, 0.4, 0.001, 0, -0.3, -0.998, -1].map(shortNumber);
  const minus = "\u2212";
  const expected = ["1", ".99", ".93", ".40", "0", "0", `${minus}.30`, `${minus}.99`, `${minus}1`];
  assert.deepEqual(written, expected);
});
