/** The lesson's own lines: what it says, how far it holds, and what was found. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { judge } from "../../../static/js/lesson/table_view.js";

test("a line is so, is not so, or is so in part", () => {
  assert.deepEqual(judge(true), { words: "So it is.", mark: "is-agreed" });
  assert.deepEqual(judge(false), { words: "Not so.", mark: "is-otherwise" });
  assert.deepEqual(judge(null), { words: "Only in part.", mark: "is-otherwise" });
});
