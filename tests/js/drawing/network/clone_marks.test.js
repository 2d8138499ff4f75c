import assert from "node:assert/strict";
import { test } from "node:test";

import { cloneGroups } from "../../../../static/js/drawing/network/clone_marks.js";

test("all clones are one group, all distinct neurons are none", () => {
  assert.deepEqual(
    cloneGroups([0, 0, 0, 0]).map(({ members }) => members),
    [[0, 1, 2, 3]],
  );
  assert.deepEqual(cloneGroups([0, 1, 2, 3]), []);
  assert.deepEqual(cloneGroups([]), []);
});

test("a neuron is in the group of its class and single ones are in none", () => {
  const groups = cloneGroups([0, 1, 0, 3, 1, 5]);
  assert.deepEqual(
    groups.map(({ members }) => members),
    [
      [0, 2],
      [1, 4],
    ],
  );
  assert.deepEqual(
    groups.map(({ letter }) => letter),
    ["a", "b"],
  );
});

test("brackets on one track never overlap", () => {
  const classes = [0, 1, 0, 1, 4, 4, 6, 7, 6, 6, 7, 4];
  const groups = cloneGroups(classes);
  for (const a of groups) {
    for (const b of groups) {
      if (a === b || a.track !== b.track) continue;
      const apart =
        a.members[a.members.length - 1] < b.members[0] ||
        b.members[b.members.length - 1] < a.members[0];
      assert.ok(apart, `${a.letter} and ${b.letter}`);
    }
  }
});
