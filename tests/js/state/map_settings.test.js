import assert from "node:assert/strict";
import { test } from "node:test";
import { createActions } from "../../../static/js/state/actions.js";
import { readAddress, writeAddress } from "../../../static/js/state/address.js";
import { completeExperiment, firstExperiment } from "../../../static/js/state/experiment.js";
import { axisOf, VARIABLES, valuesOf } from "../../../static/js/state/map_axes.js";
import {
  axesProblem,
  FIRST_MAP,
  mapRequest,
  POINT_LABEL,
} from "../../../static/js/state/map_settings.js";
import { createStore } from "../../../static/js/state/store.js";
import { CATALOG } from "../catalog_sample.js";

/** @typedef {import("../../../static/js/types.js").MapSettings} MapSettings */

const FIRST = firstExperiment(CATALOG);

/** @type {MapSettings[]} */
const MAPS = [
  { ...FIRST_MAP, at: [3, 1] },
  {
    x: { name: "activation", values: ["tanh", "relu"] },
    y: { name: "zero_layers" },
    seeds: 5,
    color: "visibly_distinct",
    at: null,
  },
  {
    x: { name: "sigma_w", values: [0.5, 1, 1e-7] },
    y: { name: "sigma_b", range: { from: 0, to: 1, count: 3, log: false } },
    seeds: 1,
    color: "gradient_flow",
    at: [0, 2],
  },
];

test("a map comes back from the address as it was", () => {
  for (const map of MAPS) {
    const address = writeAddress(CATALOG, FIRST, { map });
    const { view, ignored } = readAddress(CATALOG, address);
    assert.deepEqual([view.map, ignored], [map, []]);
  }
});

test("what is wrong with a map in an address is told", () => {
  for (const wrong of [
    "x:nothing,1",
    "y:learning_rate,0~1~5~log",
    "seeds:99",
    "hue:red",
    "at:1,-1",
  ]) {
    const { view, ignored } = readAddress(CATALOG, `map=${wrong}`);
    assert.deepEqual([view.map, ignored.length], [undefined, 1], wrong);
  }
});

test("every variable sets the fields that it says, and no others", () => {
  for (const { name, fields, range, choices } of VARIABLES) {
    const values = range === undefined ? choices?.(CATALOG, FIRST).slice(0, 2) : undefined;
    const settings = range === undefined ? { name, values } : { name, range };
    const { entries } = axisOf(CATALOG, FIRST, settings);
    assert.ok(entries.length > 0, name);
    for (const { patch } of entries) assert.deepEqual(Object.keys(patch), fields, name);
  }
});

test("two axes that set the same field are no map", () => {
  const x = { name: "width", values: [2] };
  assert.match(
    axesProblem({ ...FIRST_MAP, x, y: { name: "depth", values: [1] } }),
    /hidden layers/,
  );
  assert.equal(axesProblem(FIRST_MAP), "");
});

test("a range has its ends and as many values, and equal whole ones once", () => {
  assert.deepEqual(valuesOf({ from: 0.01, to: 1, count: 3, log: true }), [0.01, 0.1, 1]);
  assert.deepEqual(valuesOf({ from: 3, to: 1, count: 3, log: false }), [3, 2, 1]);
  assert.deepEqual(valuesOf({ from: 1, to: 3, count: 9, log: false }, true), [1, 2, 3]);
});

test("moving the point shows the cell on the stage and leaves the map as it is", () => {
  const experiment = completeExperiment(CATALOG, { ...FIRST, hidden_layers: [4, 4] });
  const state = /** @type {import("../../../static/js/types.js").State} */ (
    /** @type {unknown} */ ({
      experiment,
      lane_ids: experiment.runs.map((_, at) => at + 1),
      selection: { run: 0, layer_index: 0, neuron: null },
    })
  );
  const store = createStore(state);
  const actions = createActions({ store, catalog: CATALOG, request() {} });
  const settings = {
    ...FIRST_MAP,
    x: { name: "width", values: [2, 6] },
    y: { name: "zero_layers" },
  };
  const ask = () => mapRequest(CATALOG, store.get().experiment ?? FIRST, 0, settings);
  const asked = ask();
  assert.ok(!("hidden_layers" in asked.base) && !("initializer" in asked.base));
  for (const [x, y] of [
    [1, 3],
    [0, 1],
  ]) {
    const patch = { ...asked.x.entries[x].patch, ...asked.y.entries[y].patch };
    actions.showPoint(patch);
    const { experiment: shown, lane_ids } = store.get();
    assert.equal(shown?.runs.length, experiment.runs.length + 1);
    assert.equal(lane_ids.length, shown?.runs.length);
    const point = shown?.runs.at(-1);
    assert.equal(point?.label, POINT_LABEL);
    assert.deepEqual(shown?.hidden_layers, patch.hidden_layers);
    assert.ok(Array.isArray(point?.initializer) && point.initializer.length === 3);
    assert.deepEqual(ask(), asked);
  }
  actions.keepPoint({ learning_rate: 3 }, "kept");
  assert.deepEqual(store.get().experiment?.runs.at(-1)?.learning_rate, 3);
});
