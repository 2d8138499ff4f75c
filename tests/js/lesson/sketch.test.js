import assert from "node:assert/strict";
import { test } from "node:test";

import {
  describeGap,
  heightAt,
  KNOTS,
  readSketch,
  stroke,
  UNTOUCHED,
  writeSketch,
} from "../../../static/js/lesson/sketch.js";
import { describeOutcome } from "../../../static/js/lesson/step_view.js";

const FALLING = [0.69, 0.69, 0.5, 0.3, 0.1, 0.05, 0.02];

test("a curve is written in hundredths and read back", () => {
  assert.equal(FALLING.length, KNOTS);
  assert.deepEqual(readSketch(writeSketch(FALLING)), FALLING);
  for (const other of [null, "never", "69.20", "1.2.3.4.5.6.7.8"]) {
    assert.equal(readSketch(other), null);
  }
});

test("a stroke sets every height under it and leaves the others", () => {
  const drawn = stroke(UNTOUCHED, { at: 0.5, height: 0.6 }, { at: 1, height: 0 });
  assert.deepEqual(drawn.slice(0, 3), UNTOUCHED.slice(0, 3));
  assert.deepEqual(
    drawn.slice(3).map((height) => Math.round(100 * height)),
    [60, 40, 20, 0],
  );
  const backwards = stroke(UNTOUCHED, { at: 1, height: 0 }, { at: 0.5, height: 0.6 });
  assert.deepEqual(backwards, drawn);
  assert.equal(stroke(UNTOUCHED, { at: 0, height: 9 }, { at: 0, height: 9 })[0], 1);
});

test("between its knots a curve is straight", () => {
  assert.ok(Math.abs(heightAt(FALLING, 2.5 / 6) - 0.4) < 1e-12);
  assert.equal(heightAt(FALLING, 1), 0.02);
});

test("the gap is told where it is widest, and a near curve is called so", () => {
  const epochs = [0, 50, 100];
  const near = describeGap(UNTOUCHED, epochs, [0.7, 0.69, 0.69]);
  assert.equal(near.is_near, true);
  const far = describeGap(UNTOUCHED, epochs, [0.7, 0.4, 0.01]);
  assert.equal(far.is_near, false);
  assert.match(far.text, /epoch 100: you expected a loss of 0\.69, it was 0\.010/);
});

test("the outcome says what happened, and whether it was foreseen", () => {
  assert.equal(describeOutcome("Never", "Never", null), "You were right: Never.");
  assert.equal(describeOutcome("Never", "Soon", null), "The answer: Never.");
  const gap = { is_near: false, text: "Wide." };
  assert.equal(
    describeOutcome("Never", "", gap),
    "The run took another course. Wide. The answer: Never.",
  );
});
