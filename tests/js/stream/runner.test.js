import assert from "node:assert/strict";
import { test } from "node:test";

import { firstExperiment } from "../../../static/js/state/experiment.js";
import { createStore } from "../../../static/js/state/store.js";
import { createRunner } from "../../../static/js/stream/runner.js";
import { Busy, Gone, Refused } from "../../../static/js/stream/stream.js";
import { CATALOG } from "../catalog_sample.js";
import { DONE, snapshot, started } from "../sample_events.js";

/** @typedef {import("../../../static/js/types.js").State} State */
/** @typedef {Parameters<typeof import("../../../static/js/stream/stream.js").streamExperiment>[0]} Options */

const FRAMES = [snapshot(0, [{ run: 0 }]), snapshot(4, [{ run: 0 }])];

/** @param {(options: Options, attempt: number) => Promise<void>} answer */
function setUp(answer) {
  const state = {
    experiment: firstExperiment(CATALOG),
    lane_ids: [3],
    status: "idle",
    result: null,
  };
  const store = createStore(/** @type {State} */ (/** @type {unknown} */ (state)));
  /** @type {Options[]} */
  const asked = [];
  const runner = createRunner({
    store,
    playback: {
      begin: (result) => store.set({ result }),
      grow: (result) => store.set({ result }),
    },
    stream: (options) => {
      asked.push(options);
      return answer(options, asked.length);
    },
  });
  return { store, runner, asked };
}

/** Lets what is waiting on promises go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("the shown result changes only with the first frame of the next one", async () => {
  /** @type {Options[]} */
  const streams = [];
  const { store, runner } = setUp((options) => {
    streams.push(options);
    return new Promise(() => {});
  });
  runner.request();
  streams[0].onEvents([started(["A"])]);
  assert.equal(store.get().result, null);
  streams[0].onEvents([FRAMES[0]]);
  assert.deepEqual(store.get().result?.epochs, [0]);
  assert.equal(store.get().status, "computing");
  runner.request();
  streams[1].onEvents([started(["B"])]);
  assert.equal(store.get().result?.lanes[0].label, "A");
  streams[1].onEvents([FRAMES[0], FRAMES[1], DONE]);
  assert.equal(store.get().result?.lanes[0].label, "B");
  assert.equal(store.get().status, "complete");
});

test("a change cancels what was computing", () => {
  const { runner, asked } = setUp(() => new Promise(() => {}));
  runner.request();
  runner.request();
  assert.deepEqual(
    asked.map(({ signal }) => signal.aborted),
    [true, false],
  );
});

test("what fails after it was cancelled says nothing", async () => {
  /** @type {((error: Error) => void)[]} */
  const fail = [];
  const { store, runner } = setUp(() => new Promise((_, reject) => fail.push(reject)));
  runner.request();
  runner.request();
  fail[0](new Gone("aborted"));
  await settle();
  assert.equal(store.get().status, "connecting");
});

test("typing asks once, after the last key", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { runner, asked } = setUp(() => new Promise(() => {}));
  for (let i = 0; i < 5; i += 1) {
    runner.request("typing");
    context.mock.timers.tick(100);
  }
  assert.equal(asked.length, 0);
  context.mock.timers.tick(1000);
  assert.equal(asked.length, 1);
});

test("a busy server is asked again by itself, when it said", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { store, runner, asked } = setUp((_, attempt) =>
    attempt === 1 ? Promise.reject(new Busy(3)) : new Promise(() => {}),
  );
  runner.request();
  await settle();
  assert.equal(store.get().status, "busy");
  assert.match(store.get().message, /3\u00a0s/);
  context.mock.timers.tick(2999);
  assert.equal(asked.length, 1);
  context.mock.timers.tick(1);
  assert.equal(asked.length, 2);
});

test("a missing server is asked again after longer and longer, and that is forgotten once it answers", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const waits = [1, 2, 4, 8, 16, 16];
  const { runner, asked } = setUp((_, attempt) =>
    attempt === waits.length + 1 ? Promise.resolve() : Promise.reject(new Gone("gone")),
  );
  runner.request();
  for (const [i, seconds] of waits.entries()) {
    await settle();
    assert.equal(asked.length, i + 1);
    context.mock.timers.tick(1000 * seconds - 1);
    assert.equal(asked.length, i + 1);
    context.mock.timers.tick(1);
  }
  await settle();
  runner.request();
  await settle();
  context.mock.timers.tick(1000);
  assert.equal(asked.length, waits.length + 3);
});

test("a refused experiment is not asked for again, and says which field was wrong", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const errors = [{ loc: ["epochs"], message: "too many" }];
  const { store, runner, asked } = setUp(() => Promise.reject(new Refused(errors)));
  runner.request();
  await settle();
  context.mock.timers.tick(100000);
  assert.equal(asked.length, 1);
  assert.equal(store.get().status, "invalid");
  assert.deepEqual(store.get().errors, errors);
});

test("a failure told by the stream is shown", () => {
  const { store, runner } = setUp(async ({ onEvents }) =>
    onEvents([started(["A"]), { kind: "failed", message: "out of memory" }]),
  );
  runner.request();
  assert.equal(store.get().status, "failed");
  assert.equal(store.get().message, "out of memory");
});
