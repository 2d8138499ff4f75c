/** The lesson's own lines: what it says, how far it holds, and what was found. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { judge } from "../../../static/js/lesson/table_view.js";

test("a line is so, is not so, or is so in part", () => {
  assert.deepEqual(judge(true), { words: "This holds.", mark: "is-agreed" });
  assert.deepEqual(judge(false), { words: "This does not hold.", mark: "is-otherwise" });
  assert.deepEqual(judge(null), { words: "This holds in part.", mark: "is-otherwise" });
});
