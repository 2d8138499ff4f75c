import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../../static/js/state/store.js";
import { createPlayback, FRAMES_A_SECOND, spend } from "../../../static/js/stream/playback.js";
import { takeEvents } from "../../../static/js/stream/result.js";
import { snapshot, started } from "../sample_events.js";

/** @typedef {import("../../../static/js/types.js").State} State */

/** @param {number} count */
function resultOf(count) {
  const frames = Array.from({ length: count }, (_, epoch) => snapshot(epoch, [{ run: 0 }]));
  const result = takeEvents(null, [started(["A"]), ...frames], [1]);
  assert.ok(result !== null);
  return result;
}

/** A playback whose animation frames come when `pass` lets time pass. */
function setUp({ still = false, status = "complete" } = {}) {
  const state = { result: null, frame: 0, playing: false, speed: 1, status };
  const store = createStore(/** @type {State} */ (/** @type {unknown} */ (state)));
  /** @type {FrameRequestCallback[]} */
  let waiting = [];
  let now = 0;
  const playback = createPlayback({
    store,
    isStill: () => still,
    nextFrame: (callback) => waiting.push(callback),
  });
  /** @param {number} seconds */
  const pass = (seconds) => {
    for (let end = now + seconds * 1000; now < end; now += 20) {
      const due = waiting;
      waiting = [];
      for (const callback of due) callback(now);
    }
  };
  return { store, playback, pass };
}

test("time is spent on whole frames and the rest is kept", () => {
  for (const speed of [0.5, 1, 4]) {
    let frames = 0;
    let left = 0;
    for (let i = 0; i < 1000; i += 1) {
      const spent = spend(left + 16, speed);
      frames += spent.frames;
      left = spent.left;
    }
    assert.equal(frames, Math.floor(16 * FRAMES_A_SECOND * speed));
  }
});

test("a new result plays from its start to its end, and stops there", () => {
  const { store, playback, pass } = setUp();
  playback.begin(resultOf(11));
  pass(5 / FRAMES_A_SECOND);
  assert.ok(store.get().playing);
  assert.ok(Math.abs(store.get().frame - 5) <= 1);
  pass(20 / FRAMES_A_SECOND);
  assert.equal(store.get().frame, 10);
  assert.ok(!store.get().playing);
});

test("while frames are still being computed, playing waits for them at the last", () => {
  const { store, playback, pass } = setUp({ status: "computing" });
  playback.begin(resultOf(3));
  pass(10 / FRAMES_A_SECOND);
  assert.equal(store.get().frame, 2);
  assert.ok(store.get().playing);
  playback.grow(resultOf(6));
  store.set({ status: "complete" });
  pass(10 / FRAMES_A_SECOND);
  assert.equal(store.get().frame, 5);
});

test("playing from the end starts again", () => {
  const { store, playback, pass } = setUp();
  playback.begin(resultOf(4));
  pass(10);
  playback.play();
  assert.equal(store.get().frame, 0);
});

test("playing twice does not play twice as fast", () => {
  const { store, playback, pass } = setUp();
  playback.begin(resultOf(50));
  playback.toggle();
  playback.toggle();
  playback.play();
  pass(10 / FRAMES_A_SECOND);
  assert.ok(Math.abs(store.get().frame - 10) <= 1);
});

test("who stopped at an epoch stays there when the experiment changes", () => {
  const { store, playback } = setUp({ status: "computing" });
  playback.begin(resultOf(11));
  playback.showEpoch(6);
  playback.begin(resultOf(1));
  assert.equal(store.get().frame, 0);
  playback.grow(resultOf(9));
  assert.equal(store.get().frame, 6);
  playback.begin(resultOf(3));
  playback.grow(resultOf(11));
  assert.equal(store.get().frame, 6);
  assert.ok(!store.get().playing);
});

test("what is to play from an epoch waits for it, and is told apart from what a person stopped", () => {
  const { store, playback, pass } = setUp({ status: "computing" });
  playback.holdAt(6, true);
  playback.begin(resultOf(3));
  assert.deepEqual([store.get().frame, store.get().playing], [2, false]);
  playback.grow(resultOf(8));
  assert.deepEqual([store.get().frame, store.get().playing], [6, true]);
  assert.equal(store.get().played_from, 6);
  store.set({ status: "complete" });
  pass(10 / FRAMES_A_SECOND);
  assert.deepEqual([store.get().frame, store.get().played_from], [7, 6]);
  playback.step(0);
  assert.equal(store.get().played_from, null);
  playback.stay(Infinity, 0);
  assert.deepEqual([store.get().frame, store.get().played_from], [7, 0]);
  playback.begin(resultOf(4));
  assert.equal(store.get().playing, true);
});

test("who asked for less motion sees the last epoch at once, as it comes", () => {
  const { store, playback } = setUp({ still: true });
  playback.begin(resultOf(2));
  playback.grow(resultOf(8));
  assert.equal(store.get().frame, 7);
  assert.ok(!store.get().playing);
});

test("steps go both ways and stop at the ends", () => {
  const { store, playback } = setUp();
  playback.begin(resultOf(3));
  playback.step(1);
  assert.equal(store.get().frame, 1);
  playback.step(9);
  assert.equal(store.get().frame, 2);
  playback.step(-9);
  assert.equal(store.get().frame, 0);
});
