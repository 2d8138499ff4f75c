import assert from "node:assert/strict";
import { test } from "node:test";
import { createActions } from "../../../static/js/state/actions.js";
import { readAddress, writeAddress } from "../../../static/js/state/address.js";
import { createStore } from "../../../static/js/state/store.js";
import { CATALOG } from "../catalog_sample.js";

/** @typedef {import("../../../static/js/types.js").ExperimentState} ExperimentState */
/** @typedef {import("../../../static/js/types.js").State} State */

/**
 * The actions on the first experiment, and the pace of each request they made.
 * @param {() => number} [random]
 */
function opened(random) {
  const initial = { experiment: null, preset: null, lane_ids: [], ignored: [], instruments: [] };
  const store = createStore(/** @type {State} */ (/** @type {unknown} */ (initial)));
  /** @type {string[]} */
  const asked = [];
  const request = (pace = "now") => void asked.push(pace);
  const actions = createActions({ store, catalog: CATALOG, request, random });
  actions.openAddress("");
  asked.length = 0;
  const experiment = () => /** @type {ExperimentState} */ (store.get().experiment);
  return { store, actions, asked, experiment };
}

test("every change of the experiment asks once, at the pace it is made", () => {
  const { actions, asked, experiment } = opened();
  actions.edit({ learning_rate: 0.3 }, "sliding");
  actions.edit({ epochs: 7 });
  actions.newSeed();
  actions.addRun();
  assert.deepEqual(asked, ["sliding", "now", "now", "now"]);
  assert.equal(experiment().learning_rate, 0.3);
  assert.equal(experiment().epochs, 7);
});

test("whoever asks finds the changed experiment in the store", () => {
  const store = createStore(
    /** @type {State} */ (/** @type {unknown} */ ({ experiment: null, lane_ids: [] })),
  );
  /** @type {(number | undefined)[]} */
  const seen = [];
  const request = () => void seen.push(store.get().experiment?.learning_rate);
  const actions = createActions({ store, catalog: CATALOG, request });
  actions.openAddress("learning_rate=0.02");
  actions.edit({ learning_rate: 0.7 });
  assert.deepEqual(seen, [0.02, 0.7]);
});

test("the preset is named while its experiment is unchanged, and again when it is restored", () => {
  const { store, actions, experiment } = opened();
  const [preset] = CATALOG.presets;
  assert.equal(store.get().preset, preset);
  const { seed } = experiment();
  actions.edit({ seed: seed + 1 });
  assert.equal(store.get().preset, null);
  actions.edit({ seed });
  assert.equal(store.get().preset, preset);
});

test("a new seed is a whole number from 0 on, the least and the largest included", () => {
  for (const [drawn, seed] of [
    [0, 0],
    [0.99999999, 9999],
  ]) {
    const { actions, experiment } = opened(() => drawn);
    actions.newSeed();
    assert.equal(experiment().seed, seed);
  }
});

test("a lane keeps its id while others come and go, and no id comes twice", () => {
  const { store, actions, experiment } = opened();
  const [first, second] = store.get().lane_ids;
  const label = experiment().runs[1].label;
  actions.removeRun(first);
  assert.deepEqual(store.get().lane_ids, [second]);
  assert.deepEqual(
    experiment().runs.map((run) => run.label),
    [label],
  );
  actions.addRun();
  actions.addRun();
  const { lane_ids } = store.get();
  assert.equal(lane_ids[0], second);
  assert.equal(lane_ids.length, experiment().runs.length);
  assert.equal(new Set([first, ...lane_ids]).size, lane_ids.length + 1);
});

test("a run is edited by its lane, whatever stood before it", () => {
  const { store, actions, experiment } = opened();
  const [first, second] = store.get().lane_ids;
  actions.removeRun(first);
  actions.editRun(second, { learning_rate: 0.5 }, "typing");
  assert.equal(experiment().runs[0].learning_rate, 0.5);
  actions.editRun(second, { learning_rate: undefined }, "now");
  assert.ok(!("learning_rate" in experiment().runs[0]));
});

test("whichever run is removed, the other keeps its lane and its settings", () => {
  for (const index of [0, 1]) {
    const { store, actions, experiment } = opened();
    const { lane_ids } = store.get();
    const kept = experiment().runs[1 - index];
    actions.removeRun(lane_ids[index]);
    assert.deepEqual(store.get().lane_ids, [lane_ids[1 - index]]);
    assert.deepEqual(experiment().runs, [kept]);
  }
});

test("an edit of one run leaves the others the very same objects", () => {
  const { store, actions, experiment } = opened();
  const [kept] = experiment().runs;
  actions.editRun(store.get().lane_ids[1], { l2: 0.1 }, "now");
  assert.equal(experiment().runs[0], kept);
  assert.equal(experiment().runs[1].l2, 0.1);
});

test("instruments are only ever added, and only what lacks is said to lack", () => {
  const { store, actions, asked } = opened();
  assert.equal(actions.read(["signal"]), true);
  assert.equal(actions.read(["signal"]), false);
  assert.equal(actions.read(["signal", "symmetry"]), true);
  assert.equal(actions.read([]), false);
  assert.deepEqual(store.get().instruments, ["signal", "symmetry"]);
  assert.deepEqual(asked, []);
});

test("what an address holds that cannot be read is told, and forgotten with a preset", () => {
  const { store, actions } = opened();
  actions.openAddress("#epochs=none&seed=4");
  assert.equal(store.get().ignored.length, 1);
  assert.match(store.get().ignored[0], /^epochs=none/);
  assert.equal(store.get().experiment?.seed, 4);
  actions.openPreset(CATALOG.presets[0].name);
  assert.deepEqual(store.get().ignored, []);
});

test("a preset that there is not changes nothing and asks nothing", () => {
  const { store, actions, asked } = opened();
  const before = store.get();
  actions.openPreset("no such preset");
  assert.equal(store.get(), before);
  assert.deepEqual(asked, []);
});

test("whatever is done, the address gives the same experiment back", () => {
  const { store, actions, experiment } = opened(() => 0.5);
  actions.addRun();
  actions.editRun(store.get().lane_ids[2], { label: "a;b=c&d+e,f:g" }, "now");
  actions.editRun(store.get().lane_ids[0], { learning_rate: 1e-7, seed: 3 }, "now");
  actions.edit({ hidden_layers: [], batch_size: "full" });
  actions.newSeed();
  const { experiment: again, ignored } = readAddress(CATALOG, writeAddress(CATALOG, experiment()));
  assert.deepEqual(again, experiment());
  assert.deepEqual(ignored, []);
});

test("from a change on, the shown result is not complete: it is another experiment's", () => {
  const { store, actions } = opened();
  for (const change of [
    () => actions.edit({ learning_rate: 0.3 }),
    () => actions.openPreset(CATALOG.presets[0].name),
    () => actions.openAddress("epochs=7"),
  ]) {
    store.set({ status: "complete" });
    change();
    assert.equal(store.get().status, "connecting");
  }
});
