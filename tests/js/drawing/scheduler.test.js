import assert from "node:assert/strict";
import { test } from "node:test";

import { createOpening } from "../../../static/js/drawing/network/bracket_opening.js";
import { createScheduler } from "../../../static/js/drawing/scheduler.js";

/** A scheduler whose frames come when the test says so. */
function manual() {
  /** @type {((time: number) => void)[]} */
  const queue = [];
  const scheduler = createScheduler(
    (callback) => queue.push(callback),
    () => 0,
  );
  return { scheduler, queue, frame: (/** @type {number} */ time = 0) => queue.shift()?.(time) };
}

test("a view invalidated many times draws once in one frame", () => {
  const { scheduler, queue, frame } = manual();
  let drawn = 0;
  const view = { draw: () => void drawn++ };
  for (let i = 0; i < 5; i++) scheduler.invalidate(view);
  assert.equal(queue.length, 1);
  frame();
  assert.equal(drawn, 1);
  assert.equal(queue.length, 0);
});

test("only views that are dirty draw", () => {
  const { scheduler, frame } = manual();
  /** @type {string[]} */
  const drawn = [];
  const [a, b] = ["a", "b"].map((name) => ({ draw: () => void drawn.push(name) }));
  scheduler.invalidate(a);
  scheduler.invalidate(b);
  frame();
  scheduler.invalidate(b);
  frame();
  assert.deepEqual(drawn, ["a", "b", "b"]);
});

test("a view that invalidates itself while drawing draws again in the next frame", () => {
  const { scheduler, queue, frame } = manual();
  let drawn = 0;
  const view = {
    draw() {
      drawn++;
      if (drawn < 3) scheduler.invalidate(view);
    },
  };
  scheduler.invalidate(view);
  while (queue.length > 0) frame();
  assert.equal(drawn, 3);
});

test("a cancelled view does not draw", () => {
  const { scheduler, frame } = manual();
  const view = { draw: () => assert.fail("drawn") };
  scheduler.invalidate(view);
  scheduler.cancel(view);
  frame();
});

test("brackets open step by step and come to rest", () => {
  const opening = createOpening(() => false);
  assert.equal(opening.step([0, 0], 1000), false);
  let steps = 0;
  for (let time = 9000; opening.step([1, 0], time); time += 16) {
    const [open, shut] = opening.values();
    assert.ok(open > 0 && open < 1 && shut === 0);
    steps++;
  }
  assert.ok(steps > 10 && steps < 60, `${steps} steps`);
  assert.deepEqual(opening.values(), [1, 0]);
});

test("who wants no motion sees brackets open at once", () => {
  const opening = createOpening(() => true);
  opening.step([0], 0);
  assert.equal(opening.step([1], 16), false);
  assert.deepEqual(opening.values(), [1]);
});
