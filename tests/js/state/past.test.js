/** Changes as entries of the browser's history: what is one change, and where Undo leads. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { completeExperiment, firstExperiment } from "../../../static/js/state/experiment.js";
import { createPast } from "../../../static/js/state/past.js";
import { createStore } from "../../../static/js/state/store.js";
import { CATALOG } from "../catalog_sample.js";

/** A history as a browser keeps it, and a past that writes into it. */
function setUp() {
  /** @type {{state: any, url: string}[]} */
  const entries = [{ state: null, url: "/" }];
  let at = 0;
  const history = {
    get state() {
      return entries[at].state;
    },
    pushState(/** @type {any} */ state, /** @type {string} */ _, /** @type {any} */ url) {
      entries.splice(at + 1, Infinity, { state, url });
      at += 1;
    },
    replaceState(/** @type {any} */ state, /** @type {string} */ _, /** @type {any} */ url) {
      entries[at] = { state, url };
    },
    go(/** @type {number} */ by) {
      at += by;
      past.arrive(entries[at].state);
    },
  };
  const store = createStore(
    /** @type {any} */ ({
      experiment: completeExperiment(CATALOG, firstExperiment(CATALOG)),
      lane_ids: [1, 2, 3],
      result: null,
      frame: 0,
      playing: true,
      played_from: 0,
      inspector_tab: "layer",
      tab_settings: {},
      presenting: false,
      exercise: null,
      instruments: [],
      selection: { run: 0, layer_index: 0, neuron: null, from: null },
      speed: 1,
      status: "complete",
    }),
  );
  const clock = { now: 0 };
  const past = createPast({
    catalog: CATALOG,
    store,
    entries: history,
    path: () => "/",
    now: () => clock.now,
  });
  /** @param {number} seed @param {"now" | "sliding"} pace */
  const change = (seed, pace = "now") => {
    store.set({ experiment: { ...store.get().experiment, seed } });
    past.remember({ place: "seed", pace });
  };
  past.refresh(/** @type {any} */ (store.get()));
  const urls = () => entries.map(({ url }) => url.replace(/^.*seed=/, ""));
  return { store, past, change, clock, urls, at: () => at };
}

test("each change is an entry, and Undo and Redo are the browser's Back and Forward", () => {
  const { store, past, change, at } = setUp();
  change(1);
  change(2);
  assert.equal(at(), 2);
  assert.deepEqual([store.get().can_undo, store.get().can_redo], [true, false]);
  past.undo();
  past.undo();
  assert.equal(at(), 0);
  assert.deepEqual([store.get().can_undo, store.get().can_redo], [false, true]);
  past.undo();
  assert.equal(at(), 0, "before the first change there is nothing to take back");
  past.redo();
  assert.equal(at(), 1);
});

test("a slide is one change until it rests", () => {
  const { change, clock, at, urls } = setUp();
  for (const seed of [1, 2, 3]) {
    clock.now += 100;
    change(seed, "sliding");
  }
  assert.equal(at(), 1);
  assert.match(urls()[1], /^3/);
  clock.now += 5000;
  change(4, "sliding");
  assert.equal(at(), 2);
});

test("a change after going back takes away what could be made again", () => {
  const { store, past, change, urls } = setUp();
  change(1);
  change(2);
  past.undo();
  change(5);
  assert.equal(store.get().can_redo, false);
  assert.equal(urls().length, 3);
  assert.match(urls()[2], /^5/);
});

test("an entry gives back the lanes that its runs had; an address typed by hand has none", () => {
  const { past, change } = setUp();
  change(1);
  const entry = { index: 0, lane_ids: [1, 2, 3], changes: 0, since: 0 };
  assert.deepEqual(past.arrive(entry).lane_ids, [1, 2, 3]);
  assert.deepEqual(past.arrive(null).lane_ids, []);
});

test("turning to another place is an entry that Undo and Redo pass over, and Back does not", () => {
  const { store, past, change, at } = setUp();
  past.turn();
  assert.deepEqual([at(), store.get().can_undo], [1, false]);
  change(1);
  past.turn();
  past.turn();
  change(2);
  past.turn();
  assert.equal(at(), 6);
  past.undo();
  assert.equal(at(), 4, "the last entry that holds the experiment before");
  past.undo();
  assert.equal(at(), 1);
  past.redo();
  assert.equal(at(), 2, "the first entry that holds the experiment after");
  past.redo();
  assert.deepEqual([at(), store.get().can_redo], [5, false]);
});
